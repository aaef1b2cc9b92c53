// What this program knows of the package that it is part of: a clone that runs from source, or what was built and installed.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const packageSchema = z.object({ name: z.literal('todoist-things-sync'), version: z.string() });

/** Tells whether this is what was built, and not the source. */
export function isBuilt(): boolean {
  return import.meta.url.endsWith('.js');
}

/** The version that package.json has. */
export function ownVersion(): string {
  return packageSchema.parse(JSON.parse(readFileSync(ownPackageFile(), 'utf8'))).version;
}

/** The nearest above: what was built lies deeper in its package than the source in its own. */
function ownPackageFile(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) throw new Error('broken invariant: this program is in no package');
  }
}
