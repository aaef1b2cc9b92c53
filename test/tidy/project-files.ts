// The project's own files as the tidy tests look at them. Reads only.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Folders that are made, not written (as in .gitignore), and the repository itself. */
const NOT_OURS = new Set(['.git', 'node_modules', '.data', '.wrangler', 'dist', 'coverage']);

/** Paths, from the root, of all files below a folder that have one of these endings ('' for any). */
export function filesBelow(folder: string, endings: readonly string[] = ['']): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path, endings) : [path];
    })
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => relative('.', path).split(sep).join('/'))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/** The text of a file of the project. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Lines that hold code: neither blank nor only a comment. */
export function codeLinesOf(text: string): readonly string[] {
  let isInComment = false;
  return text.split('\n').filter((line) => {
    const trimmed = line.trim();
    if (isInComment) {
      isInComment = !trimmed.includes('*/');
      return false;
    }
    if (trimmed.startsWith('/*')) {
      isInComment = !trimmed.includes('*/');
      return false;
    }
    return trimmed !== '' && !trimmed.startsWith('//');
  });
}
