// What happens to a library behind the back of the sync: copies, and backups that are put back. Must not use anything of the product.

import { DatabaseSync } from 'node:sqlite';

/** Copies a library as it is now into a file of its own. */
export function copyLibrary(databasePath: string, copy: string): string {
  const library = new DatabaseSync(databasePath);
  library.exec(`VACUUM INTO '${copy}'`);
  library.close();
  return copy;
}
