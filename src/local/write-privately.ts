// Files that nobody else may read.

import { writeFileSync } from 'node:fs';

/** Writes a file of mode 0600. */
export function writePrivately(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
}
