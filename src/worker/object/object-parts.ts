// Puts one Durable Object together: the account, what it does by itself, the agents that listen, and what its calls have in common.
// Decides nothing.

import { openAlarms } from '../../hub/sqlite/tables/alarm-table.ts';
import { openRepeats } from '../../hub/sqlite/tables/repeat-table.ts';
import { openTokens } from '../../hub/sqlite/tables/token-table.ts';
import { createPromiseQueue } from '../../model/promise-queue.ts';
import { openAccount, type AccountHouse } from './account-parts.ts';
import { accountOfObject } from '../accounts.ts';
import { createCallKinds, type CallKinds } from './call-kinds.ts';
import { createDurableSql } from './durable-sql.ts';
import type { Env } from '../env.ts';
import { createLog, writeToConsole } from '../log/log.ts';
import { createOlderCalls, type OlderCalls } from '../older-calls.ts';
import { openPokes, type Pokes } from './pokes.ts';
import { createRepeats, type Repeats } from './repeats.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import { stepsOf } from './steps.ts';
import { createTokenKeeper, type TokenKeeper } from './token-keeper.ts';

/** What an object is made of. */
export interface ObjectParts {
  readonly house: AccountHouse;
  readonly pokes: Pokes;
  readonly schedule: Schedule;
  readonly calls: CallKinds;
  readonly older: OlderCalls;
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
  const inTurn = createPromiseQueue();
  const poll = async (): Promise<{ readonly operationsForThings: number }> => {
    schedule.note('poll');
    const { waitingForVisit } = await calls.changing(() => inTurn(() => house.account.poll()));
    if (waitingForVisit > 0) pokes.poke();
    return { operationsForThings: waitingForVisit };
  };
  const schedule = createSchedule({
    records: openAlarms(sql),
    alarm: state.storage,
    steps: stepsOf({
      ...house,
      listeners: pokes.listeners,
      poll: async () => ((await calls.obstacle()) === null ? poll() : null),
      migrate: () => calls.changing(() => house.migration.work()),
      now: () => Date.now(),
    }),
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    log: log.failure,
  });
  const calls = createCallKinds({ house, settings, afterwards: () => schedule.arm(), poke: pokes.poke });
  const tokens = createTokenKeeper({
    records: openTokens(sql),
    account: settings.name,
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
  });
  const repeats = createRepeats(openRepeats(sql), () => Date.now());
  const older = createOlderCalls({
    house,
    calls,
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    inTurn,
    afterwards: () => schedule.arm(),
  });
  return { house, pokes, schedule, calls, older, tokens, repeats, inTurn, poll };
}
