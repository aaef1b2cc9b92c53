// How an account stands, as far as subscribers are told when it changes. Reads; decides nothing.

import type { Plan } from '../../../protocol/plan.ts';
import type { KvCounts } from '../../../hub/batch-records.ts';
import type { Store } from '../../../hub/store.ts';
import type { Standing } from '../../../webhooks/outbound/edges.ts';

/** Where it is looked up. */
export interface StandingParts {
  readonly plan: () => Plan | null;
  readonly store: Pick<Store, 'contacts'>;
  readonly replicas: readonly string[];
  /** Consecutive runs of the alarm that threw. */
  readonly failedRuns: () => number;
  /** KV operations of this UTC day, and what the plan allows. */
  readonly counts: () => KvCounts;
  readonly limits: KvCounts;
  readonly now: () => number;
}

const DAY_MS = 86_400_000;

/** Looks how things stand now. */
export function standingOf({
  plan,
  store,
  replicas,
  failedRuns,
  counts,
  limits,
  now,
}: StandingParts): Standing {
  const waiting = plan();
  const used = counts();
  return {
    plan:
      waiting === null || waiting.approved
        ? null
        : { hash: waiting.hash, reason: waiting.reason, items: waiting.lines.length },
    replicas: replicas.map((name) => {
      const { seenAt, problem, failures } = store.contacts.get(name);
      return { name, seenAt, problem, failures };
    }),
    failedRuns: failedRuns(),
    budgets: (['reads', 'writes', 'lists', 'deletes'] as const).map((operation) => ({
      name: `kv_${operation}`,
      used: used[operation],
      limit: limits[operation],
    })),
    day: Math.floor(now() / DAY_MS),
  };
}
