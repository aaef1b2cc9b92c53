// Vitest global setup of the workerd project: the description of the API, where wrangler's configuration looks for it.

import { fileURLToPath } from 'node:url';
import { ownVersion } from '../../src/local/own-package.ts';
import { writeDescription } from '../../src/local/write-description.ts';

/** Writes it. */
export function setup(): void {
  writeDescription(fileURLToPath(new URL('../../build/assets', import.meta.url)), ownVersion());
}
