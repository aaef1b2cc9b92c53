// By what the Worker knows an agent again, and what an agent does that stands by.

import { describe, expect, it, onTestFinished } from 'vitest';
import { createTodo, Stage, updateTodo } from '../../../test/support/agent.ts';
import type { Standby } from '../../protocol/exchange-answer.ts';
import { WRITE_WITHIN_MS } from '../limits.ts';

function newStage(): Stage {
  const stage = new Stage();
  onTestFinished(() => stage.close());
  return stage;
}

function standsBy(stage: Stage, why: Standby['why']): void {
  stage.worker.standby = { why, detail: 'another Mac syncs' };
}

describe('the name of an agent', () => {
  it('[G86] stays through its death, and its number grows with every request, whatever becomes of that', async () => {
    const stage = newStage();
    await stage.exchange();
    stage.onCut = (cut) => {
      if (cut === 'exchange done') throw new Error('killed');
    };
    await expect(stage.exchange()).rejects.toThrow('killed');
    stage.onCut = () => undefined;
    stage.crash();
    await stage.exchange();
    const agents = stage.worker.requests.map(({ agent }) => agent);
    expect(new Set(agents.map((agent) => agent?.id)).size).toBe(1);
    expect(agents.map((agent) => agent?.counter)).toEqual([1, 2, 3]);
  });

  it('[G86] is not used up by a dry run', async () => {
    const stage = newStage();
    await stage.agent.exchangeOnce({ dryRun: true });
    await stage.exchange();
    expect(stage.worker.requests.map(({ agent }) => agent?.counter)).toEqual([0, 1]);
  });

  it('[G86] is another one after the Worker said that it is a copy, and the same exchange is made under it', async () => {
    const stage = newStage();
    await stage.exchange();
    standsBy(stage, 'copied');
    stage.worker.onRequest = () => (stage.worker.standby = null);
    stage.app.person.addTodo({ title: 'new' });
    const { response } = await stage.exchange();
    const [, copied, renamed] = stage.worker.requests.map(({ agent }) => agent);
    expect(renamed?.id).not.toBe(copied?.id);
    expect(renamed?.counter).toBe(1);
    expect(response.snapshot).toBe('taken');
  });
});

describe('an agent that stands by', () => {
  it('[G87] finishes nothing that an earlier run has left, and keeps what it has to tell', async () => {
    const stage = newStage();
    const id = stage.app.person.addTodo({ title: 'old' });
    await stage.exchange();
    stage.worker.outbox = [updateTodo(id, { title: 'new' }), createTodo({ title: 'made', notes: 'kept' })];
    await stage.exchange();
    expect(stage.agent.hasNews()).toBe(true);
    standsBy(stage, 'held');
    const writes: string[] = [];
    stage.onCut = (cut) => {
      if (cut === 'url' || cut === 'script') writes.push(cut);
    };
    stage.worker.outbox = [...stage.worker.outbox, createTodo({ title: 'not now' })];
    for (let round = 0; round < 3; round += 1) await stage.exchange();
    expect([writes, stage.agent.hasNews()]).toEqual([[], true]);
    stage.worker.standby = null;
    await stage.exchange();
    await stage.exchange();
    expect(stage.worker.answers.size).toBe(3);
  });
});

describe('what is begun', () => {
  it('[G88] is begun soon after the Worker was asked, and else asked for again', async () => {
    const stage = newStage();
    stage.worker.outbox = [createTodo({ title: 'made' })];
    // The lid is closed while the answer is on its way.
    stage.onCut = (cut) => {
      if (cut === 'exchange done') stage.now += WRITE_WITHIN_MS + 1;
    };
    const { applied } = await stage.exchange();
    expect([applied, stage.agent.hasNews()]).toEqual([0, false]);
    stage.onCut = () => undefined;
    expect((await stage.exchange()).applied).toBe(1);
  });

  it('[G88] nor is what an earlier run has left gone on with, where the answer came late', async () => {
    const stage = newStage();
    stage.worker.outbox = [createTodo({ title: 'made', notes: 'kept' })];
    stage.onCut = (cut) => {
      if (cut === 'script done' && stage.app.events.length > 0) throw new Error('killed');
    };
    await expect(stage.exchange()).rejects.toThrow('killed');
    stage.crash();
    const writes: string[] = [];
    stage.onCut = (cut) => {
      if (cut === 'url' || cut === 'script') writes.push(cut);
      if (cut === 'exchange done') stage.now += WRITE_WITHIN_MS + 1;
    };
    await stage.exchange();
    expect(writes).toEqual([]);
    stage.onCut = () => undefined;
    await stage.exchange();
    await stage.exchange();
    expect(stage.worker.answers.size).toBe(1);
  });
});
