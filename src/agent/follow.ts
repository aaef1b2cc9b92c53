// Keeps exchanging: at once, whenever the Things database changes or the Worker pokes, and now and then when nothing does. Decides only about when.

import type { AgentClock } from './write/app-session.ts';
import { fileStamp } from './read/file-stamp.ts';
import type { AgentFailure } from './failures.ts';
import type { Agent, ExchangeOutcome } from './loop.ts';

/** How changes are followed. */
export interface FollowOptions {
  readonly agent: Agent;
  readonly databasePath: string;
  readonly clock: AgentClock;
  /** Between exchanges when nothing happens, ms. */
  readonly intervalMs: number;
  /** Tells whether the Worker has asked for an exchange since this was last asked. */
  readonly takePoke?: () => boolean;
  /** Ends the following, after the exchange that is under way. */
  readonly signal: AbortSignal;
  readonly onOutcome: (outcome: ExchangeOutcome) => void;
  readonly onFailure: (failure: AgentFailure, retryInMs: number) => void;
}

const WATCH_MS = 1000;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 15 * 60_000;
/** So many exchanges may follow one another at once before the next waits for its turn. */
const MAX_AT_ONCE = 200;

/** Exchanges until `signal` is given. Throws only what no run may throw. */
export async function follow(options: FollowOptions): Promise<void> {
  const { agent, signal } = options;
  let failures = 0;
  let atOnce = 0;
  while (!signal.aborted) {
    // Our own writes change the files too; what they changed is told with their acknowledgements, at once.
    const before = fileStamp(options.databasePath);
    const result = await agent.exchangeOnce();
    if (!result.ok) {
      const retryInMs = retryAfter(result.error, failures);
      failures += 1;
      options.onFailure(result.error, retryInMs);
      // A change may be told at once, unless the Worker itself asked for a pause.
      const isAskedToWait = result.error.kind === 'unavailable';
      await pause(options, retryInMs, isAskedToWait ? null : fileStamp(options.databasePath));
      continue;
    }
    failures = 0;
    options.onOutcome(result.value);
    const { more, snapshot, standby } = result.value.response;
    if (standby?.why === 'held') {
      // Its library is another one's to tell: what changes in it, or waits for Things, is no reason to come.
      await pause({ ...options, takePoke: () => false }, options.intervalMs, null);
      continue;
    }
    // What was not taken now is not taken a moment later either: a person has to look at a plan first.
    const isMore = snapshot === 'taken' && (more || agent.hasNews());
    atOnce = isMore ? atOnce + 1 : 0;
    if (!isMore || atOnce >= MAX_AT_ONCE) await pause(options, options.intervalMs, before);
  }
}

/** Waits; ends early when the files no longer bear `stamp` (null: whatever they bear), or when the Worker pokes. */
async function pause(options: FollowOptions, ms: number, stamp: string | null): Promise<void> {
  for (let waitedMs = 0; waitedMs < ms && !options.signal.aborted; waitedMs += WATCH_MS) {
    await options.clock.sleep(Math.min(WATCH_MS, ms - waitedMs));
    if (stamp !== null && fileStamp(options.databasePath) !== stamp) return;
    if (options.takePoke?.() === true) return;
  }
}

function retryAfter(failure: AgentFailure, earlier: number): number {
  if (failure.kind === 'unavailable' && failure.retryAfterSeconds !== null)
    return failure.retryAfterSeconds * 1000;
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** earlier);
}
