// Makes one file of the Worker with esbuild, as workerd takes it.

import { fileURLToPath } from 'node:url';
import { buildOnce } from './build-once.ts';

const WORKER_ENTRY = fileURLToPath(new URL('../worker/index.ts', import.meta.url));

/** Bundles the Worker, or one around it that starts in `entry`, into `outfile`. Throws what esbuild has to say. */
export async function bundleWorker(outfile: string, entry = WORKER_ENTRY): Promise<void> {
  await buildOnce({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    // The text of the script stays in memory as long as it runs; names stay, for what the log tells.
    minifySyntax: true,
    minifyWhitespace: true,
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    logLevel: 'silent',
  });
}
