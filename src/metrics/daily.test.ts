import { expect, it } from 'vitest';
import { daysOf } from './daily.ts';
import { EMPTY_HOUR, EMPTY_TALLY, type Hour } from './hour.ts';
import { sketchOf } from './sketch.ts';

function hour(count: number, failed: number, ms: number): Hour {
  const tally = { ...EMPTY_TALLY, count, failed, tasks: count, durations: sketchOf([ms], count) };
  return {
    ...EMPTY_HOUR,
    runs: { things_sync: tally },
    requests: { exchange: tally },
    lag: { todoist: sketchOf([ms]) },
  };
}

it('[X13] a day has the sums of its hours, with percentiles of all of them', () => {
  const day = 20_780;
  const days = daysOf([
    { bucket: day * 24 - 1, hour: hour(1, 1, 5) },
    { bucket: day * 24, hour: hour(90, 0, 100) },
    { bucket: day * 24 + 23, hour: hour(10, 5, 1000) },
  ]);
  expect(days.map(({ date }) => date)).toEqual(['2026-11-23', '2026-11-22']);
  const [today] = days;
  expect(today).toMatchObject({
    runs: { count: 100, failed: 5, errorRate: 0.05, tasks: 100, durations: { mean: 190, max: 1000 } },
    requests: { count: 100, errorRate: 0.05 },
    lag: { todoist: { count: 2, max: 1000 } },
  });
  expect(Math.abs((today?.runs.durations.p50 ?? 0) - 100)).toBeLessThan(2);
  expect(Math.abs((today?.runs.durations.p99 ?? 0) - 1000)).toBeLessThan(20);
  expect(days[1]?.runs.errorRate).toBe(1);
});
