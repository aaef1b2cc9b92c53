// What the stream of events says of the runs in it: tasks, operations and how long a change took to arrive. Each event counts once.
// Pure except for reading single events.

import { isCarriedOut, isDecision, type EventStream, type HubEvent } from '../hub/events.ts';
import type { ReplicaName } from '../model/ids.ts';
import { EMPTY_HOUR, type Hour } from './hour.ts';
import { sketchOf } from './sketch.ts';

/** How many events about the task are looked at for the change that an operation carried out. */
const MAX_STEPS_BACK = 5;

/** What the events of one run say of it. */
export interface RunEvents {
  /** The replica that its first decision came from, or that carried out an operation; null: the owner. */
  readonly origin: ReplicaName | null;
  /** Tasks that were decided about, or changed in a replica. */
  readonly tasks: ReadonlySet<string>;
}

/** The sums of some events, and what they say of each run, by its id. */
export function sumEvents(
  events: readonly HubEvent[],
  find: EventStream['get'],
): { readonly sums: Hour; readonly runs: ReadonlyMap<number, RunEvents> } {
  const carriedOut: Record<string, number> = {};
  const lags: Record<string, number[]> = {};
  for (const event of events.filter(isCarriedOut)) {
    const replica = kindOfReplica(event.replica ?? '');
    carriedOut[replica] = (carriedOut[replica] ?? 0) + 1;
    const lag = lagOf(event, find);
    if (lag !== null) (lags[replica] ??= []).push(lag);
  }
  const lag = Object.fromEntries(
    Object.entries(lags).map(([replica, values]) => [replica, sketchOf(values)]),
  );
  const byRun = Map.groupBy(events, ({ run }) => run);
  return {
    sums: { ...EMPTY_HOUR, tasks: tasksOf(events), carriedOut, lag },
    runs: new Map([...byRun].map(([run, some]) => [run, runOf(some)])),
  };
}

/** Devices are counted together: each has a name of its own. */
export function kindOfReplica(replica: ReplicaName): string {
  return replica.startsWith('mobile:') ? 'mobile' : replica;
}

function runOf(events: readonly HubEvent[]): RunEvents {
  const first = events.find(isDecision) ?? events[0];
  return {
    origin: first?.replica ?? null,
    tasks: new Set(events.flatMap(({ taskId }) => taskId ?? [])),
  };
}

function tasksOf(events: readonly HubEvent[]): Hour['tasks'] {
  const decisions = events.filter((event) => isDecision(event) && event.taskId !== null);
  const count = (is: (event: HubEvent) => boolean): number => decisions.filter(is).length;
  const isEnd = ({ after }: HubEvent): boolean => after.status !== undefined && after.status !== 'open';
  return {
    processed: decisions.length,
    created: count(({ kind }) => kind === 'made'),
    updated: count((event) => event.kind === 'changed' && !isEnd(event)),
    completed: count((event) => event.kind === 'changed' && isEnd(event)),
    deleted: count(({ kind }) => kind === 'deleted'),
  };
}

/** From the decision that an operation carried out until it was acknowledged, ms; null where that is not known. */
function lagOf(event: HubEvent, find: EventStream['get']): number | null {
  let before = event.previous;
  for (let step = 0; step < MAX_STEPS_BACK && before !== null; step += 1) {
    const found = find(before);
    if (found === null) return null;
    if (isDecision(found)) return Math.max(0, event.at - found.at);
    before = found.previous;
  }
  return null;
}
