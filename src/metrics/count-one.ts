// One run or request as an hour in which nothing else was. Pure.

import type { ReplicaName } from '../model/ids.ts';
import { kindOfReplica, type RunEvents } from './from-events.ts';
import { EMPTY_HOUR, EMPTY_TALLY, type Hour, type Tally } from './hour.ts';
import { sketchOf } from './sketch.ts';

/** One run that is over. */
export interface RunFacts {
  /** Its id, and those it went on under; none: nothing was decided in it. */
  readonly ids: readonly number[];
  /** The replica that came, or who told through it; null: none did. */
  readonly by: string | null;
  readonly ms: number;
  /** Why it did not end well, without task text; null: it did. */
  readonly error: string | null;
  /** Requests that it made to each replica. */
  readonly calls: Readonly<Record<ReplicaName, number>>;
}

/** One request that was answered. */
export interface RequestFacts {
  /** The name of the call. */
  readonly type: string;
  readonly ms: number;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** What went wrong, without task text; null: nothing, or a run tells it. */
  readonly error: string | null;
}

/** Counts a run that is over. `tasks`: how many it decided about; `at`: epoch ms. */
export function hourOfRun({ by, ms, error, calls }: RunFacts, tasks: number, at: number): Hour {
  const type = typeOfRun(by);
  return {
    ...EMPTY_HOUR,
    runs: {
      [type]: {
        ...EMPTY_TALLY,
        count: 1,
        failed: error === null ? 0 : 1,
        tasks,
        durations: sketchOf(error === null ? [ms] : []),
      },
    },
    calls,
    errors: error === null ? [] : [{ at, type, message: error }],
    slowest: error === null ? { at: at - ms, type, ms } : null,
  };
}

/** Counts a run that nobody told of. How long it took is not known. */
export function hourOfUntold({ origin, tasks }: RunEvents, at: number): Hour {
  const type = origin === null ? 'owner_decision' : typeOfRun(origin);
  const failed = origin === null ? 0 : 1;
  const tally: Tally = { ...EMPTY_TALLY, count: 1, failed, tasks: tasks.size };
  const errors = failed === 0 ? [] : [{ at, type, message: 'The run was cut off: its process ended.' }];
  return { ...EMPTY_HOUR, runs: { [type]: tally }, errors };
}

/** Older code told apart who had asked for a sync. Who is none of these is a sender of webhooks. */
function typeOfRun(by: string | null): string {
  if (by === null || by === 'todoist') return 'cron_sync';
  const kind = kindOfReplica(by);
  return kind === 'things' || kind === 'mobile' ? `${kind}_sync` : 'webhook_processed';
}

/** Counts a request. `at`: epoch ms. */
export function hourOfRequest({ type, ms, outcome, error }: RequestFacts, at: number): Hour {
  const tally: Tally = {
    ...EMPTY_TALLY,
    count: 1,
    failed: outcome === 'failed' ? 1 : 0,
    refused: outcome === 'refused' ? 1 : 0,
    durations: sketchOf([ms]),
  };
  return {
    ...EMPTY_HOUR,
    requests: { [type]: tally },
    object: { requests: 1 },
    errors: error === null ? [] : [{ at, type, message: error }],
  };
}
