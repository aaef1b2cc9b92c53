// An older client empties the inbox: the tasks that it names are deleted, with the owner's approval, or filed. On both sides, like
// any other edit.

import { normalizeFields } from '../../../engine/apply.ts';
import type { ContainerId, TaskId } from '../../../model/ids.ts';
import type { Store } from '../../../hub/store.ts';
import { withField } from '../../../sync/owner/held-fields.ts';
import { isOpenTask, putTask, type Pass } from '../../../sync/unit-of-work.ts';

/** The project into which older clients moved what they had transferred. */
export const MOVED_TO = 'Synced to Things';

const WHY_ASKED = 'an older client asked to delete the inbox';

/** What to do with which tasks. */
export interface Emptied {
  readonly how: 'delete' | 'move';
  readonly tasks: readonly TaskId[];
}

/** Deletes or files what still exists, is open, and is in the inbox. Deletions always wait for approval, however few. */
export function emptyInbox(pass: Pass, { how, tasks }: Emptied): void {
  const project = how === 'move' ? projectMovedTo(pass.store) : null;
  for (const task of tasks) {
    const hub = pass.store.tasks.get(task);
    if (hub === null || !isOpenTask(hub) || hub.fields.place !== null) continue;
    if (how === 'delete') {
      pass.asks.set(task, WHY_ASKED);
      putTask(pass, { ...hub, deletedAt: pass.now });
    } else if (project !== null) {
      const moved = withField(hub, 'place', project, pass.now);
      putTask(pass, { ...moved, fields: normalizeFields(moved.fields) });
    }
  }
}

/** That project; null if there is none. */
export function projectMovedTo({ containers }: Pick<Store, 'containers'>): ContainerId | null {
  return containers.named(MOVED_TO).find(({ kind }) => kind === 'project')?.id ?? null;
}
