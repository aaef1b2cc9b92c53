// An agent that wakes up with work begun by an earlier one: whether it is still to be done is the Worker's to say.

import { describe, expect, it, onTestFinished } from 'vitest';
import { createTodo, Stage, updateTodo } from '../../test/support/agent.ts';
import { err, ok } from '../model/result.ts';
import type { Plan } from '../protocol/plan.ts';
import type { ThingsOperation } from '../protocol/things-operation.ts';
import { createAgent } from './loop.ts';

function stopOf(plan: Pick<Plan, 'reason' | 'holds'>): Plan {
  const rest = { hash: 'h', explanation: '', counts: {}, lines: [], suggestions: [], createdAt: 0 };
  return { ...plan, ...rest, approved: false };
}

/** One agent was killed as soon as a script had made something in Things. */
async function killedWhileMaking(operations: readonly ThingsOperation[], stage = newStage()): Promise<Stage> {
  stage.worker.outbox = [...operations];
  let isMade = false;
  stage.onScript = (script) => {
    isMade = /"make_(todo|area|project)"/.test(script);
  };
  stage.onCut = (cut) => {
    if (cut === 'script done' && isMade) throw new Error('killed');
  };
  await expect(stage.exchange()).rejects.toThrow('killed');
  stage.onScript = () => undefined;
  stage.onCut = () => undefined;
  stage.crash();
  return stage;
}

function newStage(): Stage {
  const stage = new Stage();
  onTestFinished(() => stage.close());
  return stage;
}

/** Everything that reaches Things from now on. */
function writesTo(stage: Stage): string[] {
  const writes: string[] = [];
  stage.onCut = (cut) => {
    if (cut === 'url' || cut === 'script') writes.push(cut);
  };
  return writes;
}

describe('unfinished operations', () => {
  it.each<Pick<Plan, 'reason' | 'holds'>>([
    { reason: 'not_keeper', holds: { what: 'everything' } },
    { reason: 'older_state', holds: { what: 'side', replica: 'things' } },
  ])('[G82] are left alone while a plan ($reason) holds Things, and finished after it', async (plan) => {
    const stage = newStage();
    const id = stage.app.person.addTodo({ title: 'old' });
    await stage.exchange();
    await killedWhileMaking(
      [createTodo({ title: 'made', notes: 'kept' }), updateTodo(id, { title: 'new' })],
      stage,
    );
    stage.worker.plan = stopOf(plan);
    const writes = writesTo(stage);
    for (let run = 0; run < 3; run += 1) await stage.exchange();
    expect([writes, stage.row(id)?.title]).toEqual([[], 'old']);
    stage.worker.plan = null;
    for (let run = 0; run < 3; run += 1) await stage.exchange();
    expect([...stage.worker.todos.values()].map(({ title }) => title).toSorted()).toEqual(['made', 'new']);
  });

  it('[G82] are finished while a plan holds just its items', async () => {
    const stage = await killedWhileMaking([createTodo({ title: 'made', notes: 'kept' })]);
    stage.worker.plan = stopOf({ reason: 'mass_change', holds: { what: 'items' } });
    await stage.exchange();
    expect(stage.agent.hasNews()).toBe(true);
  });

  it('[G82] are left alone where the Worker can not be asked', async () => {
    const stage = await killedWhileMaking([createTodo({ title: 'made', notes: 'kept' })]);
    const writes = writesTo(stage);
    const options = stage.agentOptions();
    let isReachable = false;
    const agent = createAgent({
      ...options,
      exchange: async (request) =>
        isReachable ? ok(stage.worker.exchange(request)) : err({ kind: 'unreachable', detail: 'no network' }),
    });
    onTestFinished(() => agent.close());
    expect(await agent.exchangeOnce()).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
    expect(writes).toEqual([]);
    isReachable = true;
    for (let run = 0; run < 3; run += 1) await agent.exchangeOnce();
    expect([...stage.worker.todos.values()].map(({ title }) => title)).toEqual(['made']);
  });

  it.each(['area', 'project'] as const)(
    '[G83] that made a container (%s) are told by their outcome only',
    async (container) => {
      const operation = {
        kind: 'create_container',
        id: 'k',
        container,
        title: 'Work',
        parent: null,
      } as const;
      const stage = await killedWhileMaking([{ ...operation, headings: [] }]);
      for (let run = 0; run < 3; run += 1) await stage.exchange();
      const { requests, answers } = stage.worker;
      const acknowledged = requests.findIndex(({ acknowledgements }) => acknowledgements.length > 0);
      const told = requests.findIndex(({ containers }) => containers.some(({ title }) => title === 'Work'));
      expect([told, answers.get('k')?.outcome]).toEqual([acknowledged, 'done']);
      expect([...stage.worker.containers.values()].map(({ title }) => title)).toEqual(['Work']);
    },
  );

  it('[G83] hide no container of a person that bears another title', async () => {
    const operation = { kind: 'create_container', id: 'k', container: 'area', parent: null } as const;
    const stage = await killedWhileMaking([{ ...operation, title: 'Work', headings: [] }]);
    stage.app.person.addArea('Home');
    await stage.exchange();
    expect(stage.worker.last.containers.map(({ title }) => title)).toEqual(['Home']);
  });
});
