// What keeps an operation from the agent although it could be carried out: an older client has the task, and makes its to-do.

import type { OutboxEntry, Store } from '../../hub/store.ts';
import { handedOut, isWithheld } from './older-clients/handed-out.ts';

/** Tells whether an older client has taken the task and creates it. `now`: epoch ms. */
export function isMadeElsewhere(
  { store, now }: { readonly store: Store; readonly now: number },
  { kind, taskId }: OutboxEntry,
): boolean {
  return kind === 'create' && taskId !== null && isWithheld(store, taskId, now);
}

/** Why an operation is not handed to the agent yet, in words; null: nothing keeps it here. */
export function whyWithheld(
  run: { readonly store: Store; readonly now: number },
  entry: OutboxEntry,
): string | null {
  if (entry.taskId === null || !isMadeElsewhere(run, entry)) return null;
  return handedOut(run.store, entry.taskId)?.importedAt === null
    ? 'an older client was handed this by /inbox, and may be adding it to Things'
    : 'an older client says that it has added this to Things, and it does not show there yet';
}
