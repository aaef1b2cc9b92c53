// Writes the service worker of the app beside its pages: one script that knows every file of this version by its content.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { APP_PATH, SERVICE_WORKER_FILE, type ShellFile, type ShellVersion } from '../protocol/app-pages.ts';
import { buildOnce } from './build-once.ts';

const ENTRY = fileURLToPath(new URL('../app/service-worker/main.ts', import.meta.url));
const PAGE_FILE = 'index.html';
/** What the system that the app is installed on takes by itself, and no page needs. */
const LEFT_OUT = /^(?:icons\/|screenshots\/|.*\.webmanifest$)/;

/** Writes it for the pages that were built into `folder`. The same pages give the same script, to the byte. */
export async function writeServiceWorker(folder: string): Promise<void> {
  const result = await buildOnce({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    legalComments: 'none',
    logLevel: 'silent',
    define: { SHELL_VERSION: JSON.stringify(versionIn(folder)) },
  });
  writeFileSync(join(folder, SERVICE_WORKER_FILE), result.outputFiles?.[0]?.contents ?? '');
}

function versionIn(folder: string): ShellVersion {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll(sep, '/'),
    )
    .filter((name) => name !== SERVICE_WORKER_FILE && !LEFT_OUT.test(name))
    .toSorted()
    .map((name): ShellFile => ({ path: pathOf(name), hash: sha256(readFileSync(join(folder, name))) }));
  return { name: sha256(JSON.stringify(files)).slice(0, 16), page: APP_PATH, files };
}

function pathOf(name: string): string {
  return name === PAGE_FILE ? APP_PATH : `${APP_PATH}${name}`;
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
