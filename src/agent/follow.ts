// Keeps exchanging: at start, whenever the Things database changes or the Worker pokes, and at intervals otherwise. Only decides
// when.

import type { AgentClock } from './write/app-session.ts';
import { fileStamp } from './read/file-stamp.ts';
import type { AgentFailure } from './failures.ts';
import { withJitter } from './jitter.ts';
import type { Agent, ExchangeOutcome } from './loop.ts';

/** Options for following changes. */
export interface FollowOptions {
  readonly agent: Agent;
  readonly databasePath: string;
  readonly clock: AgentClock;
  /** Interval when nothing happens, ms. */
  readonly intervalMs: number;
  /** Tells whether the Worker has poked since the last call. */
  readonly takePoke?: () => boolean;
  /** 0 to 1, by which waits after failures differ; absent: by chance. */
  readonly random?: () => number;
  /** Stops after the current exchange. */
  readonly signal: AbortSignal;
  readonly onOutcome: (outcome: ExchangeOutcome) => void;
  readonly onFailure: (failure: AgentFailure, retryInMs: number) => void;
}

const WATCH_MS = 1000;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 15 * 60_000;
/** How many exchanges may follow one another immediately before there is a pause. */
const MAX_AT_ONCE = 200;

/** Exchanges until `signal` is aborted. Throws only what is unforeseen. */
export async function follow(options: FollowOptions): Promise<void> {
  const { agent, signal, random = Math.random } = options;
  let failures = 0;
  let atOnce = 0;
  while (!signal.aborted) {
    // Our own writes change the files, too; those changes are reported right away, with their acknowledgements.
    const before = fileStamp(options.databasePath);
    const result = await agent.exchangeOnce();
    if (!result.ok) {
      const retryInMs = withJitter(retryAfter(result.error, failures), random);
      options.onFailure(result.error, retryInMs);
      // A change may be reported at once, unless the Worker itself asked for a pause.
      const isAskedToWait = result.error.kind === 'unavailable';
      const end = await pause(options, retryInMs, isAskedToWait ? null : fileStamp(options.databasePath));
      // Only what failed after its whole wait says that a longer one is due: a dialog in Things is open while its owner edits.
      if (end === 'over') failures += 1;
      continue;
    }
    failures = 0;
    options.onOutcome(result.value);
    const { more, snapshot, standby } = result.value.response;
    if (standby?.why === 'held') {
      // On standby, another Mac reports the library, so neither changes nor pokes are a reason to connect.
      await pause({ ...options, takePoke: () => false }, options.intervalMs, null);
      continue;
    }
    // What was not accepted now will not be accepted a moment later either: the owner has to look at a plan first.
    const isMore = snapshot === 'taken' && (more || agent.hasNews());
    atOnce = isMore ? atOnce + 1 : 0;
    if (!isMore || atOnce >= MAX_AT_ONCE) await pause(options, options.intervalMs, before);
  }
}

/** Waits; ends early if the files no longer have `stamp` (null: whatever they have), or if the Worker pokes. */
async function pause(options: FollowOptions, ms: number, stamp: string | null): Promise<'over' | 'early'> {
  for (let waitedMs = 0; waitedMs < ms && !options.signal.aborted; waitedMs += WATCH_MS) {
    await options.clock.sleep(Math.min(WATCH_MS, ms - waitedMs));
    if (stamp !== null && fileStamp(options.databasePath) !== stamp) return 'early';
    if (options.takePoke?.() === true) return 'early';
  }
  return 'over';
}

function retryAfter(failure: AgentFailure, earlier: number): number {
  if (failure.kind === 'unavailable' && failure.retryAfterSeconds !== null)
    return failure.retryAfterSeconds * 1000;
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** earlier);
}
