// The settings that the app keeps in a file of its container instead of its database: whether URLs are enabled.
// The file appears when a setting is changed for the first time, as it does on a Mac.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { binaryFlags } from './encodings/plist.ts';

const FILE = join('Library', 'Preferences', 'JLMPQHK86H.com.culturedcode.ThingsMac.plist');

/** Writes the setting; of a library outside of a `ThingsData-` folder the file is below the library's own folder. */
export function writeUrlSetting(databasePath: string, isEnabled: boolean): void {
  const folder = dirname(databasePath);
  const isInContainer = /^ThingsData-\w+$/.test(basename(dirname(folder)));
  const path = join(isInContainer ? dirname(dirname(folder)) : folder, FILE);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, binaryFlags({ THCSyncEnabled: false, uriSchemeEnabled: isEnabled }));
}
