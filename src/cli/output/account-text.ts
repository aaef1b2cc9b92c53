// What the subcommands of `sync` found, as tables for a person. Titles and values come from outside and are made printable.

import type { ConflictEntry, Explanation, HistoryEntry, UndoneRun } from '../../protocol/history.ts';
import type { Status } from '../../protocol/status.ts';
import { formatConflictLine, formatValue, formatValuesThatMet } from './conflict-text.ts';
import { formatHistoryLine } from './history-line.ts';
import { formatPlan, replicaName } from './plan-text.ts';
import { formatTasks, formatTroubles, isUnsynced } from './report-text.ts';
import { countWords } from './count-words.ts';
import { inQuotes, printable } from '../../model/printable.ts';
import { formatTable } from './table.ts';
import { formatTime } from './time-text.ts';

/** How things stand. */
export function formatStatus(status: Status): string {
  const rows = [
    ['In sync', isUnsynced(status) ? 'no: nothing has been synced here yet' : status.inSync ? 'yes' : 'no'],
    ['Waiting', `${status.pending.todoist} for Todoist, ${status.pending.things} for Things`],
    [
      'Todoist',
      `${formatTime(status.todoist.lastReadAt)}${status.todoist.problem === null ? '' : ` \u2014 ${status.todoist.problem}`}`,
    ],
    ['Things', formatTime(status.things.lastExchangeAt)],
    ...formatAgents(status.things.agents ?? []),
    [
      'KV today',
      Object.entries(status.kv)
        .map(([name, count]) => countWords(count, name.replace(/s$/, '')))
        .join(', '),
    ],
  ];
  return [
    ...formatSyncing(status),
    ...formatTasks(status),
    formatTable(rows, { maxCellWidth: 120 }),
    ...formatTroubles(status),
    ...(status.plan === null ? [] : ['', formatPlan(status.plan)]),
  ].join('\n');
}

/** That nothing is synced now. A state in which nothing was ever synced on this machine says so by itself. */
function formatSyncing(status: Status): readonly string[] {
  const { state, detail } = status.syncing;
  if (detail === null || (state === 'stopped' && isUnsynced(status))) return [];
  return [`${printable(detail)}${state === 'stopped' ? ' To go on: npm start --' : ''}`, ''];
}

/** Which Mac syncs, where there is more than one. */
function formatAgents(agents: NonNullable<Status['things']['agents']>): readonly (readonly string[])[] {
  if (agents.length < 2) return [];
  return agents.map(({ host, syncs, seenAt, waitsFor }) => {
    const does = syncs ? 'syncs Things' : waitsFor === null ? 'stands by' : 'waits for Things Cloud';
    return ['', `${printable(host === '' ? 'a Mac' : host)} ${does}, last heard from ${formatTime(seenAt)}`];
  });
}

/** Which part of the history a page is. */
interface HistoryPage {
  readonly hasNewer: boolean;
  readonly hasOlder: boolean;
}

/** The history with the ids that undo wants, and the runs; among it, by their time, the conflicts of the same stretch. */
export function formatHistory(
  entries: readonly HistoryEntry[],
  conflicts: readonly ConflictEntry[] = [],
  { hasNewer, hasOlder }: HistoryPage = { hasNewer: false, hasOlder: false },
): string {
  if (entries.length === 0) return 'Nothing was done yet.';
  const newest = hasNewer ? (entries[0]?.at ?? 0) : Number.POSITIVE_INFINITY;
  const oldest = hasOlder ? (entries.at(-1)?.at ?? 0) : Number.NEGATIVE_INFINITY;
  const done = entries.map((entry) => ({
    at: entry.at,
    line: `${entry.id}  run ${entry.run}  ${dayOf(entry.at)} ${formatHistoryLine(entry)}`,
  }));
  const met = conflicts
    .filter(({ at }) => at >= oldest && at <= newest)
    .map((conflict) => ({ at: conflict.at, line: `${dayOf(conflict.at)} ${formatConflictLine(conflict)}` }));
  // Sorting keeps the order of what has the same time: what a conflict led to stands above it.
  return [...done, ...met]
    .toSorted((a, b) => b.at - a.at)
    .map(({ line }) => line)
    .join('\n');
}

/** In local time, as the time of day behind it. */
function dayOf(at: number): string {
  return formatTime(at).slice(0, 10);
}

const MADE = ['create', 'made'];
const BACK = ['restore', 'brought_back'];
const DELETED = ['delete', 'deleted'];

/** What taking an entry back does. */
export function formatUndone({ kind, title, before }: HistoryEntry): string {
  return `Taken back with the next run: ${inQuotes(printable(title))} ${whatComesBack(kind, Object.keys(before))}.`;
}

function whatComesBack(kind: string, names: readonly string[]): string {
  if (MADE.includes(kind)) return 'is deleted on both sides, also where it was made';
  if (BACK.includes(kind)) return 'is deleted on both sides again';
  if (DELETED.includes(kind)) return 'comes back on both sides';
  return names.length === 0
    ? 'is as it was before'
    : `has what it had before on both sides (${names.map(printable).join(', ')})`;
}

/** What of a run was taken back, and what stays. */
export function formatUndoneRun({ undone, left }: UndoneRun): string {
  return [`Taken back: ${changesIn(undone)}; the next run carries it out.`, ...whatStays(left)].join('\n');
}

/** What taking it back would do, newest first, and what would stay. */
export function formatUndoPlan({ undone, left }: UndoneRun): string {
  const rows = undone.map(({ at, kind, title, before }) => [
    formatTime(at),
    inQuotes(title),
    whatComesBack(kind, Object.keys(before)),
  ]);
  return [
    `Taking back ${changesIn(undone)}:`,
    formatTable(rows, { indent: '  ', maxCellWidth: 70 }),
    ...whatStays(left),
  ].join('\n');
}

function changesIn(undone: UndoneRun['undone']): string {
  return countWords(undone.length, 'change');
}

function whatStays(left: UndoneRun['left']): readonly string[] {
  const kept = left.map(({ title, why }) => `  ${inQuotes(printable(title))}: ${printable(why)}`);
  return kept.length === 0 ? [] : ['What stays as it is:', ...kept];
}

/** Why a task is as it is. */
export function formatExplanation(explanation: Explanation): string {
  const fields = Object.entries(explanation.fields).map(([name, value]) => [name, formatValue(value)]);
  const links = explanation.links.map((link) => [linkName(link), link.remoteId, link.state]);
  const steps = explanation.steps.map((step) => [
    formatTime(step.at),
    step.replica === 'person' ? 'you' : replicaName(step.replica),
    `[${step.rule}]`,
    step.text,
  ]);
  const table = (rows: readonly (readonly string[])[]) =>
    formatTable(rows, { indent: '  ', maxCellWidth: 110 });
  return [
    `Task ${explanation.task}${explanation.deletedAt === null ? '' : ` (deleted ${formatTime(explanation.deletedAt)})`}`,
    table(fields),
    'Where it lives',
    table(links),
    'What was seen and decided, newest first',
    steps.length === 0 ? '  nothing yet' : table(steps),
    ...(explanation.conflicts === undefined || explanation.conflicts.length === 0
      ? []
      : ['Values that met, newest first', formatValuesThatMet(explanation.conflicts)]),
    ...(explanation.waiting.length === 0
      ? []
      : ['What waits', ...explanation.waiting.map((text) => `  ${text}`)]),
  ].join('\n');
}

/** A sender of webhooks is named by its object. */
function linkName({ replica, remoteId }: Explanation['links'][number]): string {
  return replicaName(replica === 'webhooks' ? (remoteId.split(':', 1)[0] ?? replica) : replica);
}

/** Settings as the `KEY=VALUE` lines in which they can be set. */
export function formatConfig(config: Readonly<Record<string, unknown>>): string {
  return settingLines('', config).join('\n');
}

function settingLines(prefix: string, value: unknown): readonly string[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, inner]) =>
      settingLines(prefix === '' ? key : `${prefix}.${key}`, inner),
    );
  }
  return [`${prefix}=${Array.isArray(value) ? value.join(',') : String(value)}`];
}
