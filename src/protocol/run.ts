// What a run did, in numbers.

import * as z from 'zod';
import type { ReplicaName } from '../model/ids.ts';

const count = z.number().int().nonnegative();

/** A value for each replica. These two are always there; clients name them. */
export function byReplica<Value extends z.ZodType>(value: Value) {
  return z.object({ todoist: value, things: value }).catchall(value);
}

/** A value for each replica. */
export type ByReplica<Value> = { todoist: Value; things: Value } & Record<string, Value>;

/** Operations that a replica acknowledged. */
const appliedSchema = z.object({ created: count, updated: count, completed: count, deleted: count });

/** What was done since the agent last asked, and what waits. */
export const runSummarySchema = z
  .object({
    applied: byReplica(appliedSchema),
    /** Conflicts that wait for a person. */
    conflicts: count,
    /** Operations that wait for something outside (a limit, a feature), each with its reason in the status. */
    held: count,
    /** Operations that a replica refused. */
    failed: count,
  })
  .meta({ id: 'RunSummary' });

/** Operations that a replica acknowledged. */
export type Applied = z.infer<typeof appliedSchema>;
/** What a run did. */
export type RunSummary = z.infer<typeof runSummarySchema>;

/** One run, in ids and numbers: for the log. */
export interface RunNote {
  /** Its number; null where nothing was decided in it. */
  readonly run: number | null;
  /** The numbers under which it began, where others interrupted it; absent: none. */
  readonly earlierRuns?: number[];
  /** The replica that came, or who told through it, such as a sender of webhooks; null where none did. */
  readonly by: string | null;
  readonly ms: number;
  /** Tasks and containers that it decided about. */
  readonly decided: number;
  /** Operations that replicas acknowledged meanwhile. */
  readonly carriedOut: Readonly<Record<ReplicaName, number>>;
  /** `failed`, `standby`, `resync`, `plan:REASON` or `unreachable:REPLICA`; null where nothing stopped it. */
  readonly stoppedBy: string | null;
}

/** What a run tells of itself besides: for the metrics. */
export interface RunDetails {
  /** Requests that it made to replicas. */
  readonly requests: number;
  /** Why a replica can't be reached, as the status tells it; null where all can. */
  readonly trouble: string | null;
  /** What it threw; undefined where it came to its end. */
  readonly error: unknown;
}
