// The working state over any SQLite database. Only puts the parts together; each table has its own file.

import type { ReplicaName } from '../../model/ids.ts';
import type { Store } from '../store.ts';
import { openAgents } from './tables/agent-table.ts';
import { buffersOf } from './buffered-tables.ts';
import { openClock } from './tables/clock-table.ts';
import { openConflicts } from './tables/conflict-table.ts';
import { CONTAINER_CHANGES, openContainers } from './tables/container-tables.ts';
import { openEvents } from './tables/event-table.ts';
import { openLegacyCounterparts } from './tables/legacy-tables.ts';
import { openLinks } from './tables/link-tables.ts';
import { openMeta } from './tables/meta-table.ts';
import { openMetricRecords } from './tables/metric-table.ts';
import { outboxOf } from './tables/outbox-pages.ts';
import { openOutbox } from './tables/outbox-table.ts';
import { openContacts, openSuspects } from './tables/contact-tables.ts';
import { prepareTables } from './schema.ts';
import type { SqlDatabase } from './sql.ts';
import { openTasks, TASK_CHANGES } from './tables/task-tables.ts';

/** Options for opening a working state. */
export interface StoreOptions {
  /** Replicas whose checklist lines can be looked up by their ids alone, at the cost of one row each. Default: all replicas. */
  readonly findsLinesOf?: readonly ReplicaName[];
}

/** Opens the working state, creating its tables if necessary. Throws if newer code wrote it. */
export function openStore(sql: SqlDatabase, { findsLinesOf }: StoreOptions = {}): Store {
  prepareTables(sql);
  if (findsLinesOf !== undefined) buffersOf(sql).refs.limitTo(findsLinesOf);
  let uncounted = 0;
  const apart = <Values extends readonly unknown[]>(write: (...values: Values) => void) => {
    return (...values: Values): void => {
      const before = sql.rowsWritten();
      write(...values);
      uncounted += sql.rowsWritten() - before;
    };
  };
  const contacts = openContacts(sql);
  const agents = openAgents(sql);
  const metrics = openMetricRecords(sql);
  return {
    transaction: sql.transaction,
    rowsRead: sql.rowsRead,
    rowsWritten: () => sql.rowsWritten() - uncounted,
    changesMade: () => {
      const { tasks, links } = buffersOf(sql);
      return sql.rowsWritten() + tasks.changesMade + links.changesMade + outboxOf(sql).changesMade;
    },
    clock: openClock(sql, [TASK_CHANGES, CONTAINER_CHANGES]),
    meta: openMeta(sql),
    tasks: openTasks(sql),
    links: openLinks(sql),
    containers: openContainers(sql),
    outbox: openOutbox(sql),
    events: openEvents(sql),
    conflicts: openConflicts(sql),
    suspects: openSuspects(sql),
    contacts: { get: contacts.get, put: apart(contacts.put) },
    agents: { ...agents, put: apart(agents.put), prune: apart(agents.prune) },
    legacy: openLegacyCounterparts(sql),
    metrics: {
      ...metrics,
      put: apart(metrics.put),
      markWritten: apart(metrics.markWritten),
      prune: apart(metrics.prune),
    },
  };
}
