// The agent killed at every point where it waits for something, and a new one on the same state: nothing twice, nothing lost.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stage, createTodo, trashTodo, updateTodo } from '../../../test/support/agent.ts';
import type { ThingsFields, ThingsOperation } from '../../protocol/things-operation.ts';
import { operationOfMarker } from '../../protocol/marker.ts';

class Killed extends Error {}

interface Scenario {
  readonly stage: Stage;
  readonly operations: readonly ThingsOperation[];
  readonly edited: string;
  readonly trashed: string;
  readonly restored: string;
}

async function prepare(): Promise<Scenario> {
  const stage = new Stage();
  const edited = stage.app.person.addTodo({
    title: 'edited',
    when: '2026-12-01',
    reminder: '09:00',
    tags: ['Home'],
  });
  const trashed = stage.app.person.addTodo({ title: 'trashed' });
  const restored = stage.app.person.addTodo({ title: 'restored' });
  await stage.exchange();
  stage.app.person.trash(restored);
  await stage.exchange();
  const operations: readonly ThingsOperation[] = [
    { kind: 'create_container', id: 'k-area', container: 'area', title: 'Work', parent: null, headings: [] },
    {
      kind: 'create_container',
      id: 'k-project',
      container: 'project',
      title: 'Launch',
      parent: { kind: 'area', id: null, operation: 'k-area' },
      headings: ['Later'],
    },
    {
      kind: 'create_container',
      id: 'k-plain',
      container: 'project',
      title: 'Plain',
      parent: null,
      headings: [],
    },
    createTodo(
      {
        title: 'made',
        notes: 'kept',
        tags: ['New tag'],
        start: 'someday',
        checklist: [{ title: 'one', done: true }],
        place: { kind: 'project', id: null, operation: 'k-project' },
      },
      'k-made',
    ),
    createTodo({ title: 'made too', notes: '', status: 'completed', deadline: '2026-12-01' }, 'k-done'),
    {
      ...updateTodo(
        edited,
        {
          title: 'edited by us',
          start: { date: '2026-12-02', evening: false, reminder: null },
          tags: [],
          status: 'canceled',
        },
        stage.row(edited)?.digest ?? null,
      ),
      id: 'k-edited',
    },
    { ...trashTodo(trashed, stage.row(trashed)?.digest ?? null), id: 'k-trashed' },
    {
      kind: 'restore_todo',
      id: 'k-restored',
      thingsId: restored,
      fields: { title: 'restored by us', deadline: '2026-12-03' },
    },
  ];
  stage.worker.outbox = [...operations];
  return { stage, operations, edited, trashed, restored };
}

/** Runs until all is answered; an agent that is killed is followed by a new one. */
async function runToEnd({ stage }: Scenario): Promise<number> {
  let deaths = 0;
  for (let run = 0; run < 12; run += 1) {
    try {
      const result = await stage.agent.exchangeOnce();
      expect(result.ok).toBe(true);
      if (stage.worker.outbox.length === 0) return deaths;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      deaths += 1;
      stage.crash();
    }
  }
  throw new Error(`unanswered: ${stage.worker.outbox.map(({ id }) => id).join()}`);
}

function killAt(stage: Stage, ...points: readonly number[]): { count: number } {
  const counter = { count: 0 };
  const waiting = new Set(points);
  stage.onCut = () => {
    counter.count += 1;
    if (waiting.delete(counter.count)) throw new Killed(`cut ${counter.count}`);
  };
  return counter;
}

async function expectTheEnd({ stage, operations, edited, trashed, restored }: Scenario): Promise<void> {
  stage.onCut = () => undefined;
  await stage.exchange();
  const { answers, todos, containers } = stage.worker;
  expect(operations.map(({ id }) => [id, answers.get(id)?.outcome])).toEqual(
    operations.map(({ id }) => [id, 'done']),
  );
  const live = [...todos.values()].filter((todo) => !todo.trashed);
  expect(live.map(({ title }) => title).toSorted()).toEqual([
    'edited by us',
    'made',
    'made too',
    'restored by us',
  ]);
  expect(
    [...containers.values()]
      .filter(({ gone }) => !gone)
      .map(({ title }) => title)
      .toSorted(),
  ).toEqual(['Later', 'Launch', 'Plain', 'Work']);
  expect(stage.row(answers.get('k-made')?.thingsId ?? '')).toMatchObject({
    notes: 'kept',
    tags: ['New tag'],
    list: 'someday',
    project: answers.get('k-project')?.thingsId,
  });
  expect(stage.row(edited)).toMatchObject({
    startDate: '2026-12-02',
    reminder: null,
    tags: [],
    status: 'canceled',
  });
  expect(stage.row(trashed)?.trashed).toBe(true);
  expect(stage.row(restored)).toMatchObject({ trashed: false, deadline: '2026-12-03' });
  // Nothing with a marker is ever told of, and nothing that we made before its acknowledgement: it would be taken for a new one.
  const { requests } = stage.worker;
  expect(
    requests.flatMap((request) => request.todos).filter(({ notes }) => operationOfMarker(notes)),
  ).toEqual([]);
  for (const operation of ['k-made', 'k-done']) {
    const id = answers.get(operation)?.thingsId ?? '';
    const told = requests.findIndex((request) => request.todos.some((todo) => todo.id === id));
    const acknowledged = requests.findIndex((request) =>
      request.acknowledgements.some((each) => each.thingsId === id),
    );
    expect([operation, told >= acknowledged && acknowledged !== -1]).toEqual([operation, true]);
  }
  stage.app.checkInvariants();
}

async function play(
  ...points: readonly number[]
): Promise<{ readonly deaths: number; readonly cuts: number }> {
  const scenario = await prepare();
  try {
    const counter = killAt(scenario.stage, ...points);
    const deaths = await runToEnd(scenario);
    await expectTheEnd(scenario);
    return { deaths, cuts: counter.count };
  } finally {
    scenario.stage.close();
  }
}

/** What the Worker may ask of a to-do, and where the agent dies: after Things kept something else of it, or before any of it was sent. */
const HALF_SENT: readonly (readonly [string, string, ThingsFields, string])[] = [
  ['as what Things made of it', 'set_todo', { title: 'of Todoist' }, 'ignored'],
  ['as an edit', 'make_tag', { tags: ['new tag'] }, 'stale'],
];

describe('a killed agent', () => {
  it('[G16] leaves its work to the next one, wherever it was killed', { timeout: 120_000 }, async () => {
    const { cuts } = await play();
    expect(cuts).toBeGreaterThan(20);
    for (let point = 1; point <= cuts; point += 1) {
      expect([point, (await play(point)).deaths]).toEqual([point, 1]);
    }
  });

  it('[G29] leaves a deletion behind that is not carried out on a to-do that somebody edited since', async () => {
    const stage = new Stage();
    try {
      const id = stage.app.person.addTodo({ title: 'old' });
      await stage.exchange();
      stage.worker.outbox = [trashTodo(id, stage.row(id)?.digest ?? null)];
      stage.onScript = (script) => {
        if (script.includes('"trash_todo"')) throw new Killed(script);
      };
      await expect(stage.agent.exchangeOnce()).rejects.toThrow(Killed);
      stage.crash();
      stage.onScript = () => undefined;
      stage.app.person.addChecklistItem(id, 'not to be lost');
      await stage.exchange();
      await stage.exchange();
      expect([...stage.worker.answers.values()].map(({ outcome }) => outcome)).toEqual(['stale']);
      expect(stage.row(id)?.trashed).toBe(false);
    } finally {
      stage.close();
    }
  });

  it.each(HALF_SENT)('[G34] leaves an update behind that is told %s', async (_how, step, fields, outcome) => {
    const stage = new Stage();
    try {
      const id = stage.app.person.addTodo({ title: 'old' });
      await stage.exchange();
      stage.app.faults.storeDifferently({ kind: 'truncate', length: 7 });
      const update = updateTodo(id, fields, stage.row(id)?.digest ?? null);
      stage.worker.outbox = [update];
      let isReached = false;
      stage.onScript = (script) => {
        isReached = script.includes(`"${step}"`);
      };
      stage.onCut = (cut) => {
        if (isReached && cut === 'script done') throw new Killed(cut);
      };
      await expect(stage.agent.exchangeOnce()).rejects.toThrow(Killed);
      stage.crash();
      stage.onCut = () => undefined;
      if (outcome === 'stale') stage.app.person.editTodo(id, { tags: ['Home'] });
      await stage.exchange();
      await stage.exchange();
      expect(stage.worker.answers.get(update.id)?.outcome).toBe(outcome);
    } finally {
      stage.close();
    }
  });

  it('[G30] leaves a to-do half made that is finished although its project is gone', async () => {
    const stage = new Stage();
    try {
      const project = stage.app.person.addProject({ title: 'Garden' });
      await stage.exchange();
      const place = { kind: 'project', id: project, operation: null } as const;
      stage.worker.outbox = [createTodo({ title: 'Plants', notes: 'ferns', place })];
      let hasMade = false;
      stage.onScript = (script) => {
        hasMade ||= script.includes('"make_todo"');
      };
      stage.onCut = (cut) => {
        if (cut === 'script done' && hasMade) throw new Killed(cut);
      };
      await expect(stage.agent.exchangeOnce()).rejects.toThrow(Killed);
      stage.crash();
      stage.onCut = () => undefined;
      stage.app.person.trash(project);
      stage.app.person.emptyTrash();
      await stage.exchange();
      await stage.exchange();
      const [made] = [...stage.worker.todos.values()];
      expect(made).toMatchObject({ title: 'Plants', notes: 'ferns', project: null, trashed: false });
    } finally {
      stage.close();
    }
  });

  it(
    '[G16] may be killed again while it looks after what the first one left',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(fc.integer({ min: 1, max: 80 }), { minLength: 2, maxLength: 4 }),
          async (points) => {
            await play(...points);
          },
        ),
        { numRuns: 25 },
      );
    },
  );
});
