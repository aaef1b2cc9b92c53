// Tasks that are over for the hub and still open in an app, because what would end them there waits. Read-only.

import type { ReplicaName, TaskId } from '../../model/ids.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import type { AccountParts } from '../unit-of-work.ts';

/** So many operations of a replica are looked at; more than any library has tasks. */
const MAX_LOOKED_AT = 100_000;

/** What keeps an operation until a person or something outside moves. What is merely under way is not among them. */
const STUCK = ['asked', 'held', 'failed', 'declined'] as const satisfies readonly OutboxEntry['state'][];

/** Tasks that the hub no longer counts. */
export interface StillThere {
  /** Open in at least one replica. */
  readonly anywhere: number;
  readonly byReplica: ReadonlyMap<ReplicaName, number>;
  /** Open in each of them. */
  readonly everywhere: number;
}

/** Counts them. The cost depends on what waits, not on what is stored. */
export function countStillThere({ store, replicas }: Pick<AccountParts, 'store' | 'replicas'>): StillThere {
  const shown = new Map<ReplicaName, ReadonlySet<TaskId>>(
    replicas.names.map((name) => [name, new Set(stuckIn(name).filter((task) => isShown(task, name)))]),
  );
  const sets = [...shown.values()];
  const anywhere = [...new Set(sets.flatMap((tasks) => [...tasks]))];
  return {
    anywhere: anywhere.length,
    byReplica: new Map([...shown].map(([name, tasks]) => [name, tasks.size])),
    everywhere: anywhere.filter((task) => sets.every((tasks) => tasks.has(task))).length,
  };

  function stuckIn(name: ReplicaName): readonly TaskId[] {
    return store.outbox.ofReplica(name, STUCK, MAX_LOOKED_AT).flatMap(({ taskId }) => taskId ?? []);
  }

  function isShown(task: TaskId, name: ReplicaName): boolean {
    const hub = store.tasks.get(task);
    if (hub === null || !store.tasks.isInScope(task)) return false;
    if (hub.deletedAt === null && hub.fields.status === 'open') return false;
    const link = store.links.get(task, name);
    return link?.state === 'active' && (link.shadow.status ?? 'open') === 'open';
  }
}

/** How many tasks have a change that waits for the answer to a plan. */
export function countInPlan({ store, replicas }: Pick<AccountParts, 'store' | 'replicas'>): number {
  const asked = replicas.names.flatMap((name) => store.outbox.ofReplica(name, ['asked'], MAX_LOOKED_AT));
  return new Set(asked.flatMap(({ taskId }) => taskId ?? [])).size;
}
