// A SQLite database with transactions that tables can take part in. Independent of any particular table.

import type { RawSql, SqlDatabase, TransactionPart } from './sql.ts';

/** Adds such transactions to a database: the parts write before the commit and are reset after it. */
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
