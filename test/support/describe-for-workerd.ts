// Vitest global setup of the workerd project: the files that the Worker serves, where wrangler's configuration looks for them.

import { fileURLToPath } from 'node:url';
import { putPages } from '../../src/local/build-pages.ts';
import { ownVersion } from '../../src/local/own-package.ts';
import { writeDescription } from '../../src/local/write-description.ts';

/** Writes them. */
export async function setup(): Promise<void> {
  const assets = fileURLToPath(new URL('../../build/assets', import.meta.url));
  writeDescription(assets, ownVersion());
  if ((await putPages(assets)) === 'no_tools') throw new Error('Vite is not installed.');
}
