// One build with esbuild, which leaves no process behind.

import { build, stop, type BuildOptions, type BuildResult } from 'esbuild';

/** Builds, and ends esbuild's own process, which is not needed again. Throws what esbuild has to say. Not for two builds at a time. */
export async function buildOnce(options: BuildOptions): Promise<BuildResult> {
  try {
    return await build(options);
  } finally {
    await stop();
  }
}
