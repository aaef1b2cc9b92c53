// What older clients wrote into tasks to know them again. It is read here, and never written: neither text nor tag of anybody.

import { matchingText } from '../../model/text.ts';

const MARKS = /\[(?:things|todoist)-id:[^\]]*\]/g;
const TODOIST_MARK = /\[todoist-id:([^\]]+)\]/;

/** Labels of Todoist and tags of Things by which older clients knew what they had carried over. */
const LABELS: ReadonlySet<string> = new Set([
  'synced-to-things',
  'synced-from-things',
  'synced-to-todoist',
  'synced-from-todoist',
]);

/** Notes without the marks of older clients, and without the blank lines that stood before a mark at the end. */
export function withoutMarks(notes: string): string {
  return notes.includes('-id:') ? notes.replaceAll(MARKS, '').trimEnd() : notes;
}

/** Labels or tags without those of older clients. */
export function withoutSyncLabels(names: readonly string[]): readonly string[] {
  return names.filter((name) => !LABELS.has(matchingText(name)));
}

/** The id of the Todoist task that an importer wrote into the notes of the to-do that it made; null where there is none. Anybody can write it. */
export function importedFrom(notes: string): string | null {
  return TODOIST_MARK.exec(notes)?.[1]?.trim() ?? null;
}
