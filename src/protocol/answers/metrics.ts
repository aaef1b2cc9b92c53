// What is told of how the system is doing.

import * as z from 'zod';
import { METRICS } from '../endpoints/metrics.ts';
import { group, told, type Answer } from './told.ts';

const count = z.number();
const byName = z.record(z.string(), count);
const ms = z.number().describe('ms');

const durations = { mean: ms, p50: ms, p90: ms, p99: ms, max: ms };
const tally = {
  count,
  failed: count,
  refused: count.describe('Answered with why it can’t be done: the fault of whoever asked.'),
  errorRate: count.describe('Share of those that failed, 0 to 1.'),
  durations: z.object(durations),
};

const daySchema = z
  .object({
    date: z.iso.date().describe('UTC.'),
    runs: z.object({ ...tally, tasks: count }),
    requests: z.object(tally),
    tasks: byName.describe('Decisions about tasks, by kind.'),
    carriedOut: byName.describe('Operations that were carried out, by replica.'),
    calls: byName.describe('Requests made to replicas.'),
    lag: z
      .record(z.string(), z.object({ count, ...durations }))
      .describe('From when a change was seen until the replica acknowledged it, by replica.'),
    kv: byName.describe('Workers KV operations.'),
    object: byName.describe('Use of the Durable Object: requests, alarms, rowsRead, rowsWritten.'),
  })
  .meta({ id: 'MetricsDay' });

const budget = z.object({
  used: count,
  limit: count.describe('What a day may cost without a charge.'),
  share: count.describe('0 to 1.'),
});

const dailySchema = z
  .object({
    days: z.array(daySchema).describe('Newest first; days on which nothing was counted are left out.'),
    idleCounts: z.literal('approximate').describe('What came to nothing may be lost with a restart.'),
    now: z.object({
      kv: z.record(z.string(), budget).describe('Of this UTC day, by operation.'),
      object: z.record(z.string(), budget).describe('Of this UTC day, as far as it was counted.'),
      memoryBytes: z.number().nullable().describe('null: this runtime does not tell.'),
      queues: z.record(z.string(), byName).describe('Operations that wait, by replica and state.'),
      conflicts: count,
      planWaits: z.boolean(),
      replicas: z.record(
        z.string(),
        z.object({
          seenAt: z.number().nullable().describe('Epoch ms; null: never.'),
          staleForSeconds: z.number().nullable(),
          problem: z.string().nullable(),
        }),
      ),
      checkpointAt: z.number().nullable().describe('Epoch ms; null: never.'),
    }),
  })
  .meta({ id: 'DailyMetrics' });

const readinessSchema = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    parts: z
      .array(
        z.object({
          part: z.enum(['setup', 'todoist', 'agent', 'budget', 'plan', 'checkpoint', 'steps']),
          ok: z.boolean(),
          code: z.string().nullable().describe('What is wrong, for programs; null: nothing.'),
          detail: z.string(),
        }),
      )
      .optional()
      .describe('Only for who may look at the account.'),
  })
  .meta({ id: 'Readiness' });

/** The answer of `GET /metrics/daily`. */
export type DailyMetrics = Answer<typeof dailySchema>;
/** The answer of `GET /health/ready`. */
export type Readiness = Answer<typeof readinessSchema>;

/** How the system is doing. */
export const METRICS_GROUP = group('Monitoring', 'How the system is doing.', {
  endpoints: METRICS,
  told: {
    dailyMetrics: told('What was counted, day by day, and how things stand now', dailySchema, {
      parameters: { days: 'Of the last so many days, today included, 8 at the most.' },
    }),
    prometheusMetrics: told('The same for Prometheus, in its text format', z.string(), {
      type: 'text/plain',
      more: 'Counters never fall; percentiles are those of this hour and the one before.',
    }),
    readiness: told('Everything is well', readinessSchema, {
      more: 'Without a token only whether it is; with one, each part in words and with a code.',
      also: { 503: { does: 'Something is not, or is stale.', answer: readinessSchema } },
    }),
  },
});
