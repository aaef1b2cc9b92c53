// Writes the description of the API as the files that the Worker serves.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDocument } from '../openapi/document.ts';

/** Writes the files into a directory, which is made where it is not there. `version`: of the package. */
export function writeDescription(directory: string, version: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'openapi.json'), `${JSON.stringify(buildDocument({ version }))}\n`);
}
