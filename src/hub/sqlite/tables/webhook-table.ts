// Events of senders in SQL: what waits to be taken in, and which deliveries came already.

import type { SourceChange, SourceName } from '../../../model/webhook.ts';
import { numberOf, textOf, type SqlDatabase } from '../sql.ts';

/** One event that is kept. */
interface KeptEvent {
  readonly source: SourceName;
  /** Names it among all that this sender sends. */
  readonly delivery: string;
  /** Epoch ms. */
  readonly at: number;
  readonly changes: readonly SourceChange[];
}

/** The rows of events. */
export interface WebhookRecords {
  readonly add: (event: KeptEvent) => void;
  readonly isKnown: (source: SourceName, delivery: string) => boolean;
  /** What waits, in the order in which it came, at most so many events; `upTo` names the last of them. */
  readonly waiting: (limit: number) => { readonly changes: readonly SourceChange[]; readonly upTo: number };
  /** When the newest came that waits, epoch ms; null: none does. */
  readonly newestWaitingAt: () => number | null;
  readonly markTaken: (upTo: number) => void;
  /** Forgets what was taken in and came before (epoch ms), a hundred at the most: what it costs does not grow with what is kept. */
  readonly prune: (before: number) => void;
}

const MAX_PRUNED = 100;

/** Opens the events. */
export function openWebhookEvents(sql: SqlDatabase): WebhookRecords {
  return {
    add: ({ source, delivery, at, changes }) => {
      sql.run(
        `INSERT INTO webhook_events (source, delivery, at, changes) VALUES (?, ?, ?, ?)`,
        source,
        delivery,
        at,
        JSON.stringify(changes),
      );
    },
    isKnown: (source, delivery) =>
      sql.run(`SELECT 1 FROM webhook_events WHERE source = ? AND delivery = ?`, source, delivery).length > 0,
    waiting: (limit) => {
      const rows = sql.run(
        `SELECT seq, changes FROM webhook_events WHERE changes IS NOT NULL ORDER BY seq LIMIT ?`,
        limit,
      );
      const changes = rows.flatMap((row) => JSON.parse(textOf(row, 'changes')) as readonly SourceChange[]);
      return { changes, upTo: Math.max(0, ...rows.map((row) => numberOf(row, 'seq'))) };
    },
    newestWaitingAt: () => {
      const [row] = sql.run(
        `SELECT at FROM webhook_events WHERE changes IS NOT NULL ORDER BY seq DESC LIMIT 1`,
      );
      return row === undefined ? null : numberOf(row, 'at');
    },
    markTaken: (upTo) => {
      sql.run(`UPDATE webhook_events SET changes = NULL WHERE seq <= ? AND changes IS NOT NULL`, upTo);
    },
    prune: (before) => {
      const [oldest] = sql.run(`SELECT at FROM webhook_events ORDER BY seq LIMIT 1`);
      if (oldest === undefined || numberOf(oldest, 'at') >= before) return;
      sql.run(
        `DELETE FROM webhook_events WHERE at < ? AND changes IS NULL AND seq IN (
           SELECT seq FROM webhook_events ORDER BY seq LIMIT ?)`,
        before,
        MAX_PRUNED,
      );
    },
  };
}
