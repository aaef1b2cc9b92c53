// A replica that joins when the others are already in sync is sent everything in the hub.

import type { ReplicaName } from '../../model/ids.ts';
import type { Pass } from '../unit-of-work.ts';

/**
 * Plans every task for those of `read` that join with this pass. Registering them implied these changes, so the guard does not
 * count them. Scans all tasks, once per replica.
 */
export function planForJoining(pass: Pass, read: readonly ReplicaName[]): void {
  const joined = (pass.store.meta.get('joined') as readonly ReplicaName[] | undefined) ?? [];
  const isNew = (name: ReplicaName): boolean =>
    !joined.includes(name) && !pass.parts.replicas.get(name).isFounding;
  const joining = read.filter(isNew);
  if (joining.length === 0) return;
  pass.store.meta.set('joined', [...joined, ...joining]);
  for (const { id } of pass.store.tasks.all()) {
    if (pass.touched.has(id)) continue;
    pass.touched.add(id);
    pass.uncounted.add(id);
  }
}
