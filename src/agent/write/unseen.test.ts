// The app that writes to another library than the one that is read: what it made is made once, and nothing follows it.

import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTodo, Stage, trashTodo, updateTodo } from '../../../test/support/agent.ts';
import { createAgent, type Agent } from '../loop.ts';
import { describeFailure } from '../failures.ts';
import { AgentJournal } from '../state/journal.ts';

/** A stage whose agents read a copy that the app left behind. */
class Aside {
  readonly stage = new Stage();
  readonly path = join(this.stage.folder, 'left-behind.sqlite');

  constructor() {
    this.stage.app.person.addTodo({ title: 'there before' });
    const library = new DatabaseSync(this.stage.path);
    library.exec(`VACUUM INTO '${this.path}'`);
    library.close();
    onTestFinished(() => this.stage.close());
  }

  agent(databasePath = this.path): Agent {
    const agent = createAgent({ ...this.stage.agentOptions(), databasePath });
    onTestFinished(() => agent.close());
    return agent;
  }

  titles(): readonly string[] {
    const library = new DatabaseSync(this.stage.path, { readOnly: true });
    const rows = library.prepare('SELECT title FROM TMTask ORDER BY title').all();
    library.close();
    return rows.map((row) => String(row['title']));
  }
}

describe('an agent that reads another library than the app writes to', () => {
  it('[G60] makes one to-do once, makes no other, and says so with each run', async () => {
    const aside = new Aside();
    const { worker } = aside.stage;
    worker.outbox = [createTodo({ title: 'first' }), createTodo({ title: 'second' })];
    const agent = aside.agent();
    for (let run = 0; run < 5; run += 1) {
      const result = await agent.exchangeOnce();
      expect(result).toEqual({ ok: false, error: { kind: 'not_showing', path: aside.path } });
      if (!result.ok)
        expect(describeFailure(result.error)).toContain('reads a different library from the one');
      aside.stage.now += 300_000;
    }
    expect(aside.titles()).toEqual(['first', 'there before']);
    expect(worker.last.acknowledgements).toMatchObject([
      { operation: worker.outbox[0]?.id, outcome: 'unseen', row: null },
    ]);
  });

  it('[G60] finishes what it made as soon as it reads the right file, and goes on', async () => {
    const aside = new Aside();
    const { worker } = aside.stage;
    worker.outbox = [createTodo({ title: 'first', notes: 'words' }), createTodo({ title: 'second' })];
    const astray = aside.agent();
    await astray.exchangeOnce();
    astray.close();
    const agent = aside.agent(aside.stage.path);
    for (let run = 0; run < 3; run += 1) expect(await agent.exchangeOnce()).toMatchObject({ ok: true });
    expect(aside.titles()).toEqual(['first', 'second', 'there before']);
    expect([...worker.answers.values()].map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect([...worker.todos.values()].map(({ title, notes }) => [title, notes])).toContainEqual([
      'first',
      'words',
    ]);
  });

  it.for(['area', 'project'] as const)('[G60] makes an %s once', async (container) => {
    const aside = new Aside();
    aside.stage.worker.outbox = [
      { kind: 'create_container', id: 'op-place', container, title: 'Place', parent: null, headings: [] },
      createTodo({ title: 'in it', place: { kind: container, id: null, operation: 'op-place' } }),
    ];
    const agent = aside.agent();
    for (let run = 0; run < 3; run += 1) {
      expect(await agent.exchangeOnce()).toMatchObject({ ok: false, error: { kind: 'not_showing' } });
    }
    const library = new DatabaseSync(aside.stage.path, { readOnly: true });
    const named = `SELECT title FROM TMArea WHERE title = 'Place' UNION ALL SELECT title FROM TMTask WHERE title = 'Place'`;
    expect(library.prepare(named).all()).toHaveLength(1);
    library.close();
    expect(aside.titles()).not.toContain('in it');
  });

  it('[G60] writes nothing else meanwhile', async () => {
    const aside = new Aside();
    const { worker } = aside.stage;
    const agent = aside.agent();
    worker.outbox = [createTodo({ title: 'first' })];
    await agent.exchangeOnce();
    const [known] = [...worker.todos.values()];
    worker.outbox = [...worker.outbox, updateTodo(known?.id ?? '', { title: 'written over' })];
    await agent.exchangeOnce();
    expect(aside.titles()).toEqual(['first', 'there before']);
  });
});

describe('a change', () => {
  it.for([
    ['an update by script', (id: string) => updateTodo(id, { title: 'changed' })],
    ['an update by URL', (id: string) => updateTodo(id, { deadline: '2026-12-24', tags: [] })],
    ['a deletion', (id: string) => trashTodo(id)],
  ] as const)(
    '[G62] (%s) that Things made and the file does not show is no refusal: it is unfinished, and stops writing',
    async ([, operation]) => {
      const aside = new Aside();
      const { stage } = aside;
      const agent = aside.agent();
      await agent.exchangeOnce();
      const [id] = stage.worker.todos.keys();
      stage.now += 60_000;
      stage.worker.outbox = [operation(id ?? '')];
      for (let run = 0; run < 4; run += 1) {
        const result = await agent.exchangeOnce();
        expect(result).toEqual({ ok: false, error: { kind: 'not_showing', path: aside.path } });
        stage.now += 300_000;
      }
      expect(stage.worker.answers.size).toBe(0);
      expect(stage.worker.last.acknowledgements).toMatchObject([
        {
          outcome: 'unseen',
          error: expect.stringContaining('Things changed it, but the change does not show in'),
        },
      ]);
      const urls = stage.urls.length;
      await agent.exchangeOnce();
      expect(stage.urls.length, 'it is not sent again').toBe(urls);
      agent.close();
      const right = aside.agent(stage.path);
      for (let run = 0; run < 3; run += 1) expect(await right.exchangeOnce()).toMatchObject({ ok: true });
      expect([...stage.worker.answers.values()].map(({ outcome }) => outcome)).toEqual(['done']);
    },
  );

  it('[G62] of a to-do that the app has not is none of a refusal either', async () => {
    const aside = new Aside();
    const { stage } = aside;
    const agent = aside.agent();
    await agent.exchangeOnce();
    const [id] = stage.worker.todos.keys();
    stage.app.person.deleteForever(id ?? '');
    stage.worker.outbox = [updateTodo(id ?? '', { title: 'changed' })];
    for (let run = 0; run < 3; run += 1) {
      expect(await agent.exchangeOnce()).toMatchObject({ ok: false, error: { kind: 'not_showing' } });
    }
    expect(stage.worker.answers.size).toBe(0);
  });

  it('[G62] that the app ignores is told as ignored, as ever', async () => {
    const stage = new Stage();
    onTestFinished(() => stage.close());
    const id = stage.app.person.addTodo({ title: 'x' });
    stage.now += 60_000;
    stage.app.person.editTodo(id, { notes: 'lately' });
    const [answer] = await stage.apply(updateTodo(id, { title: 'x'.repeat(5), deadline: '2026-13-45' }));
    expect(answer?.outcome).toBe('ignored');
  });
});

describe('a creation', () => {
  it('[G61] that was deleted in Things at once has failed, and is made again when it is asked for again', async () => {
    const stage = new Stage();
    onTestFinished(() => stage.close());
    let isDeleted = false;
    stage.onCut = (cut) => {
      if (cut !== 'script done' || isDeleted) return;
      const made = idsOf(stage.path, 'short-lived')[0];
      if (made === undefined) return;
      isDeleted = true;
      stage.app.person.deleteForever(made);
    };
    const creation = createTodo({ title: 'short-lived' });
    const [answer] = await stage.apply(creation);
    expect(answer).toMatchObject({ outcome: 'failed', error: expect.stringContaining('was gone') });
    expect(idsOf(stage.path, 'short-lived')).toEqual([]);
    stage.worker.answers.clear();
    expect(await stage.apply(creation)).toMatchObject([{ outcome: 'done' }]);
    expect(idsOf(stage.path, 'short-lived')).toHaveLength(1);
  });
});

describe('the journal', () => {
  it('reads one of the first layout, with what is unfinished in it', () => {
    const stage = new Stage();
    onTestFinished(() => stage.close());
    const directory = join(stage.folder, 'older');
    new AgentJournal(directory).close();
    const file = new DatabaseSync(join(directory, 'agent.sqlite'));
    file.exec(
      'DROP TABLE fact; ALTER TABLE operation DROP COLUMN unseen; ALTER TABLE operation DROP COLUMN sent; PRAGMA user_version = 1',
    );
    file
      .prepare('INSERT INTO operation (id, body, at) VALUES (?, ?, 1)')
      .run('op', JSON.stringify(createTodo({ title: 'begun' }, 'op')));
    file.close();
    const journal = new AgentJournal(directory);
    expect(journal.unfinished()).toMatchObject([{ operation: { id: 'op' }, unseen: null, isSent: true }]);
    expect(journal.fact('shown_in')).toBeNull();
    journal.close();
  });
});

function idsOf(path: string, title: string): readonly string[] {
  const library = new DatabaseSync(path, { readOnly: true });
  const rows = library.prepare('SELECT uuid FROM TMTask WHERE title = ?').all(title);
  library.close();
  return rows.map((row) => String(row['uuid']));
}
