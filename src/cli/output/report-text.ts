// How a run ended, and what waits, for a person to read.

import type { Applied } from '../../protocol/run.ts';
import type { Status, Waiting } from '../../protocol/status.ts';
import { countWords } from './count-words.ts';
import { replicaName } from './plan-text.ts';
import { inQuotes } from '../../model/printable.ts';
import type { RunReport } from '../sync/run-report.ts';
import { formatTable } from './table.ts';

const MAX_WAITING_SHOWN = 20;
const NOTHING = 'nothing';

/** Says what a run applied, how many tasks there are, and what is not in order. */
export function formatReport(report: RunReport): string {
  const { todoist, things } = report.applied;
  const applied = `Applied: Todoist ${formatApplied(todoist)}; Things ${formatApplied(things)}.`;
  const tasks = formatTasks(report.status);
  if (report.plan !== null) {
    const hasApplied = [todoist, things].some((counts) => formatApplied(counts) !== NOTHING);
    return [...(hasApplied ? [applied] : []), ...tasks, 'Stopped at a plan.'].join('\n');
  }
  return [
    applied,
    ...tasks,
    formatCost(report.status),
    report.status.inSync ? 'In sync.' : 'Not in sync.',
    ...formatTroubles(report.status),
  ].join('\n');
}

/** Everything that a person should know of, beyond the numbers; empty when all is well. */
export function formatTroubles(status: Status): readonly string[] {
  const blocked = status.waiting.filter(isBlocked);
  const unseen = blocked.filter(({ state }) => state === 'sent').length;
  const conflicts = status.run.conflicts;
  return [
    ...(conflicts === 0
      ? []
      : [`${countWords(conflicts, 'conflict waits', 'conflicts wait')} for you: npm run cli -- conflicts`]),
    ...(blocked.length === 0 ? [] : [formatWaiting(blocked, status.run.held + status.run.failed + unseen)]),
    ...status.mismatches.map((mismatch) => `Mismatch: ${mismatch}`),
    ...status.notices.map((notice) => `Note: ${notice}`),
  ];
}

/** What was told and has a reason all the same is under way with an obstacle. */
function isBlocked({ state, reason }: Waiting): boolean {
  return state === 'held' || state === 'failed' || (state === 'sent' && reason !== null);
}

/** Counts of tasks in one line; none before the first sync, when none was counted. */
export function formatTasks(status: Status): readonly string[] {
  if (isUnsynced(status)) return [];
  const { hub, todoist, things, linked, inPlan = 0 } = status.tasks;
  const { onlyOlderClients = 0 } = status.things;
  const inThings = `${things - onlyOlderClients} in Things`;
  const alone =
    onlyOlderClients === 0
      ? ''
      : ` as the agent read it and ${onlyOlderClients} more that only an older client told of`;
  const waits = inPlan === 0 ? '' : `; ${inPlan} ${inPlan === 1 ? 'waits' : 'wait'} in a plan`;
  return [`Open tasks: ${hub} in all, ${todoist} in Todoist, ${inThings}${alone}, ${linked} linked${waits}.`];
}

/** Nothing was taken in yet: no side was read, or the first plan waits. */
export function isUnsynced({ inSync, plan, tasks, things }: Status): boolean {
  return !inSync && tasks.hub === 0 && (plan?.reason === 'first_sync' || things.lastExchangeAt === null);
}

/** What the Worker used since it was started, in one line. */
function formatCost({ todoist, rowsRead, rowsWritten }: Status): string {
  const requests = countWords(todoist.requests, 'request');
  return `Cost: ${requests} to Todoist, ${countWords(rowsRead, 'row')} read, ${rowsWritten} written.`;
}

/** Operations that wait, with their reasons, as a table; there are `count` of them, of which not all need be given. */
function formatWaiting(waiting: readonly Waiting[], count: number): string {
  const shown = waiting.slice(0, MAX_WAITING_SHOWN);
  const rows = shown.map((entry) => [
    entry.state,
    replicaName(entry.replica),
    inQuotes(entry.title),
    entry.reason ?? '',
  ]);
  const rest = count - shown.length;
  return [formatTable(rows, { maxCellWidth: 70 }), ...(rest > 0 ? [`\u2026 and ${rest} more`] : [])].join(
    '\n',
  );
}

function formatApplied(applied: Applied): string {
  const parts = Object.entries(applied)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  return parts.length === 0 ? NOTHING : parts.join(', ');
}
