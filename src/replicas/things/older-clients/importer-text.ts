// How an importer writes what it was handed out, and how its to-do is known again. Changes nothing.

import type { CivilDate } from '../../../model/dates.ts';
import { remoteId, type RemoteId, type TaskId } from '../../../model/ids.ts';
import { canonicalLine, canonicalNotes, plainText } from '../../../model/text.ts';
import { importedFrom, withoutMarks } from '../../../protocol/older/marks.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import type { HandedOut } from './handed-out.ts';

/** The replica whose tasks are handed out. */
const SOURCE = 'todoist';

/** A to-do that a client may have created. */
export interface Imported {
  readonly id: RemoteId;
  readonly title: string;
  readonly notes: string;
  readonly deadline: CivilDate | null;
}

/** The task that an importer named in the notes. */
export function taskNamedBy(pass: Pass, { notes }: Pick<Imported, 'notes'>): TaskId | null {
  const source = importedFrom(notes);
  return source === null ? null : taskOf(pass, remoteId(source));
}

/** The task of this id in the replica whose tasks are handed out. */
export function taskOf({ store }: Pass, source: RemoteId): TaskId | null {
  return store.links.byRemoteId(SOURCE, source)?.taskId ?? null;
}

/** Tells whether a to-do has the words that were handed out, as an importer writes them. */
export function isWorded(todo: Imported, { title, notes }: HandedOut): boolean {
  const shown = wordsOf(todo);
  const body = notes ?? '';
  // What it wrote with control characters is told without them.
  const titles = [title, ...[asGarbledByImporter(title), plainText(title)].map(canonicalLine)];
  const bodies = [notes, ...[asGarbledByImporter(body), plainText(body)].map(canonicalNotes)];
  return titles.includes(shown.title) && bodies.includes(shown.notes);
}

/** The words of a to-do, without what an importer added. */
export function wordsOf({ title, notes }: Imported): {
  readonly title: string;
  readonly notes: string | null;
} {
  return { title: canonicalLine(title), notes: canonicalNotes(withoutMarks(notes)) };
}

/** The importer does not parse JSON: it takes what is between quotes, splits between objects, and leaves escapes unresolved. */
export function asGarbledByImporter(text: string): string {
  const raw = JSON.stringify(text).slice(1, -1);
  const end = raw.indexOf('"');
  return (end === -1 ? raw : raw.slice(0, end)).split('},{')[0] ?? '';
}
