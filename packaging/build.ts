// Builds what a package holds: the same tree in JavaScript below dist/, file by file, since Node takes no TypeScript below
// node_modules; and the Worker as the one file that workerd is given, with
// the files that it serves. A file by itself keeps its place, so that what it finds
// beside it (a page, a script) is found in the same way as in the source.

import { chmodSync, cpSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { putPages } from '../src/local/build-pages.ts';
import { bundleWorker } from '../src/local/bundle-worker.ts';
import { ownVersion } from '../src/local/own-package.ts';
import { writeDescription } from '../src/local/write-description.ts';
import { writeTypes } from './write-types.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = join(ROOT, 'dist');

/** What is started by itself. */
const ENTRIES = [
  'src/cli/main.ts',
  'src/agent/main.ts',
  'emulators/things/bin/open-main.ts',
  'emulators/things/bin/osascript-main.ts',
];

/** What is no TypeScript and is read, or started, beside it. */
const BESIDE = [
  'src/local/workerd/workerd-guard.sh',
  'emulators/things/bin/open',
  'emulators/things/bin/osascript',
  'emulators/things/page/page.html',
  'emulators/things/page/page.js',
  'emulators/todoist/page/index.html',
  'emulators/todoist/page/page.js',
];

const COMMON: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  packages: 'external',
  logLevel: 'silent',
};

/** Leaves every file where it is: an import of another one stays an import, of what is built of it. */
const APART: Plugin = {
  name: 'apart',
  setup(parts) {
    parts.onResolve({ filter: /^\.\.?\// }, ({ kind, path }) =>
      kind === 'entry-point' ? null : { path: path.replace(/\.ts$/, '.js'), external: true },
    );
  },
};

rmSync(OUT, { recursive: true, force: true });
const reached = await build({
  ...COMMON,
  entryPoints: ENTRIES,
  outdir: OUT,
  write: false,
  metafile: true,
});
await build({
  ...COMMON,
  entryPoints: Object.keys(reached.metafile.inputs).filter((path) => path.endsWith('.ts')),
  outbase: ROOT,
  outdir: OUT,
  plugins: [APART],
});
for (const path of BESIDE) {
  const target = join(OUT, path);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(ROOT, path), target);
  chmodSync(target, statSync(join(ROOT, path)).mode);
}
// For browsers and Node alike, in one file.
await build({
  ...COMMON,
  entryPoints: ['src/mobile-client/index.ts'],
  outfile: join(OUT, 'mobile-client/index.js'),
  platform: 'neutral',
  target: 'es2022',
});
writeTypes(join(OUT, 'mobile-client/types'));
await bundleWorker(join(OUT, 'src/worker/index.js'));
const assets = join(OUT, 'src/worker/assets');
writeDescription(assets, ownVersion());
if ((await putPages(assets)) === 'no_tools') throw new Error('Vite is not installed: run `npm install`.');
