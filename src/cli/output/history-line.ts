// One line for one change: what `start` prints while it keeps syncing.

import type { HistoryEntry } from '../../protocol/history.ts';
import { formatTime } from './time-text.ts';
import { replicaName } from './plan-text.ts';
import { inQuotes, printable } from '../../model/printable.ts';
import { shortened } from './table.ts';

const KIND_WORDS: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'changed',
  delete: 'deleted',
  restore: 'brought back',
  complete_occurrence: 'completed',
  create_container: 'made',
  rename_container: 'renamed',
  move_container: 'moved',
  made: 'new',
  deleted: 'deleted',
  brought_back: 'brought back',
  noted: 'noted',
};

/** Writes `HH:MM:SS  Todoist → Things  created  “Title”`, in local time, and what became of it. */
export function formatHistoryLine(entry: HistoryEntry): string {
  const time = new Date(entry.at).toTimeString().slice(0, 8);
  if (entry.kind === 'note') return `${time}  ${printable(entry.title)}`;
  const title = inQuotes(shortened(entry.title, 70));
  const where = isDecision(entry) ? decidedBy(entry) : directionOf(entry);
  return [time, where, describeChange(entry).padEnd(9), title, ...remarksOn(entry)].join('  ');
}

function remarksOn({ undoneAt, undoes }: HistoryEntry): readonly string[] {
  return [
    ...(undoes === true ? ['(an undo)'] : []),
    ...(undoneAt === null ? [] : [`(taken back ${formatTime(undoneAt)})`]),
  ];
}

const DECISIONS = ['made', 'changed', 'deleted', 'brought_back', 'noted'];

function isDecision({ kind }: HistoryEntry): boolean {
  return DECISIONS.includes(kind);
}

/** Where a decision comes from; as wide as a direction. */
function decidedBy({ from, fromTitle, replica }: HistoryEntry): string {
  return (from === 'person' ? 'you' : `in ${replicaName(fromTitle ?? from ?? replica)}`).padEnd(17);
}

/** Where it is not known any more where a change came from, it was the other side. */
function directionOf({ from, fromTitle, replica }: HistoryEntry): string {
  const source = from ?? (replica === 'things' ? 'todoist' : 'things');
  const name = source === 'person' ? 'you' : replicaName(fromTitle ?? source);
  return `${name.padEnd(7)} → ${replicaName(replica).padEnd(7)}`;
}

function describeChange(entry: HistoryEntry): string {
  if (entry.kind !== 'update' && entry.kind !== 'changed')
    return KIND_WORDS[entry.kind] ?? printable(entry.kind);
  const status = entry.after['status'];
  if (status === 'completed' || status === 'canceled') return status;
  if (status === 'open') return 'reopened';
  const names = Object.keys(entry.after);
  return names.length === 0 || names.length > 2 ? 'changed' : `changed ${names.join(', ')}`;
}
