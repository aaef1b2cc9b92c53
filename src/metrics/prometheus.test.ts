import parse from 'parse-prometheus-text-format';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { EMPTY_HOUR, EMPTY_TALLY, type Hour } from './hour.ts';
import { prometheusText } from './prometheus.ts';
import { sketchOf } from './sketch.ts';

const familiesSchema = z.array(
  z.object({
    name: z.string(),
    help: z.string(),
    type: z.enum(['COUNTER', 'GAUGE', 'SUMMARY']),
    metrics: z
      .array(
        z.object({
          labels: z.record(z.string(), z.string()).optional(),
          value: z.string().optional(),
          quantiles: z.record(z.string(), z.string()).optional(),
          sum: z.string().optional(),
          count: z.string().optional(),
        }),
      )
      .min(1),
  }),
);

/** One line of a sample, as the format has it. */
const SAMPLE =
  /^[a-zA-Z_:][\w:]*(?:\{[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"(?:,[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*")*\})? (?:NaN|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

const HOUR: Hour = {
  ...EMPTY_HOUR,
  runs: { things_sync: { ...EMPTY_TALLY, count: 5, failed: 2, durations: sketchOf([100, 200, 400]) } },
  requests: {
    exchange: { ...EMPTY_TALLY, count: 9, refused: 1, durations: sketchOf([1000]) },
    'odd "name"\\\n': { ...EMPTY_TALLY, count: 1, durations: sketchOf([3]) },
  },
  tasks: { updated: 4 },
  kv: { writes: 3 },
  lag: { todoist: sketchOf([1500]) },
};

const GAUGES = [
  { name: 'plan_waiting', help: 'Whether a plan waits.', values: [{ value: 0 }] },
  { name: 'checkpoint_timestamp_seconds', help: 'Never was one.', values: [] },
];

it('[X11] the text for Prometheus is read by a parser of its format, line by line', () => {
  const text = prometheusText({ totals: HOUR, recent: HOUR, gauges: GAUGES });
  const families = familiesSchema.parse(parse(text));
  const byName = new Map(families.map((family) => [family.name, family]));
  expect(byName.size).toBe(families.length);
  expect(byName.get('ttsync_runs_total')).toMatchObject({
    type: 'COUNTER',
    metrics: [
      { labels: { type: 'things_sync', result: 'ok' }, value: '3' },
      { labels: { type: 'things_sync', result: 'failed' }, value: '2' },
      { labels: { type: 'things_sync', result: 'refused' }, value: '0' },
    ],
  });
  // This parser passes over the labels of a summary, and over its sum and count where there are any.
  expect(text).toContain('ttsync_run_duration_seconds_sum{type="things_sync"} 0.7\n');
  expect(text).toContain('ttsync_run_duration_seconds_count{type="things_sync"} 3\n');
  expect(byName.get('ttsync_request_duration_seconds')?.metrics).toMatchObject([
    { sum: '1.003', count: '2' },
  ]);
  const quantiles = byName.get('ttsync_run_duration_seconds')?.metrics[0]?.quantiles ?? {};
  expect(Math.abs(Number(quantiles['0.5']) - 0.2)).toBeLessThan(0.004);
  expect(byName.get('ttsync_plan_waiting')?.metrics).toEqual([{ value: '0' }]);
  expect(byName.has('ttsync_checkpoint_timestamp_seconds')).toBe(false);
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(samples.filter((line) => !SAMPLE.test(line))).toEqual([]);
  expect(text.endsWith('\n')).toBe(true);
});

it('[X11] a percentile of what was not measured lately is none, and its counts stay', () => {
  const text = prometheusText({ totals: HOUR, recent: EMPTY_HOUR, gauges: [] });
  expect(text).toContain('ttsync_run_duration_seconds{type="things_sync",quantile="0.5"} NaN\n');
  expect(text).toContain('ttsync_run_duration_seconds_count{type="things_sync"} 3\n');
});

it('[X11] of nothing is nothing but gauges', () => {
  const text = prometheusText({ totals: EMPTY_HOUR, recent: EMPTY_HOUR, gauges: GAUGES });
  expect(familiesSchema.parse(parse(text)).map(({ name }) => name)).toEqual([
    'ttsync_request_duration_seconds',
    'ttsync_plan_waiting',
  ]);
});
