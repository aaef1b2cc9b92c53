// Deliveries to subscribers in SQL: the outbox of events, and what became of each.

import type { Delivery, DeliveryStatus, OutboundEvent } from '../../../model/outbound.ts';
import {
  firstNumber,
  jsonOf,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  type SqlDatabase,
  type SqlRow,
  type SqlValue,
} from '../sql.ts';

/** A delivery that was not attempted yet. */
type NewDelivery = Pick<Delivery, 'id' | 'subscriber' | 'target' | 'event' | 'at' | 'data'>;

/** What may change in a delivery. */
type DeliveryChange = Pick<
  Delivery,
  'status' | 'attempts' | 'firstTriedAt' | 'triedAt' | 'dueAt' | 'took' | 'answered' | 'error'
>;

/** Which deliveries to list. */
interface DeliveryQuery {
  /** Epoch ms: only what happened since. */
  readonly since: number;
  readonly status: DeliveryStatus | null;
  readonly subscriber: string | null;
  readonly event: OutboundEvent | null;
  /** Only those before this position; null: from the newest. */
  readonly before: number | null;
  readonly limit: number;
}

/** The rows of deliveries. */
export interface DeliveryRecords {
  /** Keeps a delivery. */
  readonly add: (delivery: NewDelivery) => void;
  /** By its position; without reading any other. */
  readonly at: (seq: number) => Delivery | null;
  /** By its id, which no index has: it is asked by a person, not by a run. */
  readonly get: (id: string) => Delivery | null;
  readonly change: (seq: number, change: DeliveryChange) => void;
  /** The one that a subscriber gets next; null: none waits for it. */
  readonly next: (subscriber: string) => Delivery | null;
  /** How many wait for a subscriber, counted up to `most`. */
  readonly countWaiting: (subscriber: string, most: number) => number;
  /** Newest first. */
  readonly list: (query: DeliveryQuery) => readonly Delivery[];
  /** Of a time from `from` to before `to`, epoch ms, oldest first. */
  readonly between: (from: number, to: number, limit: number) => readonly Delivery[];
  readonly countBetween: (from: number, to: number) => number;
  /** Forgets what waits for a subscriber. */
  readonly drop: (subscriber: string) => void;
  /** Forgets what happened before (epoch ms), a hundred at most: what it costs does not grow with what is kept. */
  readonly prune: (before: number) => void;
}

const MAX_PRUNED = 100;

/** Opens the deliveries. */
export function openDeliveries(sql: SqlDatabase): DeliveryRecords {
  return {
    add: ({ id, subscriber, target, event, at, data }) => {
      sql.run(
        `INSERT INTO deliveries (id, subscriber, target, event, at, data, status, attempts)
         VALUES (?, ?, ?, ?, ?, ?, 'pending', 0)`,
        id,
        subscriber,
        target,
        event,
        at,
        JSON.stringify(data),
      );
    },
    at: (seq) => sql.run(`SELECT * FROM deliveries WHERE seq = ?`, seq).map(readDelivery)[0] ?? null,
    get: (id) => sql.run(`SELECT * FROM deliveries WHERE id = ?`, id).map(readDelivery)[0] ?? null,
    change: (seq, change) => changeDelivery(sql, seq, change),
    next: (subscriber) =>
      sql
        .run(
          `SELECT * FROM deliveries WHERE status = 'pending' AND subscriber = ? ORDER BY seq LIMIT 1`,
          subscriber,
        )
        .map(readDelivery)[0] ?? null,
    countWaiting: (subscriber, most) =>
      firstNumber(
        sql.run(
          `SELECT count(*) AS n FROM (
             SELECT 1 FROM deliveries WHERE status = 'pending' AND subscriber = ? LIMIT ?)`,
          subscriber,
          most,
        ),
        'n',
      ),
    list: (query) => listDeliveries(sql, query),
    between: (from, to, limit) =>
      sql
        .run(`SELECT * FROM deliveries WHERE at >= ? AND at < ? ORDER BY seq LIMIT ?`, from, to, limit)
        .map(readDelivery),
    countBetween: (from, to) =>
      firstNumber(sql.run(`SELECT count(*) AS n FROM deliveries WHERE at >= ? AND at < ?`, from, to), 'n'),
    drop: (subscriber) => {
      sql.run(`DELETE FROM deliveries WHERE status = 'pending' AND subscriber = ?`, subscriber);
    },
    prune: (before) => {
      const [oldest] = sql.run(`SELECT at FROM deliveries ORDER BY seq LIMIT 1`);
      if (oldest === undefined || numberOf(oldest, 'at') >= before) return;
      sql.run(
        `DELETE FROM deliveries WHERE at < ? AND seq IN (SELECT seq FROM deliveries ORDER BY seq LIMIT ?)`,
        before,
        MAX_PRUNED,
      );
    },
  };
}

function changeDelivery(sql: SqlDatabase, seq: number, change: DeliveryChange): void {
  const { status, attempts, firstTriedAt, triedAt, dueAt, took, answered, error } = change;
  sql.run(
    `UPDATE deliveries SET status = ?, attempts = ?, first_tried_at = ?, tried_at = ?, due_at = ?, took = ?, answered = ?,
       error = ? WHERE seq = ?`,
    status,
    attempts,
    firstTriedAt,
    triedAt,
    dueAt,
    took,
    answered,
    error,
    seq,
  );
}

function listDeliveries(
  sql: SqlDatabase,
  { since, status, subscriber, event, before, limit }: DeliveryQuery,
): readonly Delivery[] {
  const wanted: (readonly [string, SqlValue])[] = [['at >= ?', since]];
  if (before !== null) wanted.push(['seq < ?', before]);
  if (status !== null) wanted.push(['status = ?', status]);
  if (subscriber !== null) wanted.push(['subscriber = ?', subscriber]);
  if (event !== null) wanted.push(['event = ?', event]);
  const conditions = wanted.map(([condition]) => condition).join(' AND ');
  return sql
    .run(
      `SELECT * FROM deliveries WHERE ${conditions} ORDER BY seq DESC LIMIT ?`,
      ...wanted.map(([, value]) => value),
      limit,
    )
    .map(readDelivery);
}

function readDelivery(row: SqlRow): Delivery {
  return {
    seq: numberOf(row, 'seq'),
    id: textOf(row, 'id'),
    subscriber: textOf(row, 'subscriber'),
    target: textOf(row, 'target'),
    event: textOf(row, 'event') as OutboundEvent,
    at: numberOf(row, 'at'),
    data: jsonOf<Delivery['data']>(row, 'data'),
    status: textOf(row, 'status') as DeliveryStatus,
    attempts: numberOf(row, 'attempts'),
    firstTriedAt: numberOrNull(row, 'first_tried_at'),
    triedAt: numberOrNull(row, 'tried_at'),
    dueAt: numberOrNull(row, 'due_at'),
    took: numberOrNull(row, 'took'),
    answered: numberOrNull(row, 'answered'),
    error: textOrNull(row, 'error'),
  };
}
