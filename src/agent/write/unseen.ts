// What Things has made or changed and the file does not show: the app writes to another library than the one that is read. Such an
// operation stays unfinished, so that nothing is made again or taken for a refusal, and stops all writing until it shows.

import { fileIdentity } from '../read/file-identity.ts';
import type { AgentJournal } from '../state/journal.ts';
import type { JournalEntry } from '../state/journal-rows.ts';
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
export const DELETED_AT_ONCE = 'Things created it, but it was gone before it could be read';

/** The app tells its times to the second, ms. */
const APP_TIME_MS = 1000;

/** Why something that Things made is not finished, as a sentence without its full stop. */
export function describeUnseen(path: string): string {
  return `Things created it, but it does not show in ${path}: the agent reads a different library from the one that the app writes to`;
}

/** Why a change that Things made is not finished, as a sentence without its full stop. */
function describeUnseenChange(path: string): string {
  return `Things changed it, but the change does not show in ${path}: the agent reads a different library from the one that the app writes to`;
}

/** One change that does not show. */
export interface Changed {
  readonly operation: string;
  readonly thingsId: string;
}

/**
 * Tells which of some changes do not show because the file is not the app's: there the to-do was changed later than the file says, or
 * the app has none where the file has an open one. Marks them so.
 */
export async function markUnseenChanges(
  changes: readonly Changed[],
  { session, journal }: UnseenContext,
): Promise<ReadonlySet<string>> {
  const inApp = await session.changedInApp(changes.map(({ thingsId }) => thingsId));
  const { todos } = session.view(inApp.keys());
  const unseen = changes.filter(({ thingsId }) => {
    const [row, at] = [todos.get(thingsId), inApp.get(thingsId)];
    if (row === undefined || at === undefined) return false;
    if (at === null) return row.status === 'open' && !row.trashed;
    return row.changedAt !== null && at > row.changedAt + APP_TIME_MS;
  });
  const ids = unseen.map(({ operation }) => operation);
  journal.markUnseen(ids, describeUnseenChange(session.databasePath));
  return new Set(ids);
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
    reason === null || thingsId === null ? [] : [{ kind: operation.kind, operation, thingsId }],
  );
  if (unseen.length === 0) return;
  const made = unseen.filter(({ kind }) => kind === 'create_todo' || kind === 'create_container');
  const isShown = made.length > 0 && session.present(made.map(({ thingsId }) => thingsId)).size > 0;
  const changed = unseen.filter((each) => !made.includes(each));
  const open = isShown ? changed : unseen;
  if (open.length === 0) return;
  if (!(await session.isAppRunning())) stopUnseen(session);
  const context = { session, journal };
  const still = isShown
    ? new Set<string>()
    : await markUnseen(
        made.map(({ operation, thingsId }) => ({
          operation: operation.id,
          kind: kindOf(operation),
          thingsId,
        })),
        context,
      );
  const changes = changed.map(({ operation, thingsId }) => ({ operation: operation.id, thingsId }));
  const unchanged = await markUnseenChanges(changes, context);
  if (still.size + unchanged.size > 0) stopUnseen(session);
}

function kindOf(operation: JournalEntry['operation']): Made['kind'] {
  return operation.kind === 'create_container' ? operation.container : 'todo';
}
