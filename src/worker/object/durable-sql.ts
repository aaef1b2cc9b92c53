// The SQLite of a Durable Object as the store wants it. No table is known here.

import { createSqlDatabase } from '../../hub/sqlite/sql-database.ts';
import type { SqlDatabase, SqlValue } from '../../hub/sqlite/sql.ts';

/** Puts a Durable Object's storage behind the store's port. Every statement is finished before it returns. */
export function createDurableSql(storage: DurableObjectStorage): SqlDatabase {
  let rowsRead = 0;
  let rowsWritten = 0;
  return createSqlDatabase({
    run(sql, ...values) {
      const cursor = storage.sql.exec<Record<string, SqlValue>>(sql, ...values);
      const rows = cursor.toArray();
      rowsRead += cursor.rowsRead;
      rowsWritten += cursor.rowsWritten;
      return rows;
    },
    transaction: (work) => storage.transactionSync(work),
    rowsRead: () => rowsRead,
    rowsWritten: () => rowsWritten,
  });
}
