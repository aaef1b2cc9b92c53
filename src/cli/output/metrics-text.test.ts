import { expect, it } from 'vitest';
import type { DailyMetrics } from '../../protocol/answers/metrics.ts';
import { formatMetrics } from './metrics-text.ts';

const durations = { mean: 400, p50: 380, p90: 900, p99: 1500, max: 1600 };
const budget = { used: 28, limit: 1000, share: 0.028 };

const METRICS: DailyMetrics = {
  days: [
    {
      date: '2026-11-23',
      runs: { count: 290, failed: 2, refused: 0, errorRate: 0.0069, tasks: 160, durations },
      requests: { count: 310, failed: 0, refused: 1, errorRate: 0, durations },
      tasks: { updated: 60 },
      carriedOut: { todoist: 80 },
      calls: { todoist: 440 },
      lag: { todoist: { count: 80, ...durations }, things: { count: 80, ...durations, p50: 300_000 } },
      kv: { writes: 28 },
      object: { requests: 400 },
    },
  ],
  idleCounts: 'approximate',
  now: {
    kv: { writes: budget },
    object: { rowsWritten: { used: 3412, limit: 100_000, share: 0.0341 } },
    memoryBytes: null,
    queues: { todoist: { queued: 2, held: 1 } },
    conflicts: 1,
    planWaits: true,
    replicas: {
      todoist: { seenAt: null, staleForSeconds: null, problem: 'Todoist does not answer.' },
      things: { seenAt: null, staleForSeconds: null, problem: null },
    },
    checkpointAt: null,
  },
};

it('[X14] shows days, use, queues and freshness as tables', () => {
  expect(formatMetrics(METRICS).split('\n')).toEqual([
    'day         runs  failed     half within  99 % within  tasks  requests  lag, half within',
    '2026-11-23  290   2 (0.7 %)  380 ms       1.5 s        160    310       Todoist 380 ms, Things 5 min',
    '',
    'today               used  of a day',
    'KV writes           28    1000      2.8 %',
    'object rowsWritten  3412  100000    3.4 %',
    '',
    "Todoist: last seen never; 2 queued, 1 held. It can't be read: Todoist does not answer.",
    'Things: last seen never; nothing waits.',
    'Conflicts that wait: 1. A plan waits for your answer.',
    'Last copy in KV: never.',
    'What came to nothing is counted approximately.',
  ]);
  expect(formatMetrics({ ...METRICS, days: [] })).toContain('Nothing was counted yet.');
});
