#!/usr/bin/env node
// The program as a package installs it, and in a clone: what was built where there is no source, else the source.
// Plain JavaScript: an old Node has to be able to read it.

import { existsSync } from 'node:fs';
import { launch } from './launch.mjs';

const SOURCE = 'src/cli/main.ts';
const BUILT = 'dist/src/cli/main.js';

const program = existsSync(new URL(`../${SOURCE}`, import.meta.url)) ? SOURCE : BUILT;
await launch([program, ...process.argv.slice(2)]);
