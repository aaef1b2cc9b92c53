// One line for one change: what `start` prints while it keeps syncing.

import type { HistoryEntry } from '../../protocol/history.ts';
import { replicaName } from './plan-text.ts';
import { inQuotes, printable } from './printable.ts';
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

/** Writes `HH:MM:SS  Todoist → Things  created  “Title”`, in local time. */
export function formatHistoryLine(entry: HistoryEntry): string {
  const time = new Date(entry.at).toTimeString().slice(0, 8);
  if (entry.kind === 'note') return `${time}  ${printable(entry.title)}`;
  const title = inQuotes(shortened(entry.title, 70));
  const where = isDecision(entry) ? decidedBy(entry.replica) : directionOf(entry.replica);
  return [time, where, describeChange(entry).padEnd(9), title].join('  ');
}

const DECISIONS = ['made', 'changed', 'deleted', 'brought_back', 'noted'];

function isDecision({ kind }: HistoryEntry): boolean {
  return DECISIONS.includes(kind);
}

/** Where a decision comes from; as wide as a direction. */
function decidedBy(replica: string): string {
  return (replica === 'person' ? 'you' : `in ${replicaName(replica)}`).padEnd(17);
}

function directionOf(replica: string): string {
  const from = replica === 'things' ? 'todoist' : 'things';
  return `${replicaName(from).padEnd(7)} \u2192 ${replicaName(replica).padEnd(7)}`;
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
