// Runs: what is read before what is sent, when a run stops at a plan and when it goes on. The test plays the agent.

import { remoteId } from '../../src/model/ids.ts';
import { describe, expect, it } from 'vitest';
import { Stage } from './stage.ts';

async function linkedStage(titles: readonly string[]): Promise<Stage> {
  const stage = new Stage();
  for (const title of titles) stage.library.add(title);
  await stage.settle();
  return stage;
}

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `Task ${at}`);

describe('a line renamed on both sides', () => {
  it('[M32] gets the newer name, although Things does not tell when its lines were changed', async () => {
    const stage = new Stage();
    const before = stage.now;
    const line = (title: string) => ({ id: remoteId('line-1'), title, done: false });
    const id = stage.library.add('Pack', { checklist: [line('socks')], changedAt: before });
    await stage.settle();
    stage.now += 3 * 86_400_000;
    await stage.inTodoist('POST', `/tasks/${stage.task('socks').id}`, { content: 'warm socks' });
    stage.now += 600_000;
    stage.library.edit(id, { checklist: [line('thin socks')] }, before);
    await stage.settle();
    expect(stage.library.todo(id).checklist.map(({ title }) => title)).toEqual(['thin socks']);
    expect(stage.task('thin socks').parent_id).toBe(stage.task('Pack').id);
  });
});

describe('a run', () => {
  it('[R1] reads Todoist before it tells it anything, so that edits on both sides are a conflict', async () => {
    const stage = await linkedStage(['Plants']);
    await stage.inTodoist('POST', `/tasks/${stage.task('Plants').id}`, { content: 'Plants (Todoist)' });
    stage.library.edit(stage.library.titled('Plants').id, { title: 'Plants (Things)' });
    const before = stage.requests.length;
    await stage.exchange();
    expect(stage.requests[before]?.commands).toBeUndefined();
    expect(stage.account.conflicts({ waitingOnly: false, limit: 10 })).toMatchObject([{ field: 'title' }]);
  });

  it('[R11] without news sends nothing and writes no row', async () => {
    const stage = await linkedStage(['Plants', 'Stamps']);
    await stage.exchange();
    const [rows, requests] = [stage.store.rowsWritten(), stage.requests.length];
    const response = await stage.exchange();
    expect(response.operations).toEqual([]);
    expect(stage.commandsSince(requests)).toEqual([]);
    expect(stage.requests.length - requests).toBe(1);
    expect(stage.store.rowsWritten()).toBe(rows);
  });

  it('[R16] asks nothing of Todoist while it was told to wait, and goes on then', async () => {
    const stage = await linkedStage(['Plants']);
    stage.library.edit(stage.library.titled('Plants').id, { title: 'Ferns' });
    stage.writeTrouble = 'rate_limit';
    await stage.exchange();
    const requests = stage.requests.length;
    stage.writeTrouble = 'none';
    await stage.exchange();
    expect(stage.requests.length).toBe(requests);
    stage.now += 30_000;
    await stage.exchange();
    expect(stage.task('Ferns').checked).toBe(false);
  });

  it('[R17] never overlaps another', async () => {
    const stage = await linkedStage(['Plants']);
    stage.library.add('Stamps');
    await Promise.all([stage.exchange(), stage.exchange(), stage.account.poll()]);
    expect(stage.task('Stamps').checked).toBe(false);
  });

  it('[R18] whose counts do not agree afterwards says so, and is not in sync', async () => {
    const stage = await linkedStage(['Plants', 'Stamps']);
    expect(stage.account.status()).toMatchObject({ inSync: true, mismatches: [] });
    const [link] = stage.store.links.active('things');
    if (link !== undefined) stage.store.links.remove(link.taskId, 'things');
    expect(stage.account.status()).toMatchObject({
      inSync: false,
      mismatches: ['things shows 1 open tasks, but 2 are known here'],
    });
  });

  it('[R38] in sync is nothing before the first sync is done, also where both sides are empty', async () => {
    const stage = new Stage();
    expect(stage.account.status()).toMatchObject({ inSync: false, plan: null });
    await stage.exchange();
    expect(stage.account.status()).toMatchObject({ inSync: true, plan: null });
  });

  it('[R19] with more than one exchange carries says that more is to be done', async () => {
    const stage = new Stage();
    for (const title of numbered(205)) await stage.inTodoist('POST', '/tasks', { content: title });
    const { plan } = await stage.exchange();
    stage.account.approve(plan?.hash ?? '');
    const { operations, more } = await stage.exchange();
    expect([operations.length, more]).toEqual([200, true]);
  });
});

describe('a plan', () => {
  it('[R2] is all that is left of the run that it stopped', async () => {
    const stage = new Stage();
    stage.library.add('Plants');
    const { plan, snapshot } = await stage.exchange();
    expect([plan?.reason, snapshot]).toEqual(['first_sync', 'not_taken']);
    expect([...stage.store.tasks.all()]).toEqual([]);
    expect(stage.store.containers.all()).toEqual([]);
    expect(stage.outbox('todoist')).toEqual([]);
  });

  it('[R3] of a first sync waits until Things too was read to its end', async () => {
    const stage = new Stage();
    stage.library.add('Plants');
    const response = await stage.exchange({ receipt: { complete: false } });
    expect([response.snapshot, response.plan, stage.account.plan()]).toEqual(['not_taken', null, null]);
    expect(response.problems).toMatchObject([{ kind: 'things' }]);
    expect((await stage.exchange()).plan?.reason).toBe('first_sync');
  });

  it('[R4] stays until that very plan is approved or discarded, through restarts and further exchanges', async () => {
    const stage = new Stage();
    stage.library.add('Plants');
    const { plan } = await stage.exchange();
    stage.restart();
    await stage.exchange();
    await stage.account.poll();
    expect(stage.account.plan()).toMatchObject({ hash: plan?.hash, approved: false });
    expect(stage.commandsSince(0)).toEqual([]);
    stage.account.discard(plan?.hash ?? '');
    expect(stage.account.plan()).toBeNull();
  });

  it('[R6] that was approved and no longer fits asks again', async () => {
    const stage = new Stage();
    stage.library.add('Plants');
    const first = await stage.exchange();
    stage.account.approve(first.plan?.hash ?? '');
    stage.library.add('Stamps');
    const second = await stage.exchange();
    expect(second.plan).toMatchObject({ approved: false, reason: 'first_sync' });
    expect(second.plan?.hash).not.toBe(first.plan?.hash);
    // The label was announced by the plan that was approved, and is the same in the next.
    expect(stage.commandsSince(0).map(({ type }) => type)).toEqual(['label_add']);
  });

  it('[R30] has a hash over everything in it, what is paired included', async () => {
    const stage = new Stage();
    const plants = stage.library.add('Plants');
    const counterpart = await stage.inTodoist('POST', '/tasks', { content: 'Plants' });
    const first = await stage.exchange();
    expect(first.plan?.lines.map(({ action, title }) => [action, title])).toEqual([['pair', 'Plants']]);
    stage.account.approve(first.plan?.hash ?? '');
    stage.library.todos.delete(plants);
    stage.library.add('Stamps');
    await stage.inTodoist('DELETE', `/tasks/${String(counterpart['id'])}`);
    await stage.inTodoist('POST', '/tasks', { content: 'Stamps' });
    const second = await stage.exchange({ whole: true });
    expect(second.plan).toMatchObject({ approved: false, lines: [{ action: 'pair', title: 'Stamps' }] });
    expect(stage.store.links.count('todoist')).toBe(0);
  });

  it('[R31] names each item the same whenever it is planned, and says what waits for the answer', async () => {
    const stage = new Stage();
    for (const title of ['Plants', 'Stamps']) stage.library.add(title);
    const first = await stage.exchange();
    stage.restart();
    stage.library.add('Ferns');
    const second = await stage.exchange();
    const ids = (plan: typeof first.plan) => plan?.lines.map(({ id, title }) => `${title} ${id}`) ?? [];
    expect(second.plan?.holds).toEqual({ what: 'everything' });
    expect(ids(second.plan)).toEqual([...ids(first.plan), expect.stringMatching(/^Ferns [0-9a-f]{16}$/)]);
    expect(new Set(ids(second.plan)).size).toBe(3);
  });

  it('[R7] stops a run that would delete or complete more than the limit, and lets just that through', async () => {
    const stage = await linkedStage(numbered(13));
    for (const title of numbered(12)) stage.library.edit(stage.library.titled(title).id, { trashed: true });
    const { plan } = await stage.exchange();
    expect(plan).toMatchObject({ reason: 'mass_change', counts: { 'todoist.delete': 12 } });
    expect(stage.todoist.snapshot().items).toHaveLength(13);
    stage.account.approve(plan?.hash ?? '');
    await stage.exchange();
    expect(stage.todoist.snapshot().items).toHaveLength(1);
  });

  it('[R9] stops a run of another Things library than last time', async () => {
    const stage = await linkedStage(['Plants']);
    stage.library.add('Stamps');
    const asked = await stage.exchange({ receipt: { databaseId: 'library-2' } });
    expect(asked.snapshot).toBe('resync');
    const { plan } = await stage.exchange({ receipt: { databaseId: 'library-2' }, whole: true });
    expect(plan?.reason).toBe('full_resync');
  });

  it('[R10] of a dry run is told and nothing is kept', async () => {
    const stage = await linkedStage(['Plants']);
    stage.library.add('Stamps');
    const { plan } = await stage.exchange({ dryRun: true });
    expect(plan).toMatchObject({ reason: 'dry_run', counts: { 'todoist.create': 1 } });
    expect(stage.account.plan()).toBeNull();
    expect(stage.todoist.snapshot().items).toHaveLength(1);
    expect([...stage.store.tasks.all()]).toHaveLength(1);
  });
});

describe('the first run', () => {
  it('[R3] waits until both sides can be read whole', async () => {
    const stage = new Stage();
    stage.library.add('Plants');
    stage.offline = true;
    const { snapshot, plan, problems } = await stage.exchange();
    expect([snapshot, plan]).toEqual(['not_taken', null]);
    expect(problems).toMatchObject([{ kind: 'todoist' }]);
    expect(await stage.account.poll()).toEqual({ waitingForVisit: 0 });
  });
});

describe('what is missing', () => {
  it('[R12] from a difference to a snapshot that is not known makes the agent send everything', async () => {
    const stage = await linkedStage(['Plants']);
    stage.library.add('Stamps');
    const { snapshot, more } = await stage.exchange({ base: 'some other' });
    expect([snapshot, more]).toEqual(['resync', true]);
  });

  it('[R13] from an incomplete read of Things means nothing', async () => {
    const stage = await linkedStage(['Plants', 'Stamps']);
    stage.library.todos.delete(stage.library.titled('Plants').id);
    await stage.exchange({ receipt: { complete: false } });
    expect(stage.outbox('todoist')).toEqual([]);
    expect(stage.todoist.snapshot().items).toHaveLength(2);
  });

  it('[R14] from a whole read of Todoist is looked up first: completed is not deleted', async () => {
    const stage = await linkedStage(['Plants', 'Stamps', 'Ferns']);
    await stage.inTodoist('POST', `/tasks/${stage.task('Plants').id}/close`);
    await stage.inTodoist('DELETE', `/tasks/${stage.task('Stamps').id}`);
    stage.todoist.chaos.failNext('unknown_token');
    await stage.settle();
    expect(stage.library.titled('Plants')).toMatchObject({ status: 'completed', trashed: false });
    expect(stage.library.titled('Stamps')).toMatchObject({ status: 'open', trashed: true });
    expect(stage.library.titled('Ferns')).toMatchObject({ status: 'open', trashed: false });
  });

  it('[R13] from a whole library is looked for once', async () => {
    const costs: number[] = [];
    for (const tasks of [20, 120]) {
      const stage = await linkedStage(Array.from({ length: tasks }, (_, at) => `Task ${at}`));
      const before = stage.store.rowsRead();
      await stage.exchange({ whole: true });
      costs.push(stage.store.rowsRead() - before);
    }
    const [few = 0, many = 0] = costs;
    expect((many - few) / 100, 'rows that are read for each task').toBeLessThanOrEqual(5);
  });

  it('[R15] of Todoist’s memory of where we were makes us read everything', async () => {
    const stage = await linkedStage(['Plants']);
    await stage.inTodoist('POST', '/tasks', { content: 'Stamps' });
    stage.todoist.chaos.failNext('unknown_token');
    const requests = stage.requests.length;
    await stage.settle();
    expect(stage.requests.slice(requests, requests + 2).map(({ sync_token }) => sync_token === '*')).toEqual([
      false,
      true,
    ]);
    expect(stage.library.titled('Stamps').status).toBe('open');
  });

  it('[R20] because it left the scope is left alone on the other side', async () => {
    const stage = await linkedStage(['Plants']);
    stage.account.changeConfig({ scope: { tags: { include: [], exclude: ['Private'] } } });
    const { id } = stage.library.titled('Plants');
    stage.library.edit(id, { tags: ['private'], title: 'Secret plants' });
    await stage.settle();
    expect(stage.task('Plants')).toMatchObject({ checked: false, labels: [] });
    stage.library.edit(id, { tags: [] });
    await stage.settle();
    expect(stage.task('Secret plants').checked).toBe(false);
  });
});

describe('an occurrence of a repeating task of Todoist', () => {
  async function weekly(): Promise<Stage> {
    const stage = new Stage();
    await stage.inTodoist('POST', '/tasks', { content: 'Bins', due_string: 'every day', due_date: null });
    await stage.settle();
    return stage;
  }
  const todos = (stage: Stage) =>
    [...stage.library.todos.values()].map(({ status, startDate }) => ({ status, startDate }));

  it('[R21] that is completed in Things is completed there, and the next one is a new to-do', async () => {
    const stage = await weekly();
    stage.library.edit(stage.library.titled('Bins').id, { status: 'completed' });
    await stage.settle();
    expect(stage.task('Bins')).toMatchObject({ checked: false, due: { date: '2026-11-24' } });
    expect(todos(stage)).toEqual([
      { status: 'completed', startDate: '2026-11-23' },
      { status: 'open', startDate: '2026-11-24' },
    ]);
  });

  it('[R22] that is completed in Todoist completes its to-do, and the next one is a new to-do', async () => {
    const stage = await weekly();
    await stage.inTodoist('POST', `/tasks/${stage.task('Bins').id}/close`);
    await stage.settle();
    expect(todos(stage)).toEqual([
      { status: 'completed', startDate: '2026-11-23' },
      { status: 'open', startDate: '2026-11-24' },
    ]);
  });
});
