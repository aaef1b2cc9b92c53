// Single values by key, as JSON: cursors, configuration, the plan that waits.

import type { Store } from '../store.ts';
import { textOf, type SqlDatabase } from './sql.ts';

/** Single values. */
export function openMeta(sql: SqlDatabase): Store['meta'] {
  const read = (key: string): string | null => {
    const row = sql.run(`SELECT value FROM meta WHERE key = ?`, key)[0];
    return row === undefined ? null : textOf(row, 'value');
  };
  return {
    get: (key) => {
      const text = read(key);
      return text === null ? undefined : (JSON.parse(text) as unknown);
    },
    set: (key, value) => {
      const before = read(key);
      if (value === undefined) {
        if (before !== null) sql.run(`DELETE FROM meta WHERE key = ?`, key);
        return;
      }
      const text = JSON.stringify(value);
      if (text === before) return;
      sql.run(
        `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
        key,
        text,
      );
    },
  };
}
