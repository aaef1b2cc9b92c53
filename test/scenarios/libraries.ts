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
