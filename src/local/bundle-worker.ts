// Makes one file of the Worker with esbuild, as workerd takes it.

import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

const WORKER_ENTRY = fileURLToPath(new URL('../worker/index.ts', import.meta.url));

/** Bundles the Worker into `outfile`. Throws what esbuild has to say. */
export async function bundleWorker(outfile: string): Promise<void> {
  try {
    await build({
      entryPoints: [WORKER_ENTRY],
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
  } finally {
    // esbuild keeps a process of its own, which is not needed again.
    await stop();
  }
}
