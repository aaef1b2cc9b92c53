// What `npm pack` makes, unpacked below a node_modules of its own and started as it is installed.

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, textOf } from '../tidy/project-files.ts';

const MODULES = join(ROOT, 'node_modules');
const TYPES = join('dist', 'mobile-client', 'types');
const { dependencies, version } = JSON.parse(textOf('package.json')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly version: string;
};

let home = '';
let program = '';

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'package-'));
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', home], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const modules = join(home, 'app/node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  const tarball = readdirSync(home).find((name) => name.endsWith('.tgz')) ?? packed;
  execFileSync('tar', ['-xzf', join(home, tarball), '-C', modules]);
  execFileSync('mv', [join(modules, 'package'), join(modules, 'todoist-things-sync')]);
  // Offline: what npm would install beside it is what the lock names, which is here.
  for (const name of [...Object.keys(dependencies), '@cloudflare', 'node']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    if (name !== 'node' || existsSync(join(MODULES, name)))
      symlinkSync(join(MODULES, name), join(modules, name));
  }
  program = join(modules, '.bin/ttsync');
  symlinkSync('../todoist-things-sync/bin/ttsync.mjs', program);
});
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 10 }));

/** Runs the installed program from a folder that has nothing to do with it. */
function run(...words: string[]) {
  const { TODOIST_API_TOKEN: _token, ...environment } = process.env;
  return runWith(process.execPath, environment, words);
}

function runWith(node: string, environment: NodeJS.ProcessEnv, words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(node, [program, ...words], {
    cwd: home,
    env: { ...environment, HOME: home, TMPDIR: home },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** What somebody who uses the client library writes, and mistakes that have to be found. */
const CONSUMER = `
  import { createMemoryStore, createMobileClient, openIndexedDbStore, pauseWhileAway } from 'todoist-things-sync/mobile-client';
  import type { ClientStore, Listening, MobileClient, MobileTask, ShownTask, SyncEnd } from 'todoist-things-sync/mobile-client';

  const stores: readonly ClientStore[] = [createMemoryStore(), await openIndexedDbStore()];
  const client: MobileClient = createMobileClient({ store: createMemoryStore(), WebSocket: globalThis.WebSocket });
  const id: string = await client.add('Buy milk', { tags: ['shop'], deadline: '2026-12-24' });
  const found: boolean = await client.edit(id, { start: { date: '2026-12-01', evening: false, time: null } });
  const tasks: readonly ShownTask[] = await client.tasks();
  const first: MobileTask | undefined = tasks[0];
  const list: 'inbox' | 'today' | 'upcoming' | 'anytime' | 'someday' | undefined = first?.list;
  const end: SyncEnd = await client.sync();
  const wait: number | null = end.kind === 'failed' ? end.retryInMs : null;
  const listening: Listening = client.listen();
  const stopWatching: () => void = pauseWhileAway(listening);
  client.on('live', (isLive: boolean) => isLive);
  // @ts-expect-error there is no such field
  await client.edit(id, { colour: 'red' });
  // @ts-expect-error a title is text
  await client.add(7);
  // @ts-expect-error there is no such event
  client.on('sunrise', () => undefined);
  // @ts-expect-error a task's title is no number, and not just anything
  const length: number | undefined = first?.title;
  export { stores, found, list, wait, stopWatching, length };
`;

/** A Node before 24 on this machine; null where there is none. */
function olderNode(): string | null {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path))
    .find((path) => {
      const { stdout } = spawnSync(realpathSync(path), ['--version'], { encoding: 'utf8' });
      const major = Number(/^v(\d+)/.exec(stdout)?.[1] ?? 99);
      return major >= 20 && major < 24;
    });
  return found ?? null;
}

describe('the package', () => {
  it('[G128] holds what is built, and neither source nor tests', () => {
    const installed = join(home, 'app/node_modules/todoist-things-sync');
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files).toContain(join('dist', 'src', 'cli', 'main.js'));
    expect(files).toContain(join('dist', 'src', 'worker', 'index.js'));
    const isType = (path: string) => path.startsWith(TYPES) && path.endsWith('.d.ts');
    expect(files.filter((path) => path.endsWith('.ts') && !isType(path))).toEqual([]);
    expect(files.filter((path) => /(^|\/)(test|bench|\.env)/.test(path))).toEqual([]);
  });

  it('[S36] offers the client library, for browsers and Node alike', () => {
    const script = `
      import { createMemoryStore, createMobileClient } from 'todoist-things-sync/mobile-client';
      const client = createMobileClient({ store: createMemoryStore() });
      await client.add('Buy milk');
      console.log((await client.tasks()).map(({ title }) => title).join());`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: join(home, 'app'),
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, 'Buy milk\n']);
  });

  it.each([
    { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2024'], types: ['node'] },
    { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2024', 'dom'], types: [] },
    { module: 'esnext', moduleResolution: 'bundler', lib: ['es2024', 'dom'], types: [] },
  ])('[S68] has types that hold what is said of it: $moduleResolution, $lib', (way) => {
    const folder = join(home, 'app', `${way.moduleResolution}-${way.lib.length}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'consumer.mts'), CONSUMER);
    // Its own installation has the types of Node, if it wants them.
    const typeRoots = [join(MODULES, '@types')];
    const compilerOptions = { ...way, typeRoots, target: 'es2024', strict: true, noEmit: true };
    const exact = { skipLibCheck: false, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
    const config = { compilerOptions: { ...compilerOptions, ...exact }, files: ['consumer.mts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { status, stdout } = spawnSync(join(MODULES, '.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });

  it('[G128] starts: version, help, and a status where nothing was synced yet', () => {
    expect(run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect(run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: ttsync') });
    const status = run('status');
    expect(status).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nothing has been synced here yet'),
    });
    expect(status.stderr).not.toContain('.data');
  });

  it('[G128] syncs its sample with everything that belongs to that, and finds its state again', () => {
    const synced = run('sync', '--once', '--yes', '--json');
    expect([synced.code, synced.stderr]).toEqual([0, expect.stringContaining('In sync.')]);
    const status = run('status', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({ inSync: true, plan: null });
    expect(run('plan')).toEqual({ code: 0, stdout: 'No plan waits.\n', stderr: '' });
  });

  it('[G145] has the agent, which says what it lacks and what does not answer', () => {
    const without = run('agent', '--url', 'http://127.0.0.1:9');
    expect([without.code, without.stderr]).toEqual([
      1,
      expect.stringMatching(/^error: TTSYNC_TOKEN is not set: put the token of \S+ into it\n$/),
    ]);
    const db = join(home, '.local/state/todoist-things-sync/sample/things/main.sqlite');
    const library = existsSync(db)
      ? db
      : join(home, 'Library/Application Support/todoist-things-sync/sample/things/main.sqlite');
    const words = [
      'agent',
      '--url',
      'http://127.0.0.1:9',
      '--once',
      '--db',
      library,
      '--state',
      join(home, 'agent'),
    ];
    const { TODOIST_API_TOKEN: _token, ...environment } = process.env;
    const asked = runWith(process.execPath, { ...environment, TTSYNC_TOKEN: 'token' }, words);
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining("can't be reached")]);
  });

  it('[G128] says what to type by its own name', () => {
    const { code, stdout } = run('sync', '--once', '--state', 'other');
    expect(code).toBe(3);
    expect(stdout).toContain('ttsync sync --state other --once --approve');
    expect(stdout).not.toContain('npm ');
  });

  it.skipIf(olderNode() === null)(
    '[G128] starts on an older Node with the one that came with it',
    async () => {
      const { TODOIST_API_TOKEN: _token, ...environment } = process.env;
      expect(runWith(olderNode() ?? '', environment, ['--version'])).toEqual({
        code: 0,
        stdout: `${version}\n`,
        stderr: '',
      });
      const refused = promisify(execFile)(olderNode() ?? '', [program, 'stauts'], { cwd: home });
      await expect(refused).rejects.toMatchObject({ code: 2 });
    },
  );
});
