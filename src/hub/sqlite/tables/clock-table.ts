// The hub's clock in SQL. A tick costs no row of its own: the current tick is the highest one in any row.

import type { ChangePoint, Changes, HubChange, HubClock } from '../../clock.ts';
import { openMeta } from './meta-table.ts';
import { firstNumber, numberOf, type SqlDatabase, type SqlRow, type TransactionPart } from '../sql.ts';

const HOUR_MS = 3_600_000;

/** Rows with ticks up to this one may have been deleted. Stored separately, because those rows no longer exist. */
const HORIZON_KEY = 'clock_horizon';

/** How many ticks a restarted clock skips, so that it can't repeat one that a client has seen. */
const TICKS_LEFT_OUT = 1_000_000;

/** The clock as the tables use it. */
export interface TickSource extends TransactionPart {
  /** The tick of this transaction; the first call advances the clock. Outside a transaction each call is a new tick. */
  readonly next: () => number;
  readonly now: () => number;
  readonly note: (at: number) => void;
  /** See `HubClock.watch`. */
  readonly watch: (listener: (tick: number | null) => void) => void;
  /** Announces that a row with this tick is about to be deleted. */
  readonly forget: (tick: number) => void;
}

/** A table whose rows carry a tick, read as changes. */
export interface TickedTable {
  readonly table: 'tasks' | 'containers';
  readonly read: (row: SqlRow) => HubChange;
}

/** The clock of a database, shared by all its tables. */
export function tickSourceOf(sql: SqlDatabase): TickSource {
  return sql.part('clock', () => createTickSource(sql));
}

/** The clock as the store exposes it. */
export function openClock(sql: SqlDatabase, tables: readonly TickedTable[]): HubClock {
  const source = tickSourceOf(sql);
  return {
    now: source.now,
    note: source.note,
    watch: source.watch,
    changesSince: (since, limit) => changesSince(sql, tables, { since, limit, now: source.now() }),
    tickAt: (at) => tickAt(sql, at, source.now()),
    prune: (before) => {
      // The newest hour is kept: it shows that no tick was issued since.
      sql.run(
        `DELETE FROM ticks WHERE hour < ? AND hour < (SELECT max(hour) FROM ticks)`,
        Math.floor(before / HOUR_MS),
      );
    },
    startAnew: (lastSeen) => {
      sql.run(`DELETE FROM ticks`);
      source.forget(Math.max(source.now(), lastSeen) + TICKS_LEFT_OUT);
    },
  };
}

function createTickSource(sql: SqlDatabase): TickSource {
  const meta = openMeta(sql);
  /** Where the clock stood when no transaction was open; null: has to be read again. */
  let known: number | null = null;
  let given: number | null = null;
  let hour: number | null = null;
  const listeners: ((tick: number | null) => void)[] = [];
  const standing = (): number => (known ??= readTick(sql));
  const next = (): number => {
    if (given !== null) return given;
    const tick = standing() + 1;
    if (sql.isInTransaction()) given = tick;
    else known = tick;
    if (hour !== null) noteHour(sql, hour, tick);
    return tick;
  };
  return {
    next,
    now: () => given ?? standing(),
    note: (at) => {
      hour = Math.floor(at / HOUR_MS);
    },
    watch: (listener) => {
      listeners.push(listener);
    },
    forget: (tick) => {
      if (tick > horizonOf(sql)) meta.set(HORIZON_KEY, tick);
      if (tick > standing()) known = tick;
    },
    flush: () => undefined,
    reset: (committed) => {
      const tick = committed ? given : null;
      known = committed ? (given ?? known) : null;
      given = null;
      for (const listener of listeners) listener(tick);
    },
  };
}

/** Records the first tick of each hour. If the system clock went back, no new hour begins. */
function noteHour(sql: SqlDatabase, hour: number, tick: number): void {
  const last = sql.run(`SELECT hour FROM ticks ORDER BY hour DESC LIMIT 1`)[0];
  if (last !== undefined && numberOf(last, 'hour') >= hour) return;
  sql.run(`INSERT INTO ticks (hour, tick) VALUES (?, ?)`, hour, tick);
}

function readTick(sql: SqlDatabase): number {
  const highest = (table: string, column: string): number =>
    firstNumber(sql.run(`SELECT ${column} AS n FROM ${table} ORDER BY ${column} DESC LIMIT 1`), 'n');
  return Math.max(
    highest('tasks', 'changed_tick'),
    highest('containers', 'changed_tick'),
    firstNumber(sql.run(`SELECT tick AS n FROM ticks ORDER BY hour DESC LIMIT 1`), 'n'),
    horizonOf(sql),
  );
}

function horizonOf(sql: SqlDatabase): number {
  return (openMeta(sql).get(HORIZON_KEY) as number | undefined) ?? 0;
}

function changesSince(
  sql: SqlDatabase,
  tables: readonly TickedTable[],
  asked: { readonly since: ChangePoint | null; readonly limit: number; readonly now: number },
): Changes {
  const { since, limit, now } = asked;
  if (since !== null && (since.began > now || since.began < horizonOf(sql))) return { kind: 'start_afresh' };
  const from = since ?? { began: now, tick: 0, id: null };
  const found = tables
    .flatMap(({ table, read }) => rowsAfter(sql, table, from, limit + 1).map(read))
    .toSorted((a, b) => a.tick - b.tick || (idOf(a) < idOf(b) ? -1 : 1));
  const changes = found.slice(0, limit);
  const last = changes.at(-1);
  const more = found.length > limit;
  const upTo =
    more && last !== undefined
      ? { began: from.began, tick: last.tick, id: idOf(last) }
      : { began: now, tick: now, id: null };
  return { kind: 'changes', changes, upTo, more };
}

function rowsAfter(
  sql: SqlDatabase,
  table: TickedTable['table'],
  { tick, id }: Pick<ChangePoint, 'tick' | 'id'>,
  limit: number,
): readonly SqlRow[] {
  return id === null
    ? sql.run(`SELECT * FROM ${table} WHERE changed_tick > ? ORDER BY changed_tick, id LIMIT ?`, tick, limit)
    : sql.run(
        `SELECT * FROM ${table} WHERE (changed_tick, id) > (?, ?) ORDER BY changed_tick, id LIMIT ?`,
        tick,
        id,
        limit,
      );
}

function idOf(change: HubChange): string {
  return change.kind === 'task' ? change.task.id : change.container.id;
}

function tickAt(sql: SqlDatabase, at: number, now: number): number | null {
  const hour = Math.floor(at / HOUR_MS);
  const isRemembered = sql.run(`SELECT 1 AS found FROM ticks WHERE hour <= ? LIMIT 1`, hour).length > 0;
  if (!isRemembered) return null;
  const later = sql.run(`SELECT tick FROM ticks WHERE hour >= ? ORDER BY hour LIMIT 1`, hour)[0];
  return later === undefined ? now : numberOf(later, 'tick') - 1;
}
