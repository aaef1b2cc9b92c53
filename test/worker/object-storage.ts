// Stands in for the database of Node where the suite of the sync runs in workerd: the storage of a Durable Object, emptied for each
// database that is opened.

import { createDurableSql } from '../../src/worker/object/durable-sql.ts';
import type { SqlDatabase } from '../../src/hub/sqlite/sql.ts';

/** The storage of the object that runs a test now. */
const inUse: DurableObjectStorage[] = [];

/** Makes a Durable Object's storage the one in which databases are opened, while `work` runs. */
export async function withStorage(storage: DurableObjectStorage, work: () => Promise<void>): Promise<void> {
  inUse.push(storage);
  try {
    await work();
  } finally {
    inUse.pop();
  }
}

/** Opens an empty database. One at a time: the one that was opened before is emptied. */
export function openNodeDatabase(path: string): SqlDatabase & { close(): void } {
  const storage = inUse.at(-1);
  if (storage === undefined || path !== ':memory:')
    throw new Error('there is no storage for a database here');
  clear(storage);
  return { ...createDurableSql(storage), close: () => undefined };
}

function clear({ sql }: DurableObjectStorage): void {
  const tables = sql
    .exec<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'`,
    )
    .toArray();
  for (const { name } of tables) sql.exec(`DROP TABLE "${name}"`);
}
