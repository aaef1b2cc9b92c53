// Writes the description of the API where wrangler takes it from: before a deployment, and before the tests in workerd.

import { fileURLToPath } from 'node:url';
import { writeDescription } from '../src/local/write-description.ts';
import { ownVersion } from '../src/local/own-package.ts';

writeDescription(fileURLToPath(new URL('../build/assets', import.meta.url)), ownVersion());
