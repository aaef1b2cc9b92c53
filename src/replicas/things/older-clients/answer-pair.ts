// The result for a pair that an older client names: whether this call linked it, and if not, why.

import type { RemoteId, TaskId } from '../../../model/ids.ts';
import type { Store } from '../../../hub/store.ts';
import type { MadeResult } from '../../../protocol/answers/older/things.ts';
import { THINGS } from '../known.ts';

/** The replica whose ids a client also knows. */
const OTHER = 'todoist';

/** A to-do with the task that it was made for. */
interface Pair {
  readonly thingsId: RemoteId;
  readonly todoistId: RemoteId;
}

/** What was known when a pair's turn came. */
export interface BeforePairs {
  /** The tasks of to-dos that were linked, those of earlier pairs of the call included. */
  readonly tasks: ReadonlyMap<RemoteId, TaskId>;
  /** Why nothing is taken in; null: it is. */
  readonly whyNot: string | null;
  /** Why Todoist could not be read; null: it was. */
  readonly unread: string | null;
}

/** Whether a to-do was linked by this call, and why it was not. */
export function answerPair(store: Store, pair: Pair, before: BeforePairs): MadeResult {
  const { thingsId, todoistId } = pair;
  const task = store.links.byRemoteId(THINGS, thingsId)?.taskId ?? null;
  const isPair = task !== null && taskInTodoist(store, todoistId) === task;
  if (isPair && before.tasks.get(thingsId) !== task) return { thingsId, todoistId, updated: true };
  const message = isPair ? 'the two were linked already' : whyNotLinked(store, pair, before);
  return { thingsId, todoistId, updated: false, message };
}

function whyNotLinked({ links, tasks }: Store, { thingsId, todoistId }: Pair, before: BeforePairs): string {
  if (before.whyNot !== null) return before.whyNot;
  const own = links.byRemoteId(THINGS, thingsId)?.taskId ?? null;
  if (own !== null) {
    const other = links.get(own, OTHER)?.remoteId;
    return `this to-do is linked to another task${other === undefined ? '' : `: ${other}`}`;
  }
  const task = links.byRemoteId(OTHER, todoistId)?.taskId ?? null;
  if (task === null)
    return before.unread === null
      ? 'Todoist has no such task'
      : `Todoist could not be read: ${before.unread}`;
  if (tasks.get(task)?.deletedAt !== null) return 'this task was deleted';
  const todo = links.get(task, THINGS)?.remoteId;
  if (todo !== undefined) return `this task is linked to another to-do: ${todo}`;
  return 'it was not linked: send it again';
}

function taskInTodoist({ links }: Store, id: RemoteId): TaskId | null {
  return links.byRemoteId(OTHER, id)?.taskId ?? null;
}
