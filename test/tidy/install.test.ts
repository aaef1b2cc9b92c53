// What a stranger's `npm ci` and `npm start` meet: a lock that names every platform's packages, and a sentence where something
// is missing.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findObstacle, workerdPackage } from '../../bin/launch.mjs';
import { ROOT, textOf } from './project-files.ts';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(textOf('package-lock.json')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Where npm would look for a package that another one names: beside it, then further and further out. */
function isLocked(name: string, from: string): boolean {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`] !== undefined) return true;
    if (!at.includes('/node_modules/')) return lock.packages[`node_modules/${name}`] !== undefined;
  }
}

describe('package-lock.json', () => {
  it('names the packages of every platform that an installed package has one for', () => {
    const named = Object.entries(lock.packages).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => ({ from, name })),
    );
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(({ from, name }) => !isLocked(name, from))).toEqual([]);
  });

  it('names workerd for every platform that the launcher knows', () => {
    const platforms = ['darwin arm64', 'darwin x64', 'linux arm64', 'linux x64', 'win32 x64'];
    const packages = platforms.map((platform) => {
      const [system = '', arch = ''] = platform.split(' ');
      return workerdPackage(system, arch);
    });
    expect(packages.filter((name) => name === null || !isLocked(name, ''))).toEqual([]);
    const inLock = Object.keys(lock.packages).filter((path) => path.includes('@cloudflare/workerd-'));
    expect(inLock.length).toBe(packages.length);
  });

  it('holds a checksum for every package and no address', () => {
    const entries = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(entries.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });
});

describe('the launcher', () => {
  const ready = { nodeVersion: '24.21.0', isInstalled: () => true, needsTools: false };

  it('has nothing to say where everything is there', () => {
    expect(findObstacle(ready)).toBeNull();
    expect(findObstacle({ ...ready, nodeVersion: '26.0.0', needsTools: true })).toBeNull();
  });

  it.each([
    ['the packages', { isInstalled: () => false }, /`npm install`/],
    [
      'a Node that can run it',
      { nodeVersion: '20.20.2' },
      /needs Node 24, and here is 20\.20\.2.*--ignore-scripts=false/,
    ],
    ['workerd', { isInstalled: (name: string) => !name.includes('workerd') }, /workerd.*--include=optional/],
    [
      'the development packages',
      { isInstalled: (name: string) => name !== 'vitest', needsTools: true },
      /--include=dev/,
    ],
  ])('says in one line what to do when %s is missing', (_what, missing, sentence) => {
    const said = findObstacle({ ...ready, ...missing });
    expect(said).toMatch(sentence);
    expect(said).not.toContain('\n');
  });

  it('starts nothing, and prints no stack, in a checkout without packages', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ttsync-launch-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const launcher = join(folder, 'bin/launch.mjs');
    mkdirSync(dirname(launcher), { recursive: true });
    cpSync(join(ROOT, 'bin/launch.mjs'), launcher);
    writeFileSync(join(folder, 'program.mjs'), 'console.log("started");');
    const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, 'program.mjs'], {
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'The packages are not installed yet: run `npm install`.\n',
    });
  });
});
