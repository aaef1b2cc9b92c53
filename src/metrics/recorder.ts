// Counts the runs and requests of one account. What had an effect or failed is stored at once, in the row of its hour; what came to
// nothing waits in memory for the next such row, and an eviction may take it.

import type { KvCounts } from '../hub/batch-records.ts';
import type { EventStream, HubEvent } from '../hub/events.ts';
import type { MetricRecords, MetricRow } from '../hub/metric-records.ts';
import type { Transaction } from '../hub/store.ts';
import { fitHour } from './fit-hour.ts';
import { hourOfRequest, hourOfRun, hourOfUntold, type RequestFacts, type RunFacts } from './count-one.ts';
import { sumEvents, type RunEvents } from './from-events.ts';
import { addHours, EMPTY_HOUR, HOUR_MS, hourOf, type Hour } from './hour.ts';
import { progressOf, readHour, startOf, totalsAfter, type Progress } from './rows.ts';

/** How long hours are kept, in hours: seven days, and the one that is under way. */
export const KEPT_HOURS = 7 * 24;

/** How many events are read at a time. */
const PAGE_EVENTS = 500;

/** What the recorder counts with. */
export interface RecorderParts {
  readonly records: MetricRecords;
  readonly transaction: Transaction;
  readonly events: Pick<EventStream, 'after' | 'get'>;
  /** KV operations of a UTC day so far. */
  readonly kvOfDay: (day: number) => KvCounts;
  /** Rows of the Durable Object read and written by this process so far. */
  readonly rows: () => { readonly rowsRead: number; readonly rowsWritten: number };
  /** Epoch ms. */
  readonly now: () => number;
}

/** Counts what happens. */
export interface Recorder {
  /** A run begins; the result is called when it is over. */
  readonly beginRun: () => (facts: RunFacts) => void;
  readonly noteRequest: (facts: RequestFacts) => void;
  /** Counts a use of the Durable Object that is no request of a client. */
  readonly noteUse: (what: 'requests' | 'alarms') => void;
  /** Says that what is under way writes, or wrote, something. */
  readonly noteEffect: () => void;
  /** How often something had an effect or failed. */
  readonly effects: () => number;
  /** Stores what was counted, if something of it had an effect or failed: one row. */
  readonly keep: () => void;
  /** Tells, once, whether an hour was stored that was not stored before: it is to be copied when it is over. */
  readonly hasNewHour: () => boolean;
  /** The hours from bucket `from` on, oldest first, and what is not stored yet as a part of the last one. */
  readonly hours: (from: number) => readonly CountedHour[];
  /** Everything since this account began, with what is not stored yet; without percentiles and samples. */
  readonly totals: () => Hour;
}

/** One hour with its bucket. */
interface CountedHour {
  readonly bucket: number;
  readonly hour: Hour;
}

/** Opens the recorder. Reads and writes nothing yet. */
export function createRecorder(parts: RecorderParts): Recorder {
  const counts = new Counts(parts);
  return {
    beginRun: () => {
      counts.running += 1;
      return (facts) => counts.endRun(facts);
    },
    noteRequest: (facts) => {
      if (facts.outcome === 'failed') counts.effects += 1;
      counts.add(hourOfRequest(facts, parts.now()));
    },
    noteUse: (what) => counts.add({ ...EMPTY_HOUR, object: { [what]: 1 } }),
    noteEffect: () => {
      counts.effects += 1;
    },
    effects: () => counts.effects,
    keep: () => counts.keep(),
    hasNewHour: () => counts.hasNewHour(),
    hours: (from) => {
      const { pending } = counts;
      return withPending(parts.records.since(from), { pending, bucket: hourOf(parts.now()) });
    },
    totals: () => {
      const latest = parts.records.latest();
      return addHours(latest === null ? EMPTY_HOUR : totalsAfter(latest), counts.pending);
    },
  };
}

/** What this process has counted and not stored yet. */
class Counts {
  pending: Hour = EMPTY_HOUR;
  /** How many runs go on. */
  running = 0;
  effects = 0;
  readonly #parts: RecorderParts;
  /** Runs with events, which are only counted with these. */
  #waiting: readonly RunFacts[] = [];
  /** The value of `effects` when everything was stored. */
  #keptAt = 0;
  #isNewHour = false;
  #rowsSeen = { rowsRead: 0, rowsWritten: 0 };

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  add(hour: Hour): void {
    this.pending = addHours(this.pending, hour);
  }

  endRun(facts: RunFacts): void {
    this.running -= 1;
    if (facts.error !== null) this.effects += 1;
    if (facts.ids.length > 0) this.#waiting = [...this.#waiting, facts];
    else this.add(hourOfRun(facts, 0, this.#parts.now()));
  }

  keep(): void {
    if (this.effects === this.#keptAt) return;
    this.#parts.transaction(() => this.#store());
    this.#keptAt = this.effects;
    this.pending = EMPTY_HOUR;
    if (this.running === 0) this.#waiting = [];
  }

  hasNewHour(): boolean {
    const isNew = this.#isNewHour;
    this.#isNewHour = false;
    return isNew;
  }

  #store(): void {
    const { records, now } = this.#parts;
    const latest = records.latest();
    // A clock that was set back does not open an hour of before again.
    const bucket = Math.max(hourOf(now()), latest?.bucket ?? 0);
    const before = latest === null ? null : progressOf(latest);
    const isQuiet = this.running === 0;
    const told = countEvents(this.#parts, before, { over: this.#waiting, isQuiet });
    const kv = kvSince(this.#parts, before);
    const added = [told.hour, kv.hour, this.#rowsUsed()].reduce(addHours, this.pending);
    const row = records.get(bucket);
    const progress = { ...startOf(latest, bucket), countedTo: told.countedTo, kv: kv.seen };
    const isDue = row?.isDue === true || isWorthACopy(added);
    this.#isNewHour ||= isDue && row?.isDue !== true;
    records.put({
      bucket,
      hour: fitHour(addHours(row === null ? EMPTY_HOUR : readHour(row), added)),
      isDue,
      progress: progress satisfies Progress,
    });
    if (row === null) records.prune(bucket - KEPT_HOURS);
  }

  #rowsUsed(): Hour {
    const { rowsRead, rowsWritten } = this.#parts.rows();
    const seen = this.#rowsSeen;
    this.#rowsSeen = { rowsRead, rowsWritten };
    const object = { rowsRead: rowsRead - seen.rowsRead, rowsWritten: rowsWritten - seen.rowsWritten };
    return { ...EMPTY_HOUR, object };
  }
}

/** Something was decided, carried out, or failed: cursors and dates that moved are no news. */
function isWorthACopy({ tasks, carriedOut, errors, runs, requests }: Hour): boolean {
  const hasFailed = [...Object.values(runs), ...Object.values(requests)].some(({ failed }) => failed > 0);
  const counts = [...Object.values(tasks), ...Object.values(carriedOut)];
  return hasFailed || errors.length > 0 || counts.some((count) => count > 0);
}

function withPending(
  rows: readonly MetricRow[],
  { pending, bucket }: { readonly pending: Hour; readonly bucket: number },
): readonly CountedHour[] {
  const hours = rows.map((row) => ({ bucket: row.bucket, hour: readHour(row) }));
  const last = hours.at(-1);
  return last !== undefined && last.bucket >= bucket
    ? [...hours.slice(0, -1), { ...last, hour: addHours(last.hour, pending) }]
    : [...hours, { bucket, hour: pending }];
}

/**
 * Counts the events since the last time, and the runs that they are of. A run that nobody told of was the owner's, or was cut off:
 * the process ended during it. While a run goes on nothing is counted, so that it is not taken for one of these.
 */
function countEvents(
  { events, now }: Pick<RecorderParts, 'events' | 'now'>,
  before: Progress | null,
  { over, isQuiet }: { readonly over: readonly RunFacts[]; readonly isQuiet: boolean },
): { readonly hour: Hour; readonly countedTo: number } {
  const from = before?.countedTo ?? 0;
  if (!isQuiet) return { hour: EMPTY_HOUR, countedTo: from };
  const fresh = [...eventsAfter(events, from)];
  const { sums, runs } = sumEvents(fresh, events.get);
  const told = new Set(over.flatMap(({ ids }) => ids));
  const known = over.map((facts) => hourOfRun(facts, tasksIn(runs, facts.ids), now()));
  const others = [...runs].filter(([id]) => !told.has(id)).map(([, run]) => hourOfUntold(run, now()));
  return { hour: [...known, ...others].reduce(addHours, sums), countedTo: fresh.at(-1)?.seq ?? from };
}

function* eventsAfter(events: Pick<EventStream, 'after'>, from: number): Iterable<HubEvent> {
  for (let after = from; ;) {
    const page = events.after(after, PAGE_EVENTS);
    yield* page;
    if (page.length < PAGE_EVENTS) return;
    after = page.at(-1)?.seq ?? after;
  }
}

function tasksIn(runs: ReadonlyMap<number, RunEvents>, ids: readonly number[]): number {
  return new Set(ids.flatMap((id) => [...(runs.get(id)?.tasks ?? [])])).size;
}

/** KV operations since the last time: what is counted for each day tells them, whenever the process ended. */
function kvSince(
  { kvOfDay, now }: Pick<RecorderParts, 'kvOfDay' | 'now'>,
  before: Progress | null,
): { readonly hour: Hour; readonly seen: Progress['kv'] } {
  const day = Math.floor(now() / (24 * HOUR_MS));
  const counts = kvOfDay(day);
  const seen = { day, counts };
  const known = before?.kv ?? null;
  if (known === null) return { hour: { ...EMPTY_HOUR, kv: counts }, seen };
  const rest = minus(kvOfDay(known.day), known.counts);
  const kv =
    known.day === day ? rest : addHours({ ...EMPTY_HOUR, kv: rest }, { ...EMPTY_HOUR, kv: counts }).kv;
  return { hour: { ...EMPTY_HOUR, kv }, seen };
}

function minus(a: KvCounts, b: KvCounts): Hour['kv'] {
  return {
    reads: Math.max(0, a.reads - b.reads),
    writes: Math.max(0, a.writes - b.writes),
    lists: Math.max(0, a.lists - b.lists),
    deletes: Math.max(0, a.deletes - b.deletes),
  };
}
