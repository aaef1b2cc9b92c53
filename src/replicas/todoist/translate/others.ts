// What other people have a part in: tasks that are theirs, and projects that they see. Pure.

import type { SyncConfig } from '../../../model/config.ts';
import type { TodoistAccount } from '../todoist-port.ts';
import type { WireItem, WireProject } from '../wire/wire.ts';

/** Tells whether a task is assigned to somebody else, and the owner wants to leave such tasks to them. */
export function isLeftToOthers(
  item: Pick<WireItem, 'responsible_uid'>,
  { account, config }: { readonly account: TodoistAccount; readonly config: SyncConfig },
): boolean {
  const { responsible_uid: responsible } = item;
  return config.scope.assigned === 'mine' && responsible != null && responsible !== account.userId;
}

/**
 * Tells whether others may see what is in a project: it is shared, or belongs to a team. Source: Todoist API v1, “Projects”, whose
 * sample still says `shared` where answers have `is_shared`.
 */
export function isSeenByOthers(project: WireProject): boolean {
  return project.is_shared === true || project.shared === true || project.workspace_id != null;
}
