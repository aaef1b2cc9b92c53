// Metrics in the format of the earlier API, counted from the stream of events: each event once. Pure except for reading the stream.

import { isDecision, type EventStream, type HubEvent } from '../hub/events.ts';
import type { Store } from '../hub/store.ts';
import type { OlderMetrics } from '../protocol/answers/older/views.ts';
import { OLDER_PAIR } from './pair.ts';

const HOUR_MS = 3_600_000;
/** How many events are read at a time. */
const PAGE = 500;
/** If there are more, only the newest count. */
const MAX_EVENTS = 20_000;
const MAX_ERRORS_TOLD = 10;

/** The sources of the metrics. */
interface Parts {
  readonly store: Pick<Store, 'events' | 'contacts' | 'outbox'>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** One run that changed something, or a failed attempt. */
interface Sync {
  readonly type: string;
  readonly at: number;
  /** ms, with all that was waited for; null where that is not known. */
  readonly duration: number | null;
  readonly isGood: boolean;
  /** Tasks that were decided about, or changed in a replica. */
  readonly tasks: number;
}

/** `GET /metrics`: the last hours, to the minute. */
export function olderMetrics({ store, now }: Parts, { hours }: { readonly hours: number }): OlderMetrics {
  const events = eventsSince(store.events, now() - hours * HOUR_MS);
  const failures = failuresOf(store, now());
  const syncs = [...runsOf(events), ...failures.flatMap(({ syncs: tries }) => tries)];
  const types = Map.groupBy(syncs, ({ type }) => type);
  return {
    period: `Last ${hours} hours`,
    totalSyncs: syncs.length,
    successRate: successRate(syncs),
    averageDuration: averageDuration(syncs),
    byType: Object.fromEntries([...types].map(([type, some]) => [type, ofType(some)])),
    recentErrors: failures.slice(0, MAX_ERRORS_TOLD).map(({ error }) => error),
    taskStats: { ...taskStats(events), errors: store.outbox.count(null, ['failed']) },
    performance: performanceOf(syncs),
  };
}

function eventsSince(stream: EventStream, since: number): readonly HubEvent[] {
  const found: HubEvent[] = [];
  for (let before: number | null = null; found.length < MAX_EVENTS;) {
    const page: readonly HubEvent[] = stream.list({ before, limit: PAGE, withDecisions: true });
    const recent = page.filter(({ at }) => at >= since);
    found.push(...recent);
    if (recent.length < PAGE) return found;
    before = page.at(-1)?.seq ?? null;
  }
  return found;
}

function runsOf(events: readonly HubEvent[]): readonly Sync[] {
  return [...Map.groupBy(events, ({ run }) => run).values()].map((run) => {
    const took = run.flatMap(({ took: ms }) => ms ?? []);
    return {
      type: typeOf(run),
      at: Math.min(...run.map(({ at }) => at)),
      duration: took.length === 0 ? null : Math.max(...took),
      isGood: true,
      tasks: new Set(run.flatMap(({ taskId: task }) => task ?? [])).size,
    };
  });
}

/** Older code distinguished who had requested a sync; here it is the origin of the run's first decision. */
function typeOf(newestFirst: readonly HubEvent[]): string {
  const first = newestFirst.findLast(isDecision);
  if (first === undefined) return typeOfReplica(newestFirst.at(-1)?.replica ?? null);
  return first.replica === null ? 'owner_decision' : typeOfReplica(first.replica);
}

function typeOfReplica(replica: string | null): string {
  const [, things] = OLDER_PAIR;
  if (replica === things) return 'things_sync';
  return replica?.startsWith('mobile:') === true ? 'mobile_sync' : 'cron_sync';
}

/** Consecutive failed attempts of replicas that can't be read now. */
function failuresOf({ contacts }: Parts['store'], now: number) {
  return OLDER_PAIR.flatMap((replica) => {
    const contact = contacts.get(replica);
    if (contact.problem === null) return [];
    const type = typeOfReplica(replica);
    const at = contact.seenAt ?? now;
    const failed = { type, at, duration: null, isGood: false, tasks: 0 };
    const error = { timestamp: new Date(at).toISOString(), type, message: contact.problem };
    return [{ error, syncs: Array.from({ length: Math.max(1, contact.failures) }, () => failed) }];
  });
}

function ofType(syncs: readonly Sync[]): OlderMetrics['byType'][string] {
  return {
    count: syncs.length,
    successRate: successRate(syncs),
    averageDuration: averageDuration(syncs),
    totalTasks: syncs.reduce((sum, { tasks }) => sum + tasks, 0),
  };
}

/** 1 if nothing was attempted. */
function successRate(syncs: readonly Sync[]): number {
  return syncs.length === 0 ? 1 : syncs.filter(({ isGood }) => isGood).length / syncs.length;
}

/** Those that ended well, as far as it is known how long they took. */
function timed(syncs: readonly Sync[]): readonly (Sync & { readonly duration: number })[] {
  return syncs.flatMap((sync) => {
    const { duration, isGood } = sync;
    return isGood && duration !== null ? [{ ...sync, duration }] : [];
  });
}

function averageDuration(syncs: readonly Sync[]): number {
  const known = timed(syncs);
  return known.length === 0 ? 0 : known.reduce((sum, { duration }) => sum + duration, 0) / known.length;
}

/** Each decision counts once. */
function taskStats(events: readonly HubEvent[]): Omit<OlderMetrics['taskStats'], 'errors'> {
  const decisions = events.filter((event) => isDecision(event) && event.taskId !== null);
  const count = (is: (event: HubEvent) => boolean): number => decisions.filter(is).length;
  const isEnd = ({ after }: HubEvent): boolean => after.status !== undefined && after.status !== 'open';
  return {
    totalProcessed: decisions.length,
    created: count(({ kind }) => kind === 'made'),
    updated: count((event) => event.kind === 'changed' && !isEnd(event)),
    completed: count((event) => event.kind === 'changed' && isEnd(event)),
  };
}

function performanceOf(syncs: readonly Sync[]): OlderMetrics['performance'] {
  const good = timed(syncs).toSorted((a, b) => a.duration - b.duration);
  const below = (share: number): number => good[Math.ceil(share * good.length) - 1]?.duration ?? 0;
  const slowest = good.at(-1);
  return {
    p50Duration: below(0.5),
    p90Duration: below(0.9),
    p99Duration: below(0.99),
    slowestSync:
      slowest === undefined
        ? null
        : { timestamp: new Date(slowest.at).toISOString(), type: slowest.type, duration: slowest.duration },
  };
}
