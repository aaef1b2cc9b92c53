// What was counted as tables for a terminal. Pure.

import type { DailyMetrics } from '../../protocol/answers/metrics.ts';
import { replicaName } from './plan-text.ts';
import { formatTable, type Row } from './table.ts';
import { formatTime } from './time-text.ts';

/** Formats what was counted, and how things stand. */
export function formatMetrics({ days, now }: DailyMetrics): string {
  return [
    ...(days.length === 0 ? ['Nothing was counted yet.'] : [formatTable(dayRows(days))]),
    '',
    formatTable([
      ['today', 'used', 'of a day', ''],
      ...useRows('KV', now.kv),
      ...useRows('object', now.object),
    ]),
    '',
    ...Object.entries(now.replicas).map(([replica, fresh]) => freshnessWords(replica, fresh, now.queues)),
    `Conflicts that wait: ${now.conflicts}. ${now.planWaits ? 'A plan waits for your answer.' : 'No plan waits.'}`,
    `Last copy in KV: ${formatTime(now.checkpointAt)}.`,
    'What came to nothing is counted approximately.',
  ].join('\n');
}

function dayRows(days: DailyMetrics['days']): readonly Row[] {
  const head = [
    'day',
    'runs',
    'failed',
    'half within',
    '99 % within',
    'tasks',
    'requests',
    'lag, half within',
  ];
  return [
    head,
    ...days.map(({ date, runs, requests, lag }) => [
      date,
      String(runs.count),
      `${runs.failed} (${percent(runs.errorRate)})`,
      span(runs.durations.p50),
      span(runs.durations.p99),
      String(runs.tasks),
      String(requests.count),
      Object.entries(lag)
        .map(([replica, { p50 }]) => `${replicaName(replica)} ${span(p50)}`)
        .join(', '),
    ]),
  ];
}

function useRows(what: string, use: DailyMetrics['now']['kv']): readonly Row[] {
  return Object.entries(use).map(([name, { used, limit, share }]) => [
    `${what} ${name}`,
    String(used),
    String(limit),
    percent(share),
  ]);
}

function freshnessWords(
  replica: string,
  { seenAt, problem }: DailyMetrics['now']['replicas'][string],
  queues: DailyMetrics['now']['queues'],
): string {
  const waits = Object.entries(queues[replica] ?? {}).map(([state, count]) => `${count} ${state}`);
  const queue = waits.length === 0 ? 'nothing waits' : waits.join(', ');
  const trouble = problem === null ? '' : ` It can't be read: ${problem}`;
  return `${replicaName(replica)}: last seen ${formatTime(seenAt)}; ${queue}.${trouble}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** In ms below a second, in minutes above two of them. */
function span(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}
