// Builds the pages of the app with Vite, which is there in a clone only: a package brings them built. What was built of the same source
// is used again.

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as vite from 'vite';
import { APP_PATH } from '../protocol/app-pages.ts';
import { LocalError } from './local-error.ts';
import { writeServiceWorker } from './write-service-worker.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the pages are made of: folders, and files that decide how. */
const FOLDERS = ['src/app', 'src/ui', 'src/mobile-client', 'src/protocol', 'src/model'];
const FILES = ['src/local/build-pages.ts', 'src/local/write-service-worker.ts', 'package-lock.json'];

/** Older builds are kept up to this number: another process may be copying one. */
const KEPT = 3;

/** Why there are no pages. */
export type PagesEnd = 'built' | 'no_tools';

/**
 * Puts the pages into the folder `app` of `directory`, in place of what is there. `no_tools`: the development packages, which build them,
 * are not installed, and nothing was put. `cache`: where builds are kept. Throws `LocalError` with what is wrong with the source.
 */
export async function putPages(directory: string, cache = join(ROOT, 'build/pages')): Promise<PagesEnd> {
  const built = join(cache, digestOfSource());
  if (!existsSync(built)) {
    const tool = await loadVite();
    if (tool === null) return 'no_tools';
    await buildInto(built, cache, tool);
  }
  replaceFolder(built, join(directory, 'app'));
  return 'built';
}

/** A digest of everything that a build depends on. */
function digestOfSource(): string {
  const hash = createHash('sha256');
  for (const path of [...FOLDERS.flatMap(filesBelow), ...FILES]) {
    const bytes = readFileSync(join(ROOT, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Paths from the root, in order. Tests are no part of a build. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .toSorted();
}

type Vite = typeof vite;

/** null: it is not installed. */
async function loadVite(): Promise<Vite | null> {
  try {
    return await import('vite');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/** Builds beside, and moves the whole to its place at once: two processes may do so at the same time. */
async function buildInto(target: string, cache: string, { build }: Vite): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const beside = `${target}.${process.pid}`;
  try {
    await build(configFor(beside));
    await writeServiceWorker(beside);
    if (!existsSync(target)) renameSync(beside, target);
  } catch (error) {
    // Another process was first, with the same.
    if (existsSync(target)) return;
    const text = error instanceof Error ? error.message : String(error);
    throw new LocalError(`the pages of the app did not build: ${text}`, { cause: error });
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  removeOlder(cache);
}

function configFor(outDir: string): vite.InlineConfig {
  return {
    configFile: false,
    root: join(ROOT, 'src/app'),
    base: APP_PATH,
    logLevel: 'silent',
    // Nothing of the environment gets into the pages.
    envDir: false,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir,
      emptyOutDir: true,
      // `Map.groupBy` wants browsers of 2024 or later anyway.
      target: 'es2023',
      // The policy of the pages allows no file that stands in another one.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  };
}

function removeOlder(cache: string): void {
  const byAge = readdirSync(cache)
    .map((name) => join(cache, name))
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const path of byAge.slice(KEPT)) rmSync(path, { recursive: true, force: true });
}

/** Puts new files in before old ones go: somebody may be reading. They may be read by whom the folder allows, not by whom the source does. */
function replaceFolder(from: string, to: string): void {
  for (const name of namesBelow(from)) {
    if (statSync(join(from, name)).isDirectory()) continue;
    mkdirSync(dirname(join(to, name)), { recursive: true });
    writeFileSync(join(to, name), readFileSync(join(from, name)));
  }
  const wanted = new Set(namesBelow(from));
  for (const name of namesBelow(to))
    if (!wanted.has(name)) rmSync(join(to, name), { recursive: true, force: true });
}

function namesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}
