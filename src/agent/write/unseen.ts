// What Things has made and the file does not show: the app writes to another library than the one that is read. Such a creation
// stays unfinished, so that it is never made again, and stops all writing until it shows.

import { fileIdentity } from '../read/file-identity.ts';
import type { AgentJournal, JournalEntry } from '../journal.ts';
import { WriteStop, type AppSession } from './app-session.ts';

/** What is checked, and where it is kept. */
export interface UnseenContext {
  readonly session: AppSession;
  readonly journal: AgentJournal;
}

/** One thing that was made. */
export interface Made {
  readonly operation: string;
  readonly kind: 'todo' | 'area' | 'project';
  readonly thingsId: string;
}

/** What is said of a creation that was deleted in Things before anybody could read it. */
export const DELETED_AT_ONCE = 'Things made it, and it was gone there before it could be read';

/** Why something that Things made is not finished, as a sentence without its full stop. */
export function describeUnseen(path: string): string {
  return `Things made it, but it does not show in ${path}: the agent reads another library than the app writes to`;
}

/**
 * Tells what the app has although the file has no row of it, and marks it so. Of the rest, the file has a row that is no plain
 * to-do or live project any more, or the app has lost it as well: somebody did that.
 */
export async function markUnseen(
  lost: readonly Made[],
  { session, journal }: UnseenContext,
): Promise<ReadonlySet<string>> {
  const unseen = new Set<string>();
  const present = session.present(lost.map(({ thingsId }) => thingsId));
  for (const { operation, kind, thingsId } of lost) {
    if (!present.has(thingsId) && (await session.hasInApp(kind, thingsId))) unseen.add(operation);
  }
  journal.markUnseen([...unseen], describeUnseen(session.databasePath));
  return unseen;
}

/** Stops writing. */
export function stopUnseen(session: AppSession): never {
  throw new WriteStop({ kind: 'not_showing', path: session.databasePath });
}

/** Remembers that what the app makes shows in this file. */
export function markShown({ session, journal }: UnseenContext): void {
  const file = fileIdentity(session.databasePath);
  if (file !== null) journal.keepFact('shown_in', file);
}

/** Tells whether anything that the app made has ever shown in this very file. */
export function hasShown({ session, journal }: UnseenContext): boolean {
  const file = fileIdentity(session.databasePath);
  return file !== null && journal.fact('shown_in') === file;
}

/**
 * Looks whether what was unseen shows by now. Throws WriteStop while nothing of it does and the app, as far as it can be asked
 * without being started, has not lost it; returns where writing can go on.
 */
export async function awaitUnseen(
  unfinished: readonly JournalEntry[],
  { session, journal }: UnseenContext,
): Promise<void> {
  const unseen = unfinished.flatMap(({ operation, thingsId, unseen: reason }) =>
    reason === null || thingsId === null
      ? []
      : [{ operation: operation.id, kind: kindOf(operation), thingsId }],
  );
  if (unseen.length === 0) return;
  if (session.present(unseen.map(({ thingsId }) => thingsId)).size > 0) return;
  if (!(await session.isAppRunning())) stopUnseen(session);
  const still = await markUnseen(unseen, { session, journal });
  if (still.size > 0) stopUnseen(session);
}

function kindOf(operation: JournalEntry['operation']): Made['kind'] {
  return operation.kind === 'create_container' ? operation.container : 'todo';
}
