// Puts one Durable Object together: the account, what it does by itself, the agents that listen, and what its calls have in common.
// Decides nothing.

import type { SqlDatabase } from '../../hub/sqlite/sql.ts';
import { openAlarms } from '../../hub/sqlite/tables/alarm-table.ts';
import { openRepeats } from '../../hub/sqlite/tables/repeat-table.ts';
import { openWebhookEvents } from '../../hub/sqlite/tables/webhook-table.ts';
import { openTokens } from '../../hub/sqlite/tables/token-table.ts';
import type { Outbound } from '../../webhooks/outbound/outbound.ts';
import { createPromiseQueue } from '../../model/promise-queue.ts';
import { openAccount, type AccountHouse } from './account-parts.ts';
import { accountOfObject } from '../accounts.ts';
import { createCallKinds, type CallKinds } from './call-kinds.ts';
import type { OpenedDevices } from '../device-calls.ts';
import { createDurableSql } from './durable-sql.ts';
import type { Env } from '../env.ts';
import { createJoinedRuns } from '../../model/joined-runs.ts';
import { createLog, writeToConsole, type Log } from '../log/log.ts';
import { stepLog } from '../log/log-step.ts';
import { createOlderCalls, type OlderCalls } from '../older-calls.ts';
import { openDevicesOf } from './open-devices.ts';
import { openOutbound } from './outbound/open-outbound.ts';
import { endsWithin } from './patience.ts';
import type { MonitorParts } from './monitor.ts';
import { openPokes, type Pokes } from './pokes.ts';
import { createRepeats, type Repeats } from './repeats.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import { stepsOf, type StepParts } from './steps.ts';
import { createSubscriberCalls, type SubscriberCalls } from '../subscriber-calls.ts';
import { openTodoistEvents, type TodoistEvents } from './todoist-events.ts';
import { createTokenKeeper, type TokenKeeper } from './token-keeper.ts';
import { createWebhookCalls, type WebhookCalls } from '../webhook-calls.ts';
import { createWebhookDoor, type WebhookDoor } from './webhook-door.ts';

/** How long the other steps wait for a round of deliveries, ms. */
const DELIVERY_PATIENCE_MS = 1000;

const AROUND = { now: () => Date.now(), newId: () => crypto.randomUUID() };

/** What an object is made of. */
export interface ObjectParts {
  readonly house: AccountHouse;
  readonly pokes: Pokes;
  readonly schedule: Schedule;
  readonly calls: CallKinds;
  readonly older: OlderCalls;
  readonly webhooks: WebhookCalls;
  readonly subscribers: SubscriberCalls;
  readonly todoistEvents: TodoistEvents;
  readonly devices: OpenedDevices;
  /** How the account is doing. */
  readonly monitor: MonitorParts;
  readonly tokens: TokenKeeper;
  readonly repeats: Repeats;
  /** Runs and restores keep out of each other's way: a run that began before a restore would go on from what is no more. */
  readonly inTurn: ReturnType<typeof createPromiseQueue>;
  /** One run without the agent, which is poked where something waits for it then. */
  readonly poll: () => Promise<{ readonly operationsForThings: number }>;
}

/** Opens an object. Makes no call. Throws when newer code wrote its state. */
export function openObject(state: DurableObjectState, env: Env): ObjectParts {
  const sql = createDurableSql(state.storage);
  const settings = accountOfObject(env, state.id);
  const log = createLog(env, writeToConsole);
  const house = openAccount(sql, { env, settings, log });
  const pokes = openPokes(state);
  const afterwards = (): Promise<void> => schedule.arm();
  const inTurn = createPromiseQueue();
  const todoistEvents = openTodoistEvents(house.store, AROUND.now);
  // Whoever asks while one is under way joins the next one: the owner, the alarm and devices alike.
  const poll = createJoinedRuns(async () => {
    schedule.note('poll');
    const run = () => calls.changing(() => inTurn(() => house.account.poll()));
    // Where Todoist does not answer, the events of it have waited long enough, too: it is read again before long.
    const { waitingForVisit } = await todoistEvents.during(run, () => true);
    if (waitingForVisit > 0) pokes.poke();
    return { operationsForThings: waitingForVisit };
  });
  const outbound = openOutbound(sql, house, env);
  const door = openDoor(sql, house, (work) => calls.changing(() => inTurn(work)));
  const schedule = createSchedule({
    records: openAlarms(sql),
    alarm: state.storage,
    steps: stepsOf({
      ...house,
      listeners: pokes.listeners,
      webhooks: { dueAt: door.dueAt, work: () => door.work().then(pokes.poke) },
      deliveries: unhurried(outbound, { state, log, afterwards }),
      todoistEvents,
      poll: async () => ((await calls.obstacle()) === null ? poll() : todoistEvents.giveUp()),
      migrate: () => calls.changing(() => house.migration.work()),
      now: AROUND.now,
    }),
    ...AROUND,
    ...stepLog(log, settings.name, house.lastRun),
  });
  const calls = createCallKinds({ house, settings, afterwards, poke: pokes.poke });
  const older = createOlderCalls({ house, calls, ...AROUND, inTurn, afterwards });
  const webhooks = createWebhookCalls({ house, door, calls, afterwards, todoistEvents });
  const readNow = async (): Promise<void> => {
    if ((await calls.obstacle()) === null) await poll();
    await afterwards();
  };
  const askForRun = createJoinedRuns(() => house.metrics.used(null, readNow));
  const devices = openDevicesOf(sql, { house, account: settings.name, calls, askForRun, state, ...AROUND });
  return {
    house,
    pokes,
    schedule,
    calls,
    older,
    webhooks,
    subscribers: createSubscriberCalls({ outbound, calls, afterwards }),
    todoistEvents,
    monitor: { house, settings, failing: () => schedule.problems(), now: AROUND.now },
    tokens: openTokenKeeper(sql, settings.name),
    devices,
    repeats: createRepeats(openRepeats(sql), AROUND.now),
    inTurn,
    poll,
  };
}

function openTokenKeeper(sql: SqlDatabase, account: string): TokenKeeper {
  return createTokenKeeper({
    records: openTokens(sql),
    account,
    ...AROUND,
  });
}

/** A receiver that does not answer holds up nothing else: the round goes on beside whatever is due. */
function unhurried(
  outbound: Outbound,
  {
    state,
    log,
    afterwards,
  }: {
    readonly state: Pick<DurableObjectState, 'waitUntil'>;
    readonly log: Log;
    readonly afterwards: () => Promise<void>;
  },
): StepParts['deliveries'] {
  return {
    dueAt: outbound.dueAt,
    work: async () => {
      const round = outbound.work();
      if (await endsWithin(round, DELIVERY_PATIENCE_MS)) return;
      const rest = round.then(afterwards).catch((error: unknown) => {
        log.failure(AROUND.newId(), error, 'deliveries failed');
      });
      state.waitUntil(rest);
    },
  };
}

function openDoor(
  sql: SqlDatabase,
  { store, vault, account }: AccountHouse,
  inRun: <T>(work: () => Promise<T>) => Promise<T>,
): WebhookDoor {
  const records = openWebhookEvents(sql);
  return createWebhookDoor({
    records,
    store,
    vault,
    account,
    inRun,
    ...AROUND,
  });
}
