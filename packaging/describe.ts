// Writes the files that the Worker serves where wrangler takes them from: before a deployment, and before the tests in workerd.

import { fileURLToPath } from 'node:url';
import { putPages } from '../src/local/build-pages.ts';
import { writeDescription } from '../src/local/write-description.ts';
import { ownVersion } from '../src/local/own-package.ts';

const assets = fileURLToPath(new URL('../build/assets', import.meta.url));
writeDescription(assets, ownVersion());
if ((await putPages(assets)) === 'no_tools') throw new Error('Vite is not installed: run `npm install`.');
