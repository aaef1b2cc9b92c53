// From the stream of events to a receiver, over a real database, with the object ended between any two steps.

import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openNodeDatabase } from '../../../test/support/node-database.ts';
import { newRunMark, type NewEvent } from '../../hub/events.ts';
import { openSecrets } from '../../hub/sqlite/tables/secret-table.ts';
import { openDeliveries } from '../../hub/sqlite/tables/delivery-table.ts';
import { openSubscribers } from '../../hub/sqlite/tables/subscriber-table.ts';
import { openStore } from '../../hub/sqlite/open-store.ts';
import { createVault } from '../../hub/vault.ts';
import type { OutboundEvent, Subscriber } from '../../model/outbound.ts';
import { taskId } from '../../model/ids.ts';
import { STALE_AFTER_MS, type Standing } from './edges.ts';
import type { Attempt } from './retry.ts';
import type { OutgoingRequest } from './request.ts';
import { adoptSubscribers, notAdmitted } from './adopt.ts';
import { MAX_WAITING } from './collect.ts';
import { DAILY_AWAKE_MS } from './deliver.ts';
import { createOutbound, type Outbound } from './outbound.ts';
import { addSubscriber } from './subscriber-desk.ts';

const NOW = Date.parse('2026-11-30T08:00:00Z');
const HOUR_MS = 3_600_000;
const KEY = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

const QUIET: Standing = { plan: null, replicas: [], failedRuns: 0, budgets: [], day: 20_787 };

const answered = (status: number, took = 5): Attempt => ({
  took,
  answered: status,
  retryAfterMs: null,
  problem: null,
});

function openStage() {
  const database = openNodeDatabase(':memory:');
  onTestFinished(() => database.close());
  const store = openStore(database);
  let ids = 0;
  const stage = {
    now: NOW,
    standing: QUIET,
    received: [] as OutgoingRequest[],
    /** What becomes of a request. */
    answer: (_request: OutgoingRequest): Attempt | Promise<Attempt> => answered(200),
    store,
    subscribers: openSubscribers(database),
    deliveries: openDeliveries(database),
    rowsRead: database.rowsRead,
    rowsWritten: database.rowsWritten,
    noted: [] as number[],
    /** What the earlier version left. */
    older: null as string | null,
    restart: (): Outbound => open(),
  };
  const open = (): Outbound =>
    createOutbound({
      subscribers: stage.subscribers,
      deliveries: stage.deliveries,
      store,
      vault: createVault({
        records: openSecrets(database),
        account: 'default',
        keys: { current: KEY, old: '' },
      }),
      standing: () => stage.standing,
      send: async (request) => {
        stage.received.push(request);
        return stage.answer(request);
      },
      allowsPrivate: false,
      olderDeliveries: () => [],
      olderSubscribers: async () => stage.older,
      noteChange: (at) => stage.noted.push(at),
      now: () => stage.now,
      newId: () => `id-${(ids += 1)}`,
    });
  return stage;
}

type Stage = ReturnType<typeof openStage>;

async function subscribe(
  outbound: Outbound,
  events: readonly OutboundEvent[],
  host = 'hooks.example.com',
): Promise<Subscriber> {
  const added = await addSubscriber(outbound.parts, { url: `https://${host}/`, events: [...events] });
  if (!added.ok) throw new Error(added.error.kind);
  return added.value.subscriber;
}

/** One run that made tasks. */
function makeTasks({ store, now }: Stage, ...titles: readonly string[]): void {
  store.transaction(() => {
    store.events.open(newRunMark(now), { at: now, isFirstSync: false });
    for (const title of titles) store.events.add({ ...EVENT, at: now, taskId: taskId(title), title });
  });
}

const EVENT: NewEvent = {
  at: NOW,
  kind: 'made',
  taskId: null,
  containerId: null,
  replica: 'things',
  operation: null,
  title: '',
  before: {},
  after: {},
};

/** Lets time pass, the step done whenever it is due. */
async function pass(stage: Stage, outbound: Outbound, ms: number): Promise<void> {
  const end = stage.now + ms;
  for (let rounds = 0; ; rounds += 1) {
    if (rounds === 10_000) throw new Error('it is due without end');
    const due = outbound.dueAt();
    if (due === null || due > end) break;
    stage.now = Math.max(stage.now, due);
    await outbound.work();
  }
  stage.now = end;
}

const bodiesOf = ({
  received,
}: Stage): readonly { readonly event: string; readonly data: Record<string, unknown> }[] =>
  received.map(({ body }) => JSON.parse(body) as { event: string; data: Record<string, unknown> });
const idsOf = ({ received }: Stage): readonly (string | undefined)[] =>
  received.map(({ headers }) => headers['webhook-id']);

it('[W36] costs nothing where nobody subscribes', async () => {
  const stage = openStage();
  const outbound = stage.restart();
  makeTasks(stage, 'Bread');
  const before = [stage.rowsRead(), stage.rowsWritten()];
  expect(outbound.dueAt()).toBeNull();
  expect([stage.rowsRead(), stage.rowsWritten()]).toEqual(before);
});

describe('an event of the stream', () => {
  it('[W21] makes one delivery for each subscriber that wants it, however often it is looked at', async () => {
    const stage = openStage();
    const outbound = stage.restart();
    const [one] = [
      await subscribe(outbound, ['task_created']),
      await subscribe(outbound, ['task_completed', 'sync_completed']),
    ];
    makeTasks(stage, 'Bread', 'Milk');
    await pass(stage, outbound, 1000);
    await stage.restart().work();
    // Two subscribers are told at the same time.
    const told = bodiesOf(stage).map(({ event, data }) => [event, data['count']]);
    expect(told.toSorted(([a = ''], [b = '']) => String(a).localeCompare(String(b)))).toEqual([
      ['sync_completed', undefined],
      ['task_created', 2],
    ]);
    expect(idsOf(stage)).toContain(`msg_1_task_created_${one.id}`);
    expect(stage.noted.length).toBeGreaterThan(0);
  });

  it('[W21] is neither lost nor told twice where the object ends while it is stored', async () => {
    const stage = openStage();
    const outbound = stage.restart();
    await subscribe(outbound, ['task_created']);
    makeTasks(stage, 'Bread');
    const ends = createOutbound({
      ...outbound.parts,
      noteChange: () => {
        throw new Error('the object ends');
      },
    });
    await expect(ends.work()).rejects.toThrow('ends');
    expect(stage.deliveries.list(ALL)).toEqual([]);
    await pass(stage, stage.restart(), 1000);
    expect(stage.received).toHaveLength(1);
  });

  it('[W28] whose answer was lost is sent again under its id', async () => {
    const stage = openStage();
    const outbound = stage.restart();
    await subscribe(outbound, ['task_created']);
    makeTasks(stage, 'Bread');
    stage.answer = () => Promise.reject(new Error('the object ends'));
    await expect(outbound.work()).rejects.toThrow('ends');
    stage.answer = () => answered(200);
    await pass(stage, stage.restart(), 1000);
    expect(idsOf(stage)).toHaveLength(2);
    expect(new Set(idsOf(stage)).size).toBe(1);
  });

  it('[W28] waits for the one before it, and holds up no other subscriber', async () => {
    const stage = openStage();
    const outbound = stage.restart();
    await subscribe(outbound, ['task_created'], 'down.example.com');
    await subscribe(outbound, ['task_created'], 'up.example.com');
    stage.answer = ({ url }) => answered(url.includes('down') ? 500 : 200);
    for (const title of ['Bread', 'Milk']) {
      makeTasks(stage, title);
      await pass(stage, outbound, 1000);
    }
    const to = (host: string) => idsOf(stage).filter((_id, at) => stage.received[at]?.url.includes(host));
    expect([to('down').length, to('up').length]).toEqual([1, 2]);
    stage.answer = () => answered(200);
    await pass(stage, outbound, HOUR_MS);
    const [first, again, second] = to('down');
    expect([again, second === undefined, second === first]).toEqual([first, false, false]);
  });

  it('[W26] is kept for a subscriber that is paused, up to a limit, and what is more is counted', async () => {
    const stage = openStage();
    const outbound = stage.restart();
    const { id } = await subscribe(outbound, ['task_created']);
    stage.answer = () => answered(500);
    makeTasks(stage, 'Bread');
    await pass(stage, outbound, 25 * HOUR_MS);
    expect(stage.subscribers.get(id)?.paused?.reason).toContain('it answered 500');
    const tried = stage.received.length;
    expect(tried).toBeGreaterThan(10);
    for (let at = 0; at <= MAX_WAITING; at += 1) makeTasks(stage, `Task ${at}`);
    await pass(stage, outbound, 25 * HOUR_MS);
    expect([stage.received.length, stage.subscribers.get(id)?.missed]).toEqual([tried, 1]);
    expect(stage.deliveries.countWaiting(id, 5000)).toBe(MAX_WAITING);
  });
});

const ALL = { since: 0, status: null, subscriber: null, event: null, before: null, limit: 5000 } as const;

describe('a state that begins', () => {
  const replica = { name: 'todoist', seenAt: NOW, problem: null, failures: 0 };

  it.each([
    ['plan_waiting', { plan: { hash: 'a1', reason: 'mass_change', items: 60 } }],
    ['sync_failed', { replicas: [{ ...replica, problem: 'the token is wrong', failures: 2 }] }],
    ['sync_failed', { failedRuns: 2 }],
    ['budget_low', { budgets: [{ name: 'kv_writes', used: 800, limit: 1000 }] }],
    ['replica_stale', { replicas: [{ ...replica, seenAt: NOW - STALE_AFTER_MS }] }],
  ] as const)(
    '[W31] such as %s is told once, over restarts, and again when it begins again',
    async (event, begun) => {
      const stage = openStage();
      await subscribe(stage.restart(), [event]);
      for (const standing of [{ ...QUIET, ...begun }, QUIET, { ...QUIET, ...begun }]) {
        stage.standing = standing;
        await pass(stage, stage.restart(), 60_000);
        await pass(stage, stage.restart(), 60_000);
      }
      expect(bodiesOf(stage).map((body) => body.event)).toEqual([event, event]);
    },
  );

  it('[W31] and lasts when the first subscriber comes is not news', async () => {
    const stage = openStage();
    stage.standing = { ...QUIET, plan: { hash: 'a1', reason: 'mass_change', items: 60 } };
    await subscribe(stage.restart(), ['plan_waiting']);
    await pass(stage, stage.restart(), 60_000);
    expect(stage.received).toEqual([]);
    stage.standing = { ...QUIET, plan: { hash: 'b2', reason: 'mass_change', items: 61 } };
    await pass(stage, stage.restart(), 60_000);
    expect(bodiesOf(stage)[0]?.data).toEqual({ plan: 'b2', reason: 'mass_change', items: 61 });
  });

  it('[W31] wakes the object when a replica becomes stale, and after one failure tells nobody', async () => {
    const stage = openStage();
    const outbound = stage.restart();
    await subscribe(outbound, ['replica_stale', 'sync_failed']);
    stage.standing = { ...QUIET, replicas: [{ ...replica, problem: 'a time-out', failures: 1 }] };
    expect(outbound.dueAt()).toBe(NOW + STALE_AFTER_MS);
    await pass(stage, outbound, STALE_AFTER_MS);
    expect(bodiesOf(stage).map(({ event }) => event)).toEqual(['replica_stale']);
  });
});

it('[W28] a receiver that does not answer holds up neither other subscribers nor later events', async () => {
  const stage = openStage();
  const outbound = stage.restart();
  await subscribe(outbound, ['task_created'], 'slow.example.com');
  await subscribe(outbound, ['task_created'], 'quick.example.com');
  let release: (attempt: Attempt) => void = () => undefined;
  const hanging = new Promise<Attempt>((resolve) => (release = resolve));
  stage.answer = ({ url }) => (url.includes('slow') ? hanging : answered(200));
  const sentTo = (host: string): number => stage.received.filter(({ url }) => url.includes(host)).length;
  makeTasks(stage, 'Bread');
  stage.now += 60_000;
  const first = outbound.work();
  await expect.poll(() => [sentTo('slow'), sentTo('quick')]).toEqual([1, 1]);
  // Whatever ends the process meanwhile, somebody looks after it again; and nothing is sent twice until then.
  expect(outbound.dueAt()).toBeGreaterThan(stage.now);
  makeTasks(stage, 'Rye');
  stage.now += 60_000;
  await outbound.work();
  expect([sentTo('slow'), sentTo('quick')]).toEqual([1, 2]);
  release(answered(200));
  await first;
  await outbound.work();
  expect([sentTo('slow'), sentTo('quick')]).toEqual([2, 2]);
});

it('[W32] deliveries that take too long in one day go on the next', async () => {
  const stage = openStage();
  const outbound = stage.restart();
  await subscribe(outbound, ['task_created']);
  const hanging = 10_000;
  stage.answer = () => {
    stage.now += hanging;
    return { took: hanging, answered: null, retryAfterMs: null, problem: 'there was no answer within 10 s' };
  };
  const dayEnd = NOW + 16 * HOUR_MS;
  makeTasks(stage, 'Bread');
  for (let times = 0; times < 100; times += 1) {
    // Its owner has it sent again and again.
    const [delivery] = stage.deliveries.list(ALL);
    if (delivery !== undefined) outbound.redeliver(delivery.id);
    await pass(stage, outbound, 60_000);
  }
  expect(stage.received.length * hanging).toBeLessThanOrEqual(DAILY_AWAKE_MS + hanging);
  expect(outbound.dueAt()).toBe(dayEnd);
  const sent = stage.received.length;
  await pass(stage, outbound, dayEnd + HOUR_MS - stage.now);
  expect(stage.received.length).toBeGreaterThan(sent);
});

describe('a subscriber of the earlier version', () => {
  const older = (changes: object = {}) => ({
    id: 'sub-1-old',
    url: 'https://old.example.com/hook',
    secret: 'old secret',
    events: ['task_synced', 'sync_completed', 'gone'],
    enabled: true,
    createdAt: '2026-01-01T00:00:00.000Z',
    retryPolicy: { enabled: true, maxRetries: 3, backoffMs: 1000 },
    ...changes,
  });

  it('[W34] waits for its owner’s word, and then is told what happens, signed with its own secret', async () => {
    const stage = openStage();
    stage.older = JSON.stringify([older(), older({ id: 'sub-2-old', secret: null })]);
    const { parts } = stage.restart();
    expect((await notAdmitted(parts)).map(({ subscriber }) => subscriber.id)).toEqual([
      'sub-1-old',
      'sub-2-old',
    ]);
    makeTasks(stage, 'Bread');
    await pass(stage, stage.restart(), 1000);
    expect(stage.received).toEqual([]);
    const adopted = await adoptSubscribers(parts, null);
    expect(adopted.ok && adopted.value.adopted.map(({ madeSecret }) => madeSecret !== null)).toEqual([
      false,
      true,
    ]);
    expect(stage.subscribers.get('sub-1-old')).toMatchObject({
      events: ['task_synced', 'sync_completed'],
      enabled: true,
    });
    expect(await notAdmitted(parts)).toEqual([]);
    makeTasks(stage, 'Milk');
    await pass(stage, stage.restart(), 1000);
    const told = stage.received.find(({ headers }) => headers['webhook-id']?.endsWith('sub-1-old'));
    const { signature, ...rest } = JSON.parse(told?.body ?? '{}') as Record<string, unknown>;
    expect(signature).toBe(createHmac('sha256', 'old secret').update(JSON.stringify(rest)).digest('hex'));
    stage.subscribers.remove('sub-1-old');
    expect(await notAdmitted(parts)).toEqual([]);
  });

  it('[W34] is refused by the rules of today, and the others are not', async () => {
    const stage = openStage();
    stage.older = JSON.stringify([
      older(),
      older({ id: 'inside', url: 'http://192.168.1.5/hook' }),
      older({ id: 'deaf', events: ['gone'] }),
    ]);
    const { parts } = stage.restart();
    const result = await adoptSubscribers(parts, ['sub-1-old', 'inside', 'deaf', 'nobody']);
    const { adopted, refused } = result.ok ? result.value : { adopted: [], refused: [] };
    expect([adopted.length, refused.map(({ id }) => id)]).toEqual([1, ['nobody', 'inside', 'deaf']]);
    expect((await notAdmitted(parts)).map(({ subscriber }) => subscriber.id)).toEqual(['inside', 'deaf']);
  });

  it.each(['no JSON', '{}', '[{"id":1}]'])('[W34] is none where %s is stored', async (text) => {
    const stage = openStage();
    stage.older = text;
    expect(await notAdmitted(stage.restart().parts)).toEqual([]);
  });
});
