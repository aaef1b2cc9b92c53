// What happens to a library behind the back of the sync: copies, and backups that are put back. Must not use anything of the product.

import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Copies a library as it is now into a file of its own. */
export function copyLibrary(databasePath: string, copy: string): string {
  const library = new DatabaseSync(databasePath);
  library.exec(`VACUUM INTO '${copy}'`);
  library.close();
  return copy;
}

/** Puts a copy in the place of a library that nobody has open: over its bytes, as `cp` does, or as a new file in its place. */
export function putBack(copy: string, databasePath: string, how: 'over' | 'new file'): void {
  for (const suffix of ['-wal', '-shm']) rmSync(`${databasePath}${suffix}`, { force: true });
  if (how === 'over') return copyFileSync(copy, databasePath);
  copyFileSync(copy, `${databasePath}.new`);
  renameSync(`${databasePath}.new`, databasePath);
}

/** Gives a library the URL token of another one. */
export function shareToken(from: string, to: string): void {
  const library = new DatabaseSync(to);
  library.exec(`ATTACH '${from}' AS other;
    UPDATE TMSettings SET uriSchemeAuthenticationToken = (SELECT uriSchemeAuthenticationToken FROM other.TMSettings)`);
  library.close();
}

/** What Things Cloud does with a library that was behind: rows of `newer` come, and those that both have are as they are there. */
export function mergeInto(newer: string, databasePath: string): void {
  const library = new DatabaseSync(databasePath);
  library.exec(`PRAGMA foreign_keys = OFF; ATTACH '${newer}' AS newer;`);
  const tables = library
    .prepare("SELECT name FROM newer.sqlite_master WHERE type = 'table' AND name LIKE 'TM%'")
    .all();
  library.exec('DELETE FROM TMChecklistItem WHERE task IN (SELECT uuid FROM newer.TMTask)');
  for (const { name } of tables)
    library.exec(`INSERT OR REPLACE INTO "${String(name)}" SELECT * FROM newer."${String(name)}"`);
  library.close();
}
