// The types of the client library, as declarations: of each file that its public ones lead to, and of no other. They name one another
// as what is built, `.js`, so that every way of resolving modules finds them.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A file that a declaration names, as it is written in the source. */
const NAMED = /(\bfrom '|\bimport\('|\bimport ')(\.\.?\/[^']+)\.ts(')/g;

/** Writes the declarations below a folder; the first is `mobile-client/index.d.ts`. Throws where the types are wrong. */
export function writeTypes(folder: string): void {
  const emitted = mkdtempSync(join(tmpdir(), 'types-'));
  try {
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    execFileSync(tsc, ['-p', join(ROOT, 'tsconfig.types.json'), '--outDir', emitted], { stdio: 'inherit' });
    const waiting = ['mobile-client/index'];
    const written = new Set<string>();
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (written.has(path)) continue;
      written.add(path);
      const text = readFileSync(join(emitted, `${path}.d.ts`), 'utf8');
      for (const [, , named = ''] of text.matchAll(NAMED))
        waiting.push(normalize(join(dirname(path), named)));
      const target = join(folder, `${path}.d.ts`);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text.replaceAll(NAMED, '$1$2.js$3'));
    }
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
}
