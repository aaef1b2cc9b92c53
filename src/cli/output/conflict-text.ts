// Conflicts for a person to read: both values, which one is kept, and what can be done. Titles and values come from outside.

import type { ConflictEntry } from '../../protocol/history.ts';
import { replicaName } from './plan-text.ts';
import { inQuotes, printable } from '../../model/printable.ts';
import { formatTable, shortened } from './table.ts';
import { formatTime } from './time-text.ts';

/** The longest title and value in a line, in columns. */
const MAX_WIDTH = 60;

/** One conflict in one line: both values, which is kept and by what, and how to decide it or take it back. */
export function formatConflictLine(conflict: ConflictEntry): string {
  const time = new Date(conflict.at).toTimeString().slice(0, 8);
  const title = inQuotes(shortened(conflict.title, MAX_WIDTH));
  return `${time}  conflict  ${title}  ${printable(conflict.field)}: ${outcomeWords(conflict)}`;
}

function outcomeWords({
  outcome,
  replica,
  hubValue,
  replicaValue,
  strategy,
  resolvedAt,
  at,
  cause,
}: ConflictEntry): string {
  const ours = `${shownValue(hubValue)} (${otherSide(replica)})`;
  const theirs = `${shownValue(replicaValue)} (${sideName(replica)})`;
  if (outcome === 'waiting') {
    const met =
      cause === 'read_back'
        ? `${sideName(replica)} kept ${theirs} instead of ${ours}`
        : `${ours} or ${theirs}`;
    return `${met} waits for your decision: npm run cli -- conflicts`;
  }
  // One that waited was decided later than it was met, by a person.
  const by = resolvedAt !== null && resolvedAt > at ? 'decided since' : printable(strategy);
  if (outcome === 'merged') return `merged ${ours} with ${theirs} (${by})`;
  const [kept, lost] = outcome === 'replica' ? [theirs, ours] : [ours, theirs];
  return `kept ${kept}, not ${lost} (${by}; to take it back: npm run cli -- history)`;
}

function shownValue(value: unknown): string {
  return inQuotes(shortened(formatValue(value), MAX_WIDTH));
}

/** Of one task: when which field met, by which strategy it was decided, and both values. */
export function formatValuesThatMet(conflicts: readonly ConflictEntry[]): string {
  const rows = conflicts.map((conflict) => [
    formatTime(conflict.at),
    conflict.field,
    conflict.outcome === 'waiting' ? 'waits' : conflict.strategy,
    ...bothValues(conflict),
  ]);
  return formatTable(rows, { indent: '  ', maxCellWidth: 60 });
}

/** Conflicts that wait, with both values and the ids that resolve wants, then those that were decided, with the value that lost. */
export function formatConflicts(conflicts: readonly ConflictEntry[]): string {
  const decided = conflicts.filter(({ outcome }) => outcome !== 'waiting');
  return [
    formatWaiting(conflicts.filter(({ outcome }) => outcome === 'waiting')),
    ...(decided.length === 0 ? [] : ['', 'Decided, newest first:', '', formatDecided(decided)]),
  ].join('\n');
}

function formatDecided(conflicts: readonly ConflictEntry[]): string {
  const rows = conflicts.map((conflict) => [
    formatTime(conflict.at),
    inQuotes(conflict.title),
    conflict.field,
    ...bothValues(conflict),
  ]);
  return formatTable(rows, { maxCellWidth: 44 });
}

/** Both values, each with what became of it. */
function bothValues({ replica, hubValue, replicaValue, outcome }: ConflictEntry): readonly [string, string] {
  const [ours, theirs] = [formatValue(hubValue), formatValue(replicaValue)];
  switch (outcome) {
    case 'waiting':
      return [`${otherSide(replica)}: ${ours}`, `${sideName(replica)}: ${theirs}`];
    case 'merged':
      return [`merged: ${ours}`, `with ${sideName(replica)}: ${theirs}`];
    case 'hub':
      return [`kept: ${ours}`, `lost: ${theirs}`];
    case 'replica':
      return [`kept: ${theirs}`, `lost: ${ours}`];
  }
}

function formatWaiting(conflicts: readonly ConflictEntry[]): string {
  if (conflicts.length === 0) return 'No conflict waits.';
  const rows = conflicts.map((conflict) => [
    conflict.id,
    inQuotes(conflict.title),
    conflict.field,
    conflict.cause === 'read_back' ? 'kept differently than written' : 'changed on both sides',
    ...bothValues(conflict),
  ]);
  const isOfApps = conflicts.every(({ replica }) => replica in OTHER_SIDES);
  return [
    formatTable(rows, { maxCellWidth: 44 }),
    '',
    'To decide: npm run cli -- conflicts resolve ID todoist|things, by the side whose value is right',
    ...(isOfApps
      ? []
      : ['(of a device or a webhook: hub for what both apps have, replica for the other value)']),
  ].join('\n');
}

const OTHER_SIDES: Readonly<Record<string, string>> = { things: 'Todoist', todoist: 'Things' };

/** Where the other value of a conflict is from: it is what the other app has, or both where a device or a webhook told of the change. */
function otherSide(replica: string): string {
  return OTHER_SIDES[replica] ?? 'both apps';
}

/** A device is known by its id alone here. */
function sideName(replica: string): string {
  return replica.startsWith('mobile:') ? 'a device' : replicaName(replica);
}

/** A value of a field as text of one line. */
export function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
