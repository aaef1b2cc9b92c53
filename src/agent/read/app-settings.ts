// Reads from the app's settings what its database does not contain: whether it accepts URLs. Reads one small file; never writes it.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRefusal } from './find-database.ts';
import { plistFlag } from './plist-flag.ts';

/**
 * Settings of the group container, and the key of "Enable Things URLs". The token stays in the database when URLs are switched off;
 * only this key changes. Source: published measurements of Things 3.22 to 3.24.
 */
const SETTINGS = 'Library/Preferences/JLMPQHK86H.com.culturedcode.ThingsMac.plist';
const URLS_ENABLED = 'uriSchemeEnabled';
/** How many folders above the database the container is at most: `ThingsData-…/Things Database.thingsdatabase/main.sqlite`. */
const MAX_FOLDERS = 3;

/** Tells whether the app accepts URLs; null if its settings don't say, or can't be read. */
export function areUrlsEnabled(databasePath: string): boolean | null {
  let folder = dirname(databasePath);
  for (let level = 0; level < MAX_FOLDERS; level += 1) {
    const bytes = readIfThere(join(folder, SETTINGS));
    if (bytes !== null) return plistFlag(bytes, URLS_ENABLED);
    folder = dirname(folder);
  }
  return null;
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR' || isRefusal(error)) return null;
    throw error;
  }
}
