// The stand-ins for open and osascript as real child processes against a real socket, and the program itself.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askEmulator } from '../control/client.ts';
import { openBench } from '../test-bench.ts';
import type { Bench } from '../test-bench.ts';

const BIN = fileURLToPath(new URL('.', import.meta.url));
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command by its bare name, found first in the PATH as a test of the product would. */
function run(socket: string, name: string, args: readonly string[], input = ''): Promise<Finished> {
  const env = { ...process.env, PATH: `${BIN}:${process.env['PATH'] ?? ''}`, THINGS_EMULATOR_SOCKET: socket };
  return new Promise((resolve) => {
    const child = execFile(name, [...args], { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

async function serve(): Promise<{ bench: Bench; socket: string }> {
  const bench = openBench({ delayMs: 0 });
  const directory = mkdtempSync(join(tmpdir(), 'things-socket-'));
  const socket = join(directory, 's');
  const listening = await bench.app.listen(socket);
  onTestFinished(async () => {
    await listening.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return { bench, socket };
}

describe('open', () => {
  it('hands a URL over, says nothing and succeeds, also for a bad command', async () => {
    const { bench, socket } = await serve();
    const quiet = { code: 0, stdout: '', stderr: '' };
    expect(await run(socket, 'open', ['-g', 'things:///add?title=a%20b'])).toEqual(quiet);
    await expect.poll(() => bench.rowsByTitle('a b').length).toBe(1);
    expect(await run(socket, 'open', ['-g', 'things:///delete?id=x'])).toEqual(quiet);
  });

  it.each([
    ['by a URL', ['-g', 'things:///add?title=held']],
    ['by -a with a URL', ['-g', '-a', 'Things3', 'things:///add?title=held']],
  ])('starts a closed app %s', async (_how, args) => {
    const { bench, socket } = await serve();
    bench.app.quit();
    await run(socket, 'open', args);
    expect(bench.app.isRunning).toBe(true);
    await expect.poll(() => bench.rowsByTitle('held').length).toBe(1);
  });

  it('leaves a closed app closed when a fault says so, until -a', async () => {
    const { bench, socket } = await serve();
    bench.app.quit();
    await askEmulator(socket, { op: 'fault', method: 'staysClosed', args: [true] });
    await run(socket, 'open', ['-g', 'things:///add?title=held']);
    expect(bench.app.isRunning).toBe(false);
    await run(socket, 'open', ['-g', '-a', 'Things3']);
    expect(bench.app.isRunning).toBe(true);
    await expect.poll(() => bench.rowsByTitle('held').length).toBe(1);
  });

  it('fails for another app, another scheme, or no Mac', async () => {
    const { socket } = await serve();
    const results = await Promise.all([
      run(socket, 'open', ['-a', 'Finder']),
      run(socket, 'open', ['https://example.com']),
      run(`${socket}-missing`, 'open', ['-g', 'things:///show?id=today']),
    ]);
    expect(results.map((result) => result.code)).toEqual([1, 1, 1]);
  });
});

describe('osascript', () => {
  const script = `function run(argv) {
    const app = Application('Things3');
    return app.make({new: 'toDo', withProperties: {name: argv[0]}}).id();
  }`;

  it('runs a script from -e, a file, stdin and a dash, with its arguments', async () => {
    const { bench, socket } = await serve();
    const file = join(bench.directory, 'script.js');
    writeFileSync(file, script);
    const js = ['-l', 'JavaScript'];
    const results = await Promise.all([
      run(socket, 'osascript', [...js, '-e', script, "it's a"]),
      run(socket, 'osascript', [...js, file, 'b']),
      run(socket, 'osascript', [...js, '-', 'c'], script),
      run(socket, 'osascript', js, "Application('Things3').version()"),
    ]);
    expect(results.map((result) => result.code)).toEqual([0, 0, 0, 0]);
    for (const [at, title] of ["it's a", 'b', 'c'].entries()) {
      expect(results[at]?.stdout).toBe(`${String(bench.rowsByTitle(title)[0]?.['uuid'])}\n`);
    }
    expect(results[3]?.stdout).toBe('3.24\n');
  });

  it('prints execution errors with their number and exits with 1', async () => {
    const { bench, socket } = await serve();
    const read = ['-l', 'JavaScript', '-e', "Application('Things3').toDos.byId('x').name()"];
    expect(await run(socket, 'osascript', read)).toEqual({
      code: 1,
      stdout: '',
      stderr: "execution error: Error: Error: Can't get object. (-1728)\n",
    });
    bench.app.faults.denyAutomation(-1743);
    expect((await run(socket, 'osascript', read)).stderr).toMatch(/^execution error: Error: .*\(-1743\)\n$/);
    expect((await run(socket, 'osascript', ['-e', 'tell application "Things3"'])).code).toBe(1);
  });
});

describe('the control socket', () => {
  it('lets another process act as a person, set faults and read events', async () => {
    const { bench, socket } = await serve();
    const added = await askEmulator(socket, { op: 'person', method: 'addTodo', args: [{ title: 'a' }] });
    expect(added).toEqual({ ok: true, value: bench.rowsByTitle('a')[0]?.['uuid'] });
    await askEmulator(socket, { op: 'fault', method: 'ignoreNext', args: [1] });
    await askEmulator(socket, { op: 'open', launch: false, url: 'things:///add?title=b' });
    const events = await askEmulator(socket, { op: 'events' });
    expect(events).toMatchObject({ ok: true, value: [{ kind: 'dropped' }] });
    expect(await askEmulator(socket, { op: 'person', method: 'fly', args: [] })).toMatchObject({ ok: false });
    expect(await askEmulator(socket, { op: 'person', method: 'complete', args: ['x'] })).toMatchObject({
      ok: false,
    });
  });
});

describe('faults over the socket', () => {
  it.each<[string, readonly unknown[]]>([
    ['setDelay', [10_000]],
    ['ignoreNext', [0]],
    ['duplicateNext', [0]],
    ['denyAutomation', [-1712]],
    ['urlsDisabled', [true]],
    ['openModal', [true]],
    ['crashOnNext', [0]],
    ['setDatabaseVersion', [30]],
    ['dropBeyond250', [false]],
    ['staysClosed', [true]],
    ['scriptsWaitForUrls', [true]],
    ['failReads', [false]],
  ])('%s can be switched by another process', async (method, args) => {
    const { socket } = await serve();
    expect(await askEmulator(socket, { op: 'fault', method, args })).toEqual({ ok: true, value: null });
  });

  it('let a person edit, a day end and the app crash between a read and a write', async () => {
    const { bench, socket } = await serve();
    const ask = async (request: Parameters<typeof askEmulator>[1]): Promise<unknown> => {
      const answer = await askEmulator(socket, request);
      return answer.ok ? answer.value : answer.error;
    };
    const person = (method: string, ...args: readonly unknown[]): Promise<unknown> =>
      ask({ op: 'person', method, args });
    const area = await person('addArea', 'A');
    const id = String(await person('addTodo', { title: 'a', area, when: '2026-07-06' }));
    await ask({ op: 'fault', method: 'setDelay', args: [10_000] });
    await run(socket, 'open', ['-g', `things:///update?id=${id}&auth-token=${bench.token}&append-notes=x`]);
    await person('editTodo', id, { notes: 'first' });
    await person('deleteArea', area);
    await ask({ op: 'advance', ms: 86_400_000 });
    await ask({ op: 'settle' });
    expect(bench.row(id)).toMatchObject({ notes: 'first\nx', trashed: 1, area: null, start: 2 });
    await person('emptyTrash');
    const template = String(
      await person('addRepeatingTemplate', {
        title: 'T',
        rule: { every: 1, unit: 'day' },
        start: '2026-07-07',
      }),
    );
    await run(socket, 'open', [`things:///update?id=${template}&auth-token=${bench.token}&when=today`]);
    await ask({ op: 'settle' });
    expect(await ask({ op: 'isRunning' })).toBe(false);
  });
});

describe('the clock over the socket', () => {
  it('is set, moved and released by another process', async () => {
    const { bench, socket } = await serve();
    const id = bench.app.person.addTodo({ title: 'a', when: '2026-07-06' });
    const ask = (request: Parameters<typeof askEmulator>[1]): Promise<unknown> =>
      askEmulator(socket, request);
    await ask({ op: 'advance', ms: 43_200_000 });
    expect(bench.row(id)['start']).toBe(1);
    await ask({ op: 'clock', at: '2026-08-01T10:00:00Z', frozen: true });
    await ask({ op: 'zone', name: 'America/Los_Angeles' });
    await ask({ op: 'person', method: 'addTodo', args: [{ title: 'b', when: 'today' }] });
    expect(bench.rowsByTitle('b')[0]).toMatchObject({
      creationDate: Date.parse('2026-08-01T10:00:00Z') / 1000,
    });
    expect(await ask({ op: 'clock', at: 'soon' })).toMatchObject({ ok: false });
    await ask({ op: 'clock', at: null });
    expect(await ask({ op: 'list', name: 'Upcoming' })).toMatchObject({ ok: true });
  });
});

describe('the program', () => {
  it('creates the library, prints its socket, serves, dies with a crash of the app', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'things-program-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const socket = join(directory, 's');
    const child = spawn(process.execPath, [MAIN, '--db', join(directory, 'main.sqlite'), '--socket', socket]);
    const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
    onTestFinished(() => void child.kill('SIGKILL'));
    const printed = await new Promise<string>((resolve) =>
      child.stdout.once('data', (chunk) => resolve(String(chunk))),
    );
    const [first, page] = printed.split('\n');
    expect(first).toBe(socket);
    expect(page).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(String(page))).text()).toContain('<title>');
    expect(await askEmulator(socket, { op: 'isRunning' })).toEqual({ ok: true, value: true });
    await askEmulator(socket, { op: 'fault', method: 'crashOnNext', args: [1] });
    await askEmulator(socket, { op: 'open', launch: false, url: 'things:///add?title=a' });
    expect(await exited).toBe(139);
    // The next start takes over the socket file that the crash left behind.
    const again = openBench();
    const listening = await again.app.listen(socket);
    expect(await askEmulator(socket, { op: 'list', name: 'Inbox' })).toEqual({ ok: true, value: [] });
    await expect(again.app.listen(socket)).rejects.toThrow('EADDRINUSE');
    await listening.close();
  });

  it('stops cleanly on SIGTERM', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'things-program-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const child = spawn(process.execPath, [
      MAIN,
      '--db',
      join(directory, 'main.sqlite'),
      '--socket',
      join(directory, 's'),
    ]);
    const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });
});
