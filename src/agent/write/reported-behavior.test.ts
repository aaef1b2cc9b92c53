// What people report of the real app, played against the emulator: names in another language, verbs that are refused, what scripts
// count among the to-dos.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTodo, Stage, trashTodo, updateTodo } from '../../../test/support/agent.ts';
import type { ThingsOperation } from '../../protocol/things-operation.ts';
import { markerOf } from '../../protocol/marker.ts';

class Killed extends Error {}

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => {
  stage.app.checkInvariants();
  stage.close();
});

const inArea = (headings: readonly string[]): readonly ThingsOperation[] => [
  { kind: 'create_container', id: 'c-area', container: 'area', title: 'Home', parent: null, headings: [] },
  {
    kind: 'create_container',
    id: 'c-project',
    container: 'project',
    title: 'Beta',
    parent: { kind: 'area', id: null, operation: 'c-area' },
    headings: [...headings],
  },
];

/** Kills the agent in the middle of its first script that contains a word. */
async function killIn(word: string): Promise<void> {
  let isArmed = true;
  stage.onScript = (script) => {
    if (!isArmed || !script.includes(word)) return;
    isArmed = false;
    stage.onCut = (cut) => {
      if (cut === 'script done') throw new Killed(word);
    };
  };
  await expect(stage.agent.exchangeOnce()).rejects.toThrow(Killed);
  stage.crash();
  stage.onCut = () => undefined;
}

describe('the Trash', () => {
  it.each(['open', 'completed', 'canceled'] as const)(
    '[G40] takes a to-do that is %s in every language of the app, and opens nothing again',
    async (status) => {
      const project = stage.app.person.addProject({ title: 'Done' });
      const id = stage.app.person.addTodo({ title: 'x', project });
      const other = stage.app.person.addTodo({ title: 'y', project });
      if (status === 'completed') stage.app.person.complete(project);
      if (status === 'canceled') stage.app.person.cancel(project);
      await stage.exchange();
      const before = stage.row(other);
      const closed = stage.worker.containers.get(project)?.gone;
      stage.app.faults.setLanguage('de');
      const [answer] = await stage.apply(trashTodo(id));
      expect([answer?.outcome, stage.row(id)?.trashed, stage.row(id)?.status]).toEqual([
        'done',
        true,
        status,
      ]);
      expect(stage.row(other)).toEqual(before);
      expect(stage.worker.containers.get(project)?.gone).toBe(closed);
    },
  );

  it('[G40] takes a to-do where the app refuses to delete it', async () => {
    const id = stage.app.person.addTodo({ title: 'x' });
    stage.app.faults.refuseScriptStep('delete', { code: -1728 });
    const [answer] = await stage.apply(trashTodo(id));
    expect([answer?.outcome, stage.row(id)?.trashed]).toEqual(['done', true]);
  });

  it('[G41] stays closed to what the app refuses to move there, which is told as refused with the to-do as it was', async () => {
    const id = stage.app.person.addTodo({ title: 'x' });
    stage.app.person.complete(id);
    const before = stage.row(id);
    stage.app.faults.refuseScriptStep('move');
    const [answer] = await stage.apply(trashTodo(id));
    expect(answer).toMatchObject({ outcome: 'failed', error: "Can't move." });
    expect(stage.row(id)).toEqual(before);
  });
});

describe('a new project', () => {
  it.each([[[]], [['Later']]])('[G42] stands in its area, with headings %j', async (headings) => {
    const [area, project] = await stage.apply(...inArea(headings));
    expect(project).toMatchObject({ outcome: 'done', error: null });
    expect(stage.worker.containers.get(project?.thingsId ?? '')?.parent).toBe(area?.thingsId);
  });

  it('[G42] is put into its area by URL where scripts may not, and tells why where nothing may', async () => {
    stage.app.faults.refuseScriptStep('set area');
    const [area, project] = await stage.apply(...inArea([]));
    expect(project).toMatchObject({ outcome: 'done', error: null });
    expect(stage.worker.containers.get(project?.thingsId ?? '')?.parent).toBe(area?.thingsId);
  });

  it('[G42] that a killed agent made comes into its area with the next one', async () => {
    stage.worker.outbox = [...inArea([])];
    await killIn('"make_project"');
    await stage.exchange();
    await stage.exchange();
    const { answers, containers } = stage.worker;
    const project = containers.get(answers.get('c-project')?.thingsId ?? '');
    expect(project).toMatchObject({ title: 'Beta', parent: answers.get('c-area')?.thingsId });
    expect([...containers.values()].filter(({ title }) => title === 'Beta')).toHaveLength(1);
  });
});

describe('a new tag', () => {
  it('[G44] is made by AppleScript where JavaScript may not', async () => {
    stage.app.faults.refuseScriptStep('make tag', { languages: ['JavaScript'] });
    const [answer] = await stage.apply(
      createTodo({ title: 'x', notes: '', tags: ['Home', 'brand "new" \\'] }),
    );
    expect(answer).toMatchObject({ outcome: 'done', row: { tags: ['Home', 'brand "new" \\'] } });
  });

  it('[G44] that nothing may make is told as refused, the other tags are set and nothing is taken off', async () => {
    const id = stage.app.person.addTodo({ title: 'x', tags: ['Errand'] });
    stage.app.faults.refuseScriptStep('make tag', { code: -2710 });
    const [made, kept, part] = await stage.apply(
      createTodo({ title: 'y', notes: '', tags: ['Home', 'new'] }),
      updateTodo(id, { tags: ['new'] }),
      createTodo({ title: 'z', notes: '', tags: ['Home'] }),
    );
    expect(made).toMatchObject({ outcome: 'ignored', error: "Can't make tag.", row: { tags: ['Home'] } });
    expect(kept).toMatchObject({ outcome: 'failed', error: "Can't make tag.", row: { tags: ['Errand'] } });
    expect(part).toMatchObject({ outcome: 'done', error: null });
  });
});

describe('an update of a to-do', () => {
  it('[G45] that nobody can find any more takes no other one of its URL along', async () => {
    const ids = ['a', 'b', 'c'].map((title) => stage.app.person.addTodo({ title }));
    await stage.exchange();
    stage.app.faults.refuseWholeJson(true);
    let isArmed = true;
    stage.onCut = (cut) => {
      if (cut !== 'url' || !isArmed) return;
      isArmed = false;
      stage.app.person.trash(ids[1] ?? '');
      stage.app.person.emptyTrash();
    };
    const answers = await stage.apply(...ids.map((id) => updateTodo(id, { deadline: '2026-12-24' })));
    expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'gone', 'done']);
    const named = stage.urls.filter((url) => url.includes(ids[1] ?? ''));
    expect([stage.urls.length, named.length]).toEqual([3, 1]);
  });

  it.each(['trash', 'emptyTrash'] as const)(
    '[G46] is not sent once a read shows it no more (%s)',
    async (how) => {
      const [id, other] = ['a', 'b'].map((title) => stage.app.person.addTodo({ title })) as [string, string];
      await stage.exchange();
      stage.app.faults.dialogsBlock(true);
      stage.onCut = (cut) => {
        if (cut !== 'script done') return;
        stage.onCut = () => undefined;
        stage.app.person.trash(id);
        if (how === 'emptyTrash') stage.app.person.emptyTrash();
      };
      const answers = await stage.apply(
        updateTodo(id, { title: 'A', deadline: '2026-12-24' }),
        updateTodo(other, { title: 'B', deadline: '2026-12-24' }),
      );
      expect(answers.map(({ outcome }) => outcome)).toEqual([how === 'trash' ? 'stale' : 'gone', 'done']);
      expect(stage.urls.filter((url) => url.includes(id))).toEqual([]);
    },
  );

  it.each([1000, 3200, 18_650])('[G47] is sent once although it takes %i ms to show', async (delayMs) => {
    const id = stage.app.person.addTodo({ title: 'a' });
    await stage.exchange();
    stage.app.faults.setDelays([delayMs]);
    const [answer] = await stage.apply(updateTodo(id, { deadline: '2026-12-24' }));
    expect([answer?.outcome, stage.urls.length]).toEqual(['done', 1]);
  });
});

describe('a to-do that a killed agent made', () => {
  it('[G43] is not taken for one in the Trash, nor for a project, that bears the same mark', async () => {
    const operation = createTodo({ title: 'Plants', notes: 'ferns' }, 'k-1');
    stage.worker.outbox = [operation];
    stage.onScript = (script) => {
      if (script.includes('"make_todo"')) throw new Killed(script);
    };
    await expect(stage.agent.exchangeOnce()).rejects.toThrow(Killed);
    stage.crash();
    stage.onScript = () => undefined;
    const { person } = stage.app;
    person.trash(person.addTodo({ title: 'Plants', notes: markerOf('k-1') }));
    person.addProject({ title: 'Plants', notes: markerOf('k-1') });
    await stage.exchange();
    await stage.exchange();
    const answer = stage.worker.answers.get('k-1');
    expect(answer).toMatchObject({ outcome: 'done', row: { trashed: false, notes: 'ferns' } });
  });
});
