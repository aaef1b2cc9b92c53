// Counts KV operations by UTC day, kind and key family, in the working state. Only counts; the governor decides.

import type { BatchRecords, KvCounts, KvOperation } from '../../hub/batch-records.ts';
import { dayOf } from './days.ts';

/** How many days of counts are kept, including today. */
export const KEPT_DAYS = 30;

/** No operation at all. */
export const NO_COUNTS: KvCounts = { reads: 0, writes: 0, lists: 0, deletes: 0 };

/** All kinds of operation. */
export const KV_OPERATIONS = [
  'reads',
  'writes',
  'lists',
  'deletes',
] as const satisfies readonly KvOperation[];

/** Exact and durable counts of KV operations. */
export interface Meter {
  /** Counts operations of today, before they are made. */
  add(operation: KvOperation, family: string, count: number): void;
  today(): KvCounts;
  /** A UTC day's counts; zero for days that are no longer kept. */
  day(day: number): KvCounts;
  /** A day's counts by key family; only families that were used. */
  byFamily(day: number): ReadonlyMap<string, KvCounts>;
  /** Records that KV reported today's limit as reached, whatever the counts say. */
  markSpent(): void;
  isSpent(): boolean;
}

/** Opens the meter. `now`: epoch ms. */
export function createMeter(options: { readonly records: BatchRecords; readonly now: () => number }): Meter {
  const { counts } = options.records;
  const today = (): number => dayOf(options.now());
  let prunedOn: number | null = null;
  const totalOf = (day: number): KvCounts => {
    const total = { ...NO_COUNTS };
    for (const row of counts.between(day, day)) total[row.operation] += row.count;
    return total;
  };
  return {
    add: (operation, family, count) => {
      if (count <= 0) return;
      const day = today();
      counts.add({ day, operation, family, count });
      if (prunedOn === day) return;
      prunedOn = day;
      counts.prune(day - KEPT_DAYS + 1);
    },
    today: () => totalOf(today()),
    day: totalOf,
    byFamily: (day) => {
      const families = new Map<string, KvCounts>();
      for (const row of counts.between(day, day)) {
        const before = families.get(row.family) ?? NO_COUNTS;
        families.set(row.family, { ...before, [row.operation]: row.count });
      }
      return families;
    },
    markSpent: () => counts.markSpent(today()),
    isSpent: () => counts.isSpent(today()),
  };
}
