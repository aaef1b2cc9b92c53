// An older client empties the inbox: what it names is deleted, after a person has said so, or filed. On both sides, like anybody's change.

import { normalizeFields } from '../../../engine/apply.ts';
import type { ContainerId, TaskId } from '../../../model/ids.ts';
import type { Store } from '../../../hub/store.ts';
import { withField } from '../../../sync/owner/held-fields.ts';
import { isOpenTask, putTask, type Pass } from '../../../sync/unit-of-work.ts';

/** The project into which older clients moved what they had carried over. */
export const MOVED_TO = 'Synced to Things';

const WHY_ASKED = 'an older client asked to delete the inbox';

/** What is done to which tasks. */
export interface Emptied {
  readonly how: 'delete' | 'move';
  readonly tasks: readonly TaskId[];
}

/** Deletes or files what is still there, open, and in the inbox. Deletions wait for a person, however few they are. */
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

/** That project; null where there is none. */
export function projectMovedTo({ containers }: Pick<Store, 'containers'>): ContainerId | null {
  return containers.named(MOVED_TO).find(({ kind }) => kind === 'project')?.id ?? null;
}
