// The agent as a program: puts the parts together, prints one line per event. No logic of its own.

import { setTimeout as delay } from 'node:timers/promises';
import { homedir } from 'node:os';
import { createMacThingsApp } from './write/app.ts';
import type { AgentArguments } from './arguments.ts';
import { describeFailure } from './failures.ts';
import { findDatabase } from './read/find-database.ts';
import { follow } from './follow.ts';
import { createHttpExchange } from './exchange/http-exchange.ts';
import { StateInUse, StateUnreadable } from './state/state-file.ts';
import { withRecord } from './state/keep-record.ts';
import { claimLibrary, type Claim } from './state/library-record.ts';
import { localZone } from './read/zone.ts';
import { listenForPokes } from './exchange/poke.ts';
import { createAgent, type Agent, type AgentEvent } from './loop.ts';
import { safely } from './exchange/safe-terminal.ts';
import { createPrinter } from './exchange/print-outcome.ts';
import { stopWords } from './exchange/stop-words.ts';

const terminal = safely(console);

/** Exit code of `--once` if a plan stops everything; the same as of `npm run sync`. */
const EXIT_PLAN_WAITS = 3;

/** Runs the agent until `signal` is aborted, or for one exchange; returns the exit code. */
export async function runAgent(args: AgentArguments, signal: AbortSignal): Promise<number> {
  const found = findDatabase({ explicit: args.database, home: homedir() });
  if (!found.ok) {
    const { error } = found;
    terminal.error(
      error.kind === 'not_found'
        ? `no Things database found; looked at: ${error.looked.join(', ')}`
        : describeFailure(error),
    );
    return 1;
  }
  const takeOver = args.takeOver === true;
  const claimed = claimLibrary(claimOf(args, found.value), { takeOver, dryRun: false });
  if (!claimed.ok) {
    terminal.error(claimed.error.detail);
    return 1;
  }
  if (claimed.value.warning !== null) terminal.error(claimed.value.warning);
  try {
    return await run(args, found.value, signal);
  } catch (error) {
    if (!(error instanceof StateInUse || error instanceof StateUnreadable)) throw error;
    terminal.error(error.message);
    return 1;
  }
}

function claimOf({ stateDirectory, url }: AgentArguments, databasePath: string): Claim {
  return {
    home: homedir(),
    platform: process.platform,
    databasePath,
    stateDirectory,
    account: url,
    ending: `stop its agent, and POST ${url.replace(/\/$/, '')}/v1/keeper/leave with your token`,
    zone: localZone(),
    now: Date.now(),
  };
}

async function run(args: AgentArguments, databasePath: string, signal: AbortSignal): Promise<number> {
  const clock = { now: () => Date.now(), sleep: (ms: number) => sleepUntil(ms, signal) };
  const opened = createAgent({
    databasePath,
    stateDirectory: args.stateDirectory,
    app: createMacThingsApp({ env: process.env }),
    exchange: createHttpExchange({ url: args.url, token: args.token }),
    clock: { now: clock.now, sleep: (ms) => delay(ms) },
    ...(args.takeOver === true && { takeOver: true }),
    onEvent: printEvent,
  });
  const agent = withRecord(opened, () => claimOf(args, databasePath), terminal.error);
  try {
    if (args.once) return await exchangeOnce(agent, args.url);
    let poked = false;
    const listening = listenForPokes({
      url: args.url,
      token: args.token,
      clock,
      signal,
      onPoke: () => (poked = true),
    });
    await follow({
      agent,
      databasePath,
      clock,
      intervalMs: args.intervalSeconds * 1000,
      takePoke: () => {
        const was = poked;
        poked = false;
        return was;
      },
      signal,
      onOutcome: createPrinter(args.url, console),
      onFailure: (failure, retryInMs) =>
        terminal.error(`${describeFailure(failure)} (again in ${Math.round(retryInMs / 1000)} s)`),
    });
    await listening;
    return 0;
  } finally {
    agent.close();
  }
}

async function exchangeOnce(agent: Agent, url: string): Promise<number> {
  const result = await agent.exchangeOnce();
  // Reports what was done right away, so that the Worker does not have to wait for the next exchange.
  const told = result.ok && agent.hasNews() ? await agent.exchangeOnce() : result;
  if (!told.ok) {
    terminal.error(describeFailure(told.error));
    return 1;
  }
  createPrinter(url, console)(told.value);
  return stopWords(told.value.response.plan, url) === null ? 0 : EXIT_PLAN_WAITS;
}

function printEvent(event: AgentEvent): void {
  switch (event.kind) {
    case 'exchanged':
      if (event.sent + event.removed + event.received > 0 || event.snapshot !== 'taken') {
        terminal.log(
          `exchange: ${event.sent} told, ${event.removed} removed, ${event.received} to do, snapshot ${event.snapshot}`,
        );
      }
      return;
    case 'operation':
      terminal.log(`operation ${event.operation}: ${event.outcome}`);
      return;
    case 'unfinished':
      terminal.log(`${event.operations} operations of an earlier run are not finished yet`);
      return;
  }
}

/** Sleeps; wakes up early if the agent is to stop. */
async function sleepUntil(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
