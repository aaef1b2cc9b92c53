// What an exchange tells and keeps, and how the agent takes the app's and the Worker's bad days.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createTodo, Stage, trashTodo, updateTodo } from '../../test/support/agent.ts';
import { AgentJournal } from './state/journal.ts';
import { StateInUse, StateUnreadable } from './state/state-file.ts';
import { createAgent } from './loop.ts';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => {
  stage.app.checkInvariants();
  stage.close();
});

async function failureOf(run: ReturnType<typeof stage.agent.exchangeOnce>): Promise<string> {
  const result = await run;
  return result.ok ? 'none' : result.error.kind;
}

describe('what is told', () => {
  it('[G6] is the whole library at first, then only what changed', async () => {
    const one = stage.app.person.addTodo({ title: 'one' });
    const two = stage.app.person.addTodo({ title: 'two' });
    await stage.exchange();
    expect(stage.worker.last).toMatchObject({
      base: null,
      removed: [],
      receipt: { complete: true, openTodos: 2 },
    });
    expect(stage.worker.last.todos.map(({ id }) => id).toSorted()).toEqual([one, two].toSorted());
    stage.app.person.editTodo(two, { title: 'two!' });
    await stage.exchange();
    expect(stage.worker.last).toMatchObject({ base: 'snapshot-1', snapshot: 'snapshot-2', containers: [] });
    expect(stage.worker.last.todos.map(({ title }) => title)).toEqual(['two!']);
  });

  it('[G7] is an empty difference under the same name when nothing changed, after a change that we do not sync too', async () => {
    const id = stage.app.person.addTodo({ title: 'one' });
    await stage.exchange();
    for (const change of [() => undefined, () => stage.app.person.reorder(id, -500)]) {
      change();
      await stage.exchange();
      expect(stage.worker.last).toMatchObject({
        base: 'snapshot-1',
        snapshot: 'snapshot-1',
        todos: [],
        removed: [],
      });
      expect(stage.worker.last.receipt).toMatchObject({ openTodos: 1, complete: true });
    }
  });

  it('[G8] has completed, trashed and checked to-dos as changes, and emptied Trash as removals', async () => {
    const done = stage.app.person.addTodo({ title: 'done' });
    const trashed = stage.app.person.addTodo({ title: 'trashed' });
    const checked = stage.app.person.addTodo({ title: 'checked', checklist: [{ title: 'x', done: false }] });
    await stage.exchange();
    stage.app.person.complete(done);
    stage.app.person.trash(trashed);
    stage.app.person.addChecklistItem(checked, 'y');
    await stage.exchange();
    expect(
      new Map(
        stage.worker.last.todos.map((todo) => [todo.id, [todo.status, todo.trashed, todo.checklist.length]]),
      ),
    ).toEqual(
      new Map<string, unknown>([
        [done, ['completed', false, 0]],
        [trashed, ['open', true, 0]],
        [checked, ['open', false, 2]],
      ]),
    );
    stage.app.person.emptyTrash();
    await stage.exchange();
    expect(stage.worker.last).toMatchObject({ removed: [trashed], todos: [], receipt: { complete: true } });
    await stage.exchange();
    expect(stage.worker.last.removed).toEqual([]);
  });

  it('has renamed and vanished containers, the latter as gone', async () => {
    const area = stage.app.person.addArea('Work');
    const project = stage.app.person.addProject({ title: 'Launch', area });
    await stage.exchange();
    stage.app.person.renameProject(project, 'Lift-off');
    await stage.exchange();
    expect(stage.worker.last.containers).toMatchObject([{ id: project, title: 'Lift-off', gone: false }]);
    stage.app.person.trash(project);
    stage.app.person.emptyTrash();
    await stage.exchange();
    expect(stage.worker.last.containers).toMatchObject([{ id: project, gone: true }]);
    await stage.exchange();
    expect(stage.worker.last.containers).toEqual([]);
  });

  it('[O110] is asked for a few times at most, and then it waits like after any failure', async () => {
    stage.app.person.addTodo({ title: 'one' });
    stage.worker.verdict = 'resync';
    expect(await failureOf(stage.agent.exchangeOnce())).toBe('unavailable');
    expect(stage.worker.requests.length).toBeLessThanOrEqual(4);
    stage.worker.verdict = 'taken';
    expect(await failureOf(stage.agent.exchangeOnce())).toBe('none');
  });

  it('[G9] is told again until the Worker takes it', async () => {
    stage.app.person.addTodo({ title: 'one' });
    stage.worker.verdict = 'not_taken';
    await stage.exchange();
    stage.worker.verdict = 'taken';
    await stage.exchange();
    expect(stage.worker.last).toMatchObject({ base: null });
    expect(stage.worker.todos.size).toBe(1);
  });

  it('[G10] is the whole library once more when the Worker knows another base', async () => {
    const id = stage.app.person.addTodo({ title: 'one' });
    await stage.exchange();
    stage.app.person.complete(id);
    stage.worker.snapshot = 'another';
    stage.worker.outbox = [createTodo({ title: 'two', notes: '' })];
    await stage.exchange();
    expect(stage.worker.requests.map(({ base }) => base)).toEqual([null, 'snapshot-1', null]);
    expect(stage.worker.last.todos).toMatchObject([{ id, status: 'completed' }]);
    await stage.exchange();
    expect(stage.worker.todos.size).toBe(2);
  });

  it('has what was closed lately beside it when it is whole, so that a lost journal makes no deletions', async () => {
    const id = stage.app.person.addTodo({ title: 'one' });
    await stage.exchange();
    stage.crash();
    rmSync(join(stage.folder, 'state'), { recursive: true });
    stage.app.person.complete(id);
    await stage.exchange();
    expect(stage.worker.last).toMatchObject({ base: null, todos: [{ id, status: 'completed' }] });
  });

  it('[G10] has what the Worker asks for, in every state, and nothing of what is not there', async () => {
    const id = stage.app.person.addTodo({ title: 'one' });
    stage.app.person.complete(id);
    stage.now += 100 * 86_400_000;
    stage.worker.ask = [id, 'nobody'];
    await stage.exchange();
    expect(stage.worker.requests.map(({ looked, todos }) => [looked, todos.length])).toEqual([
      [undefined, 0],
      [[id, 'nobody'], 1],
    ]);
    expect(stage.worker.todos.get(id)?.status).toBe('completed');
  });

  it('[G11] keeps and writes nothing in a dry run', async () => {
    stage.app.person.addTodo({ title: 'one' });
    stage.worker.outbox = [createTodo({ title: 'two', notes: '' })];
    const result = await stage.agent.exchangeOnce({ dryRun: true });
    expect(result).toMatchObject({ ok: true, value: { applied: 0 } });
    expect(stage.worker.last.dryRun).toBe(true);
    await stage.exchange();
    expect(stage.worker.requests[1]).toMatchObject({ base: null });
    expect(stage.worker.requests[1]?.dryRun).toBeUndefined();
  });

  it('[G7] does not end a day late: a new day is told though no file changed', async () => {
    await stage.exchange();
    stage.now += 86_400_000;
    await stage.exchange();
    expect(stage.worker.last.receipt.today).toBe('2026-11-24');
  });
});

describe('operations', () => {
  it('[G12] are never applied twice: a repeated one is answered again', async () => {
    const operation = createTodo({ title: 'once', notes: '' });
    const [first] = await stage.apply(operation);
    stage.worker.answers.clear();
    const [second] = await stage.apply(operation);
    expect(second).toEqual(first);
    expect(stage.app.list('Inbox')).toEqual([first?.thingsId]);
  });

  it('[G13] are counted, and their answers wait for the next exchange', async () => {
    stage.worker.outbox = [createTodo({ title: 'a', notes: '' }), updateTodo('nobody', { title: 'x' })];
    const outcome = await stage.exchange();
    expect([outcome.applied, stage.agent.hasNews()]).toEqual([1, true]);
    await stage.exchange();
    expect(stage.agent.hasNews()).toBe(false);
  });

  it('on one to-do are applied one after the other', async () => {
    const id = stage.app.person.addTodo({ title: 'a' });
    const answers = await stage.apply(
      updateTodo(id, { title: 'b' }),
      updateTodo(id, { title: 'c' }),
      trashTodo(id),
    );
    expect(answers.map((answer) => answer.outcome)).toEqual(['done', 'done', 'done']);
    expect(stage.row(id)).toMatchObject({ title: 'c', trashed: true });
  });

  it('that were undone by a person before their outcome was told are told as they are now', async () => {
    const id = stage.app.person.addTodo({ title: 'before' });
    await stage.exchange();
    stage.worker.outbox = [
      updateTodo(id, { title: 'after' }),
      createTodo({ title: 'made', notes: '' }, 'made-and-gone'),
    ];
    await stage.exchange();
    const made = stage.app.list('Inbox').find((each) => each !== id) ?? '';
    stage.app.person.editTodo(id, { title: 'before' });
    stage.app.person.deleteForever(made);
    await stage.exchange();
    expect(stage.worker.last.acknowledgements.map(({ row }) => row?.title)).toEqual(['after', 'made']);
    expect(stage.worker.last).toMatchObject({ todos: [{ id, title: 'before' }], removed: [made] });
  });

  it('that failed are tried again when they come again', async () => {
    const id = stage.app.person.addTodo({ title: 'x' });
    const into = (area: string) => ({
      ...updateTodo(id, { place: { kind: 'area', id: area, operation: null } }),
      id: 'again',
    });
    const [failed] = await stage.apply(into('not-yet'));
    const area = stage.app.person.addArea('Work');
    stage.worker.answers.clear();
    const [again] = await stage.apply(into(area));
    expect([failed?.outcome, again?.outcome, stage.row(id)?.area]).toEqual(['failed', 'done', area]);
  });

  it('[G14] do not overwrite what a person wrote in the meantime', async () => {
    const id = stage.app.person.addTodo({ title: 'mine', when: 'someday' });
    await stage.exchange();
    let isEdited = false;
    stage.onCut = (cut) => {
      if (cut !== 'url done' || isEdited) return;
      isEdited = true;
      stage.app.person.editTodo(id, { title: 'typed just now' });
    };
    // The app takes the URL only at the second time, so that both rounds see the edit.
    stage.app.faults.ignoreNext(0);
    const [answer] = await stage.apply(
      updateTodo(id, { title: 'sent', deadline: '2026-12-01' }, stage.row(id)?.digest ?? null),
    );
    expect(stage.row(id)).toMatchObject({ title: 'typed just now', deadline: '2026-12-01' });
    // Whether somebody typed it or the app made it of what it was told can't be seen: a person is asked.
    expect(answer).toMatchObject({ outcome: 'ignored', row: { title: 'typed just now' } });
  });

  it('[G31] that made a to-do which a person then changed are told as it shows', async () => {
    let isEdited = false;
    stage.onCut = (cut) => {
      const [id] = stage.app.list('Inbox');
      if (cut !== 'url done' || isEdited || id === undefined) return;
      isEdited = true;
      stage.app.person.editTodo(id, { title: 'typed just now' });
    };
    const [answer] = await stage.apply(createTodo({ title: 'sent', notes: '', deadline: '2026-12-01' }));
    expect(answer).toMatchObject({
      outcome: 'ignored',
      row: { title: 'typed just now', deadline: '2026-12-01' },
    });
    expect(stage.worker.todos.get(answer?.thingsId ?? '')?.title).toBe('typed just now');
  });
});

describe('a bad day of the app', () => {
  const dated = { title: 'x', notes: '', deadline: '2026-12-01', tags: ['Home'] };

  it('[G15] that swallows one URL is met by asking again', async () => {
    let left = 1;
    stage.onCut = (cut) => {
      if (cut === 'url' && left > 0) stage.app.faults.ignoreNext(left--);
    };
    const [answer] = await stage.apply(createTodo(dated));
    expect(answer).toMatchObject({ outcome: 'done', row: { deadline: '2026-12-01' } });
  });

  it('[G15] that never takes a field is told as ignored, with what is there', async () => {
    stage.onCut = (cut) => {
      if (cut === 'url') stage.app.faults.ignoreNext(1);
    };
    const [answer] = await stage.apply(createTodo(dated));
    expect(answer).toMatchObject({ outcome: 'ignored', row: { title: 'x', notes: '', deadline: null } });
  });

  it('that takes no URL at all stops the run, and the next one goes on', async () => {
    stage.app.faults.savesUrlSetting(false);
    stage.app.faults.urlsDisabled(true);
    stage.worker.outbox = [createTodo(dated), createTodo(dated), createTodo(dated)];
    expect(await failureOf(stage.agent.exchangeOnce())).toBe('urls_without_effect');
    expect(await failureOf(stage.agent.exchangeOnce())).toBe('urls_without_effect');
    expect(stage.worker.last.todos).toEqual([]);
    stage.app.faults.urlsDisabled(false);
    await stage.exchange();
    await stage.exchange();
    expect(stage.worker.outbox).toEqual([]);
    expect([...stage.worker.todos.values()].map(({ deadline }) => deadline)).toEqual([
      '2026-12-01',
      '2026-12-01',
      '2026-12-01',
    ]);
  });

  it.each([-1743, -1744] as const)(
    '[G17] that forbids scripts (%i) stops the run with nothing begun',
    async (code) => {
      stage.app.faults.denyAutomation(code);
      const id = stage.app.person.addTodo({ title: 'kept' });
      stage.worker.outbox = [createTodo(dated), updateTodo(id, { title: 'new' })];
      expect(await failureOf(stage.agent.exchangeOnce())).toBe('permission');
      expect(stage.worker.todos.has(id)).toBe(true);
      // The Worker thought better of it meanwhile: nothing is left over.
      stage.worker.outbox = [];
      stage.app.faults.denyAutomation(null);
      await stage.exchange();
      expect([stage.app.list('Inbox'), stage.row(id)?.title]).toEqual([[id], 'kept']);
    },
  );

  it('that does not answer scripts in time is tried again, without doubles', async () => {
    stage.app.faults.denyAutomation(-1712);
    stage.worker.outbox = [createTodo(dated)];
    expect(await failureOf(stage.agent.exchangeOnce())).toBe('app_timeout');
    stage.app.faults.denyAutomation(null);
    await stage.exchange();
    await stage.exchange();
    expect([stage.app.list('Inbox').length, stage.worker.todos.size]).toEqual([1, 1]);
  });

  it.each([1, 2, 3])(
    '[G18] that ends by a crash at command %i is started again by the next run',
    async (at) => {
      let commands = 0;
      stage.onCut = (cut) => {
        if (cut === 'script' || cut === 'url') commands += 1;
        if (commands === at + 1) stage.app.faults.crashOnNext(1);
        if (commands > at) stage.onCut = () => undefined;
      };
      stage.worker.outbox = [createTodo(dated)];
      for (let run = 0; run < 6 && stage.worker.outbox.length > 0; run += 1) await stage.agent.exchangeOnce();
      await stage.exchange();
      expect([...stage.worker.todos.values()].map(({ title, deadline }) => [title, deadline])).toEqual([
        ['x', '2026-12-01'],
      ]);
    },
  );

  it('[G18] that goes down whenever it is asked one thing is asked three times, and the rest goes on', async () => {
    const bad = stage.app.person.addTodo({ title: 'bad' });
    stage.onCut = (cut) => {
      const isBad = decodeURIComponent(stage.urls.at(-1) ?? '').includes(bad);
      if (cut === 'url done' && isBad) stage.app.faults.crashOnNext(1);
    };
    stage.worker.outbox = [updateTodo(bad, { deadline: '2026-12-01' }), createTodo(dated), createTodo(dated)];
    for (let run = 0; run < 12 && stage.worker.outbox.length > 0; run += 1) await stage.agent.exchangeOnce();
    expect([...stage.worker.answers.values()].map(({ outcome }) => outcome).toSorted()).toEqual([
      'done',
      'done',
      'failed',
    ]);
  });

  it('that takes commands twice leaves one to-do and one project', async () => {
    stage.onCut = (cut) => {
      if (cut === 'url') stage.app.faults.duplicateNext(1);
    };
    const answers = await stage.apply(
      {
        kind: 'create_container',
        id: 'twice',
        container: 'project',
        title: 'P',
        parent: null,
        headings: ['H'],
      },
      createTodo({ ...dated, checklist: [{ title: 'one', done: false }] }),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    await stage.exchange();
    const projects = [...stage.worker.containers.values()].filter(
      ({ kind, gone }) => kind === 'project' && !gone,
    );
    expect([projects.length, answers[1]?.row?.checklist.length]).toEqual([1, 1]);
  });

  it('[G28] that takes a command twice leaves the second project where somebody has put something into it', async () => {
    const filled = new Set<string>();
    stage.onCut = (cut) => {
      if (cut === 'url') stage.app.faults.duplicateNext(1);
      for (const project of cut === 'script' ? projectsTitled('P') : []) {
        if (!filled.has(project)) stage.app.person.addTodo({ title: 'Plants', project });
        filled.add(project);
      }
    };
    await stage.apply({
      kind: 'create_container',
      id: 'twice',
      container: 'project',
      title: 'P',
      parent: null,
      headings: ['H'],
    });
    await stage.exchange();
    expect(filled.size).toBe(2);
    expect(projectsTitled('P')).toHaveLength(2);
    expect(
      [...stage.worker.todos.values()].filter(({ title, trashed }) => title === 'Plants' && !trashed),
    ).toHaveLength(2);
  });

  it('[G18] that was quit is started in the background', async () => {
    stage.app.quit();
    const [answer] = await stage.apply(createTodo({ title: 'x', notes: '' }));
    expect([answer?.outcome, stage.app.isRunning]).toEqual(['done', true]);
    expect(stage.app.events.filter(({ detail }) => detail.includes('foreground'))).toEqual([]);
  });

  it('that is slow is waited for', async () => {
    stage.app.faults.setDelay(8000);
    const [answer] = await stage.apply(createTodo(dated));
    expect(answer?.outcome).toBe('done');
  });
});

/** Ids of the living projects of this title. */
function projectsTitled(title: string): readonly string[] {
  const database = new DatabaseSync(stage.path, { readOnly: true });
  try {
    return database
      .prepare('SELECT uuid FROM TMTask WHERE type = 1 AND trashed = 0 AND title = ?')
      .all(title)
      .map((row) => String(row['uuid']));
  } finally {
    database.close();
  }
}

describe('a database that can not be read', () => {
  it('[G2] tells nothing', async () => {
    stage.app.person.addTodo({ title: 'one' });
    await stage.exchange();
    stage.app.person.addTodo({ title: 'two' });
    stage.app.faults.setDatabaseVersion(31);
    expect(await stage.agent.exchangeOnce()).toEqual({
      ok: false,
      error: { kind: 'unknown_schema', version: 31 },
    });
    expect(stage.worker.requests).toHaveLength(1);
    stage.app.faults.setDatabaseVersion(29);
    stage.app.faults.failReads(true);
    expect(await failureOf(stage.agent.exchangeOnce())).toBe('not_found');
    stage.app.faults.failReads(false);
    await stage.exchange();
    expect(stage.worker.last).toMatchObject({ base: 'snapshot-1', removed: [], todos: [{ title: 'two' }] });
  });
});

describe('the state directory', () => {
  it('[G19] belongs to one agent at a time', () => {
    expect(stage.agent).toBeDefined();
    expect(() => createAgent(stage.agentOptions())).toThrow(StateInUse);
    stage.crash();
    const next = createAgent(stage.agentOptions());
    next.close();
    expect(existsSync(join(stage.folder, 'state', 'agent.sqlite'))).toBe(true);
  });

  it('[G74] is refused when a bit of its index is flipped, which would hide what was done', () => {
    const folder = join(stage.folder, 'damaged');
    const journal = new AgentJournal(folder);
    const ids = Array.from({ length: 40 }, (_, at) => `operation-${at}`);
    journal.begin(
      ids.map((id) => ({
        operation: { kind: 'create_container', id, container: 'area', title: id, parent: null, headings: [] },
        before: null,
        thingsId: null,
      })),
      0,
    );
    journal.close();
    const file = join(folder, 'agent.sqlite');
    const bytes = readFileSync(file);
    // In the table the id is followed by the operation and, within it, led by a quote; elsewhere it is in the index.
    const places = [...bytes.toString('latin1').matchAll(/(?<!")operation-17(?!\{)/g)];
    const at = places[0]?.index ?? 0;
    expect(places).toHaveLength(1);
    bytes[at] = (bytes[at] ?? 0) ^ 0x40;
    writeFileSync(file, bytes);
    expect(() => new AgentJournal(folder)).toThrow(/is damaged/);
  });

  it('is taken over where it is of the layout before late writes', () => {
    const folder = join(stage.folder, 'older');
    new AgentJournal(folder).close();
    const database = new DatabaseSync(join(folder, 'agent.sqlite'));
    database.exec('DROP TABLE late_write; ALTER TABLE operation DROP COLUMN sent; PRAGMA user_version = 2');
    database.close();
    const journal = new AgentJournal(folder);
    onTestFinished(() => journal.close());
    expect(journal.lateWrites()).toEqual([]);
  });

  it('[G74] keeps no outcome of an operation that it does not know', () => {
    const journal = new AgentJournal(join(stage.folder, 'other'));
    onTestFinished(() => journal.close());
    const answer = {
      operation: 'never-begun',
      outcome: 'done',
      thingsId: 'A',
      row: null,
      error: null,
    } as const;
    expect(() => journal.answer([answer])).toThrow(/does not know the operation/);
  });

  it('is refused when it holds something else, or the journal of a newer version', () => {
    stage.crash();
    const file = join(stage.folder, 'state', 'agent.sqlite');
    createAgent(stage.agentOptions()).close();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => createAgent(stage.agentOptions())).toThrow(StateUnreadable);
    rmSync(join(stage.folder, 'state'), { recursive: true });
    writeFileSync(join(stage.folder, 'state'), 'a file, not a folder');
    expect(() => createAgent(stage.agentOptions())).toThrow(StateUnreadable);
  });
});
