// The contents of `GET /kv/stats`: counts and times only, from the working state. Costs no KV operation.

import type { BatchRecords, DocumentRecord, KvCounts } from '../hub/batch-records.ts';
import type { KvStats } from '../protocol/answers/kv.ts';
import { dirtySinceOf } from './checkpoint.ts';
import { DAY_MS, dayOf, dayStart } from './kv/days.ts';
import { familyOf } from './kv/families.ts';
import { ceilingOf, type Governor, type WaitingWork } from './kv/governor.ts';
import { KEPT_DAYS, KV_OPERATIONS, NO_COUNTS, type Meter } from './kv/meter.ts';

/** Before this share of the day is over, a forecast would be a guess based on minutes. */
const SHORTEST_SHARE = 1 / 24;

type DayStats = KvStats['days'][number];
type DocumentStats = KvStats['documents'][number];

/**
 * Creates the statistics. They are public and may be requested at any rate, so past days are read once per process: a response
 * costs a few rows.
 */
export function createKvStats(options: StatsParts): () => KvStats {
  let over: { readonly day: number; readonly days: readonly DayStats[] } | null = null;
  return () => {
    const day = dayOf(options.now());
    if (over?.day !== day) over = { day, days: daysBefore(options.meter, day) };
    return kvStats(options, over.days);
  };
}

/** The sources of the statistics. */
interface StatsParts {
  readonly meter: Meter;
  readonly governor: Governor;
  readonly records: BatchRecords;
  readonly limits: KvCounts;
  readonly reserve: number;
  readonly now: () => number;
  readonly problems: readonly string[];
}

function kvStats(options: StatsParts, over: readonly DayStats[]): KvStats {
  const { meter, governor, records, limits } = options;
  const now = options.now();
  const day = dayOf(now);
  const today = dayStats(meter, day);
  const elapsed = Math.max((now - dayStart(day)) / DAY_MS, SHORTEST_SHARE);
  const documents = records.documents.all();
  return {
    today: {
      ...today,
      share: mapCounts((name) =>
        limits[name] === 0 ? 0 : Math.round((today.operations[name] / limits[name]) * 10_000) / 10_000,
      ),
      forecast: mapCounts((name) => Math.round(today.operations[name] / elapsed)),
      step: governor.step(),
    },
    days: [today, ...over].filter((one) => Object.keys(one.byFamily).length > 0),
    limits,
    usable: ceilingOf(limits, options.reserve, 'checkpoint'),
    documents: documents.map((record, index) => documentStats(record, index, now)),
    waiting: [...governor.waiting(), ...documents.flatMap((record) => waitingDocument(record, now))],
    problems: options.problems,
  };
}

function daysBefore(meter: Meter, day: number): readonly DayStats[] {
  return Array.from({ length: KEPT_DAYS - 1 }, (_unused, ago) => dayStats(meter, day - 1 - ago));
}

function dayStats(meter: Meter, day: number): DayStats {
  return {
    day: new Date(dayStart(day)).toISOString().slice(0, 10),
    operations: meter.day(day),
    byFamily: Object.fromEntries(meter.byFamily(day)),
  };
}

function documentStats(record: DocumentRecord, index: number, now: number): DocumentStats {
  const since = dirtySinceOf(record);
  return {
    document: shownName(record.key, index),
    bytes: record.bytes,
    parts: record.parts,
    writtenAt: record.writtenAt,
    dirtyForSeconds: since === null ? null : Math.max(0, Math.round((now - since) / 1000)),
  };
}

function waitingDocument(record: DocumentRecord, now: number): readonly WaitingWork[] {
  if (record.reason === null || record.retryAt === null || dirtySinceOf(record) === null) return [];
  const what = shownName(record.key, 0);
  return [{ purpose: 'checkpoint', what, reason: record.reason, resumesAt: Math.max(record.retryAt, now) }];
}

/** The statistics are public, so they must not contain a device's id. */
function shownName(key: string, index: number): string {
  return familyOf(key) === 'mobile-batch' ? `mobile-batch #${index + 1}` : key;
}

function mapCounts(valueOf: (name: (typeof KV_OPERATIONS)[number]) => number): KvCounts {
  const counts = { ...NO_COUNTS };
  for (const name of KV_OPERATIONS) counts[name] = valueOf(name);
  return counts;
}
