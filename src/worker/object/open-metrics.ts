// Puts the metrics of one account together over its working state and its batches. Decides nothing.

import type { Batches } from '../../checkpoint/batches.ts';
import { createMetricsCopies, type MetricsCopies } from '../../checkpoint/metrics-copies.ts';
import type { SqlDatabase } from '../../hub/sqlite/sql.ts';
import type { Store } from '../../hub/store.ts';
import type { RunDetails, RunNote } from '../../protocol/run.ts';
import type { AccountParts } from '../../sync/unit-of-work.ts';
import { createObjectMetrics, type ObjectMetrics } from './object-metrics.ts';
import { outcomeOf } from './outcome-of.ts';

/** What is counted of an account, and its copies in KV. */
export interface AccountMetrics extends ObjectMetrics {
  readonly copies: MetricsCopies;
}

/** Opens the metrics. Makes no call. */
export function openMetrics(parts: {
  readonly sql: Pick<SqlDatabase, 'rowsRead' | 'rowsWritten'>;
  readonly store: Store;
  readonly batches: Batches;
  readonly now: () => number;
}): AccountMetrics {
  const { sql, store, batches, now } = parts;
  const metrics = createObjectMetrics({
    records: store.metrics,
    transaction: store.transaction,
    events: store.events,
    kvOfDay: (day) => batches.meter.day(day),
    rows: () => ({ rowsRead: sql.rowsRead(), rowsWritten: sql.rowsWritten() }),
    outcomeOf,
    now,
  });
  const copies = createMetricsCopies({
    records: store.metrics,
    publishing: batches.publishing,
    expiryDays: batches.settings.expiryDays.metricsHour,
  });
  return { ...metrics, copies };
}

/** Has runs counted when they are over, and told. */
export function watchRuns(
  metrics: Pick<ObjectMetrics, 'watchRun'>,
  tell: (note: RunNote, details: RunDetails) => void,
): {
  readonly watchRun: NonNullable<AccountParts['watchRun']>;
  /** The last run of this process that is over; null: there was none. */
  readonly lastRun: () => RunNote | null;
} {
  let last: RunNote | null = null;
  return {
    watchRun: () => {
      const end = metrics.watchRun();
      return (note, details) => {
        last = note;
        tell(note, details);
        end(note, details);
      };
    },
    lastRun: () => last,
  };
}
