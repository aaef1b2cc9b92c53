// The working state over a file (or memory) of Node's own SQLite: what the Durable Object's storage is in production.

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { createSqlDatabase } from '../../src/hub/sqlite/sql-database.ts';
import type { RawSql, SqlDatabase, SqlRow } from '../../src/hub/sqlite/sql.ts';

/** Opens a database for a store. `path` may be `:memory:`. */
export function openNodeDatabase(path: string): SqlDatabase & { close(): void } {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  const statements = new Map<string, StatementSync>();
  let read = 0;
  let written = 0;
  const raw: RawSql = {
    run: (sql, ...values) => {
      const statement = statements.get(sql) ?? database.prepare(sql);
      statements.set(sql, statement);
      if (/^\s*(SELECT|WITH)/i.test(sql)) {
        const rows = statement.all(...values) as SqlRow[];
        read += rows.length;
        return rows;
      }
      if (/\bRETURNING\b/i.test(sql)) {
        const rows = statement.all(...values) as SqlRow[];
        written += rows.length;
        return rows;
      }
      const { changes } = statement.run(...values);
      // A statement about tables repeats the count of the one before it.
      if (/^\s*(INSERT|UPDATE|DELETE)/i.test(sql)) written += Number(changes);
      return [];
    },
    transaction: (work) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    rowsRead: () => read,
    rowsWritten: () => written,
  };
  return { ...createSqlDatabase(raw), close: () => database.close() };
}
