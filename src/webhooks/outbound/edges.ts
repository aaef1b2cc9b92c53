// What is not in the stream of events: states that begin, such as a plan that waits. Each is announced once when it begins; what was
// announced last is stored, so that neither a restart nor a second look announces it again. Pure.

import type { Notice } from './notices.ts';

/** How things stand now. */
export interface Standing {
  /** The plan that waits for its owner; null: none does. */
  readonly plan: { readonly hash: string; readonly reason: string; readonly items: number } | null;
  readonly replicas: readonly {
    readonly name: string;
    /** When it was last read, epoch ms; null: never. */
    readonly seenAt: number | null;
    /** Why it can't be read, in words of ours; null: it can. */
    readonly problem: string | null;
    /** Consecutive failures to read it. */
    readonly failures: number;
  }[];
  /** How often in a row a run that nobody asked for threw. */
  readonly failedRuns: number;
  /** What of a budget of this UTC day is used. */
  readonly budgets: readonly {
    readonly name: string;
    readonly used: number;
    readonly limit: number;
  }[];
  /** floor(epoch ms / 86,400,000). */
  readonly day: number;
}

/** What was announced last, by name: for each state that still lasts, what tells it from the next one of its kind. */
export type Announced = Readonly<Record<string, string>>;

/** A replica that was not read for so long is stale, ms. */
export const STALE_AFTER_MS = 86_400_000;
/** A budget is low when this share of it is used. */
const LOW_SHARE = 0.8;
/** One failure is often gone with the next attempt. */
const FAILURES_TO_TELL = 2;

interface Edge {
  /** What it is about. */
  readonly name: string;
  /** Tells it from the one before. */
  readonly mark: string;
  readonly notice: Omit<Notice, 'key' | 'at' | 'tasks'>;
}

/** Tells what begins now, and what has to be remembered of it. */
export function edgesOf(
  before: Announced,
  standing: Standing,
  now: number,
): { readonly notices: readonly Notice[]; readonly announced: Announced } {
  const edges = [
    ...planEdge(standing),
    ...failedRunsEdge(standing),
    ...standing.replicas.flatMap((replica) => [...failureEdge(replica), ...staleEdge(replica, now)]),
    ...budgetEdges(standing),
  ];
  const fresh = edges.filter(({ name, mark }) => before[name] !== mark);
  return {
    notices: fresh.map(({ name, notice }) => ({
      ...notice,
      // One that begins again may have the same mark.
      key: `${name}_${now}`,
      at: now,
      tasks: null,
    })),
    announced: Object.fromEntries(edges.map(({ name, mark }) => [name, mark])),
  };
}

/** When a replica becomes stale if nothing happens, epoch ms; null: none will. */
export function nextStaleAt(before: Announced, { replicas }: Pick<Standing, 'replicas'>): number | null {
  const times = replicas.flatMap(({ name, seenAt }) =>
    seenAt === null || before[`stale_${name}`] !== undefined ? [] : [seenAt + STALE_AFTER_MS],
  );
  return times.length === 0 ? null : Math.min(...times);
}

function planEdge({ plan }: Standing): readonly Edge[] {
  if (plan === null) return [];
  const { hash, reason, items } = plan;
  return [
    { name: 'plan', mark: hash, notice: { event: 'plan_waiting', data: { plan: hash, reason, items } } },
  ];
}

/** One that is unforeseen: what a replica does not answer is told of the replica. */
function failedRunsEdge({ failedRuns }: Standing): readonly Edge[] {
  if (failedRuns < FAILURES_TO_TELL) return [];
  const data = {
    source: 'things',
    target: 'todoist',
    errors: ['runs fail, the log has the details'],
    metrics: { failures: failedRuns },
  };
  return [{ name: 'failed_runs', mark: '', notice: { event: 'sync_failed', data } }];
}

function failureEdge({ name, problem, failures }: Standing['replicas'][number]): readonly Edge[] {
  if (problem === null || failures < FAILURES_TO_TELL) return [];
  const other = name === 'things' ? 'todoist' : 'things';
  const data = { source: other, target: name, errors: [problem], metrics: { failures } };
  return [{ name: `failed_${name}`, mark: '', notice: { event: 'sync_failed', data } }];
}

/** Its time is its mark: a replica that was read in between and is stale again is announced again. */
function staleEdge({ name, seenAt }: Standing['replicas'][number], now: number): readonly Edge[] {
  if (seenAt === null || now - seenAt < STALE_AFTER_MS) return [];
  const data = { replica: name, lastSeenAt: new Date(seenAt).toISOString() };
  return [{ name: `stale_${name}`, mark: String(seenAt), notice: { event: 'replica_stale', data } }];
}

function budgetEdges({ budgets, day }: Standing): readonly Edge[] {
  return budgets
    .filter(({ used, limit }) => used >= limit * LOW_SHARE)
    .map(({ name, used, limit }) => ({
      name: `budget_${name}`,
      mark: String(day),
      notice: { event: 'budget_low', data: { budget: name, used, limit } },
    }));
}
