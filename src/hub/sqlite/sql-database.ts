// A SQLite database as the tables use it: transactions, and what takes part in them. Knows no table.

import type { RawSql, SqlDatabase, TransactionPart } from './sql.ts';

/** Gives a database transactions that tables can take part in: they write before the end, and forget after it. */
export function createSqlDatabase(raw: RawSql): SqlDatabase {
  const parts = new Map<string, TransactionPart>();
  let isOpen = false;
  const end = (committed: boolean): void => {
    isOpen = false;
    for (const part of parts.values()) part.reset(committed);
  };
  return {
    run: raw.run,
    rowsRead: raw.rowsRead,
    rowsWritten: raw.rowsWritten,
    isInTransaction: () => isOpen,
    transaction: (work) => {
      let committed = false;
      try {
        const result = raw.transaction(() => {
          isOpen = true;
          const worked = work();
          for (const part of parts.values()) part.flush();
          return worked;
        });
        committed = true;
        return result;
      } finally {
        end(committed);
      }
    },
    part: <Part extends TransactionPart>(name: string, make: () => Part): Part => {
      const known = parts.get(name);
      if (known !== undefined) return known as Part;
      const made = make();
      parts.set(name, made);
      return made;
    },
  };
}
