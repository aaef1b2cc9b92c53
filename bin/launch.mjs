// Starts a program of this project where everything that it needs is there, and says in one sentence what is missing where not.
// Plain JavaScript without dependencies: an old Node has to be able to read it.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED_NODE = 24;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The first thing that keeps a program from running here; null when there is none. `needsTools`: it is one of the developers'. */
export function findObstacle({ nodeVersion, isInstalled, needsTools }) {
  if (!isInstalled('zod')) return 'The packages are not installed yet: run `npm install`.';
  if (Number(nodeVersion.split('.')[0]) < NEEDED_NODE) {
    return (
      `This needs Node ${NEEDED_NODE}, and here is ${nodeVersion}. The project brings its own, but its install script did not run: ` +
      'run `npm install --ignore-scripts=false` (or `npm rebuild node`), or install Node 24 yourself.'
    );
  }
  const worker = workerdPackage(process.platform, process.arch);
  if (worker === null) {
    return `There is no local Worker runtime (workerd) for ${process.platform} on ${process.arch}; macOS, Linux and Windows on x64, and macOS and Linux on arm64, have one.`;
  }
  if (!isInstalled(worker)) {
    return `The local Worker runtime (${worker}) is not installed: run \`npm install --include=optional\`.`;
  }
  if (needsTools && !isInstalled('vitest')) {
    return 'The development packages are not installed: run `npm install --include=dev`.';
  }
  return null;
}

/** The package that holds workerd for a platform; null where there is none. Source: optional packages of workerd. */
export function workerdPackage(platform, arch) {
  const known = {
    'darwin arm64': 'darwin-arm64',
    'darwin x64': 'darwin-64',
    'linux arm64': 'linux-arm64',
    'linux x64': 'linux-64',
    'win32 x64': 'windows-64',
  };
  const name = known[`${platform} ${arch}`];
  return name === undefined ? null : `@cloudflare/workerd-${name}`;
}

/** The Node that came with the packages; null where it is not needed, or not there. */
export function ownNode({ nodeVersion, platform, folderOf }) {
  if (Number(nodeVersion.split('.')[0]) >= NEEDED_NODE) return null;
  const folder = folderOf('node');
  if (folder === null) return null;
  const binary = join(folder, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(binary) ? binary : null;
}

/** Where a package is: in a clone in its own `node_modules`, installed beside this one or further out; null where it is not. */
function folderOf(name) {
  for (let at = ROOT; ; at = dirname(at)) {
    const folder = resolve(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(at) === at) return null;
  }
}

function isInstalled(name) {
  return folderOf(name) !== null;
}

/** Starts this once more with another Node, and ends as that ends. */
function launchWith(node, words) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...words], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C on a terminal reaches both by itself, and twice would be an order to stop at once.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`${node} can't be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Starts a program of this package with its words, where everything that it needs is there. */
export async function launch([program, ...words]) {
  const needsTools = program === '--tools';
  const node = ownNode({ nodeVersion: process.versions.node, platform: process.platform, folderOf });
  if (node !== null && !needsTools) {
    launchWith(node, [program, ...words]);
    return;
  }
  const obstacle = findObstacle({ nodeVersion: process.versions.node, isInstalled, needsTools });
  if (obstacle !== null) {
    process.stderr.write(`${obstacle}\n`);
    process.exitCode = 1;
    return;
  }
  if (needsTools) return;
  const path = resolve(ROOT, program);
  process.argv = [process.argv[0], path, ...words];
  await import(pathToFileURL(path).href);
}

if (
  process.argv[1] !== undefined &&
  createRequire(import.meta.url).resolve(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  await launch(process.argv.slice(2));
}
