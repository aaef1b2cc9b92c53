// `npm start` as a person runs it: the first plan, changes in both directions, Ctrl-C at awkward moments, and starting again.

import { execFile } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkplace, type RunningCommand, type Workplace } from './command.ts';

const OPEN = fileURLToPath(new URL('../../emulators/things/bin/open', import.meta.url));
const SYNCING = /Syncing\. Ctrl-C ends it/;

let place: Workplace;
beforeEach(() => {
  place = createWorkplace();
});
afterEach(() => place.leave());

/** The emulated Todoist of a command that is running. */
function todoistOf(command: RunningCommand): string {
  const url = /(http:\/\/127\.0\.0\.1:\d+\/api\/v1)/.exec(command.stdout())?.[1];
  if (url === undefined) throw new Error(`no URL of Todoist in ${command.stdout()}`);
  return url;
}

async function addInTodoist(command: RunningCommand, content: string): Promise<void> {
  const response = await fetch(`${todoistOf(command)}/tasks`, {
    method: 'POST',
    headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
    body: JSON.stringify({ content }),
  });
  expect(response.status).toBe(200);
}

async function todoistTitles(command: RunningCommand): Promise<readonly string[]> {
  const response = await fetch(`${new URL(todoistOf(command)).origin}/_emulator/snapshot`);
  const { items } = (await response.json()) as { items: { content: string }[] };
  return items.map((item) => item.content).toSorted();
}

/** Waits until the first tasks of the library have come to the emulated Todoist. */
async function untilTodoistHasTasks(command: RunningCommand): Promise<void> {
  await command.waitFor(/Plan \S+/);
  await expect
    .poll(() => todoistTitles(command), { interval: 5, timeout: 60_000 })
    .toContain('Weekly shopping');
}

async function addInThings(command: RunningCommand, title: string): Promise<void> {
  const socket = /THINGS_EMULATOR_SOCKET=(\S+)/.exec(command.stdout())?.[1] ?? '';
  await promisify(execFile)(OPEN, ['-g', `things:///add?title=${encodeURIComponent(title)}`], {
    env: { ...process.env, THINGS_EMULATOR_SOCKET: socket },
  });
}

/** The process id of a command's workerd. */
async function workerdOf({ pid }: RunningCommand): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,comm=']);
  const children = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, name]) => parent === String(pid) && name?.endsWith('workerd'));
  expect(children).toHaveLength(1);
  return Number(children[0]?.[0]);
}

async function isAlive(pid: string): Promise<boolean> {
  return promisify(execFile)('ps', ['-p', pid]).then(
    () => true,
    () => false,
  );
}

describe('start on sample data', () => {
  it('says what it runs on, applies the plan with --yes, carries changes both ways, and goes on after Ctrl-C without a double', async () => {
    const first = place.begin('start', '--yes');
    await first.waitFor(SYNCING);
    expect(first.stdout()).toContain('Syncing sample data');
    expect(first.stdout()).toMatch(/Plan \S+\n\nfirst sync/);
    expect(first.stdout()).toContain('In sync.');
    await addInTodoist(first, 'Buy stamps');
    await first.waitFor(/\d\d:\d\d:\d\d {2}Todoist → Things +created +“Buy stamps”/);
    await addInThings(first, 'Bake bread');
    await first.waitFor(/\d\d:\d\d:\d\d {2}Things +→ Todoist +created +“Bake bread”/);
    const titles = await todoistTitles(first);
    first.interrupt();
    expect(await first.ended).toBe(0);
    // A slow machine tells how far it is; nothing else is to be said.
    expect(first.stderr().replaceAll(/^Applying: .*\n/gm, '')).toBe('');

    const second = place.begin('start');
    await second.waitFor(SYNCING);
    expect(second.stdout()).not.toContain('Plan ');
    expect(second.stdout()).toContain('Applied: Todoist nothing; Things nothing.');
    expect(await todoistTitles(second)).toEqual(titles);
    second.interrupt();
    expect(await second.ended).toBe(0);
  });

  it('without a terminal and without --yes stops at the plan with 3 and says how to go on', async () => {
    const { code, stdout } = await place.run('start');
    expect(code).toBe(3);
    expect(stdout).toMatch(/To apply it: npm start -- --approve \S+/);
  });

  it.each<[string, NodeJS.Signals, (command: RunningCommand) => Promise<unknown>]>([
    ['interrupted while it says what it runs on', 'SIGINT', (command) => command.waitFor(/Local API/)],
    ['interrupted at its plan', 'SIGINT', (command) => command.waitFor(/Plan \S+/)],
    ['interrupted while it applies its plan', 'SIGINT', untilTodoistHasTasks],
    ['killed at its plan', 'SIGKILL', (command) => command.waitFor(/Plan \S+/)],
    ['killed while it applies its plan', 'SIGKILL', untilTodoistHasTasks],
  ])('%s makes no double when it is started again', async (_title, signal, moment) => {
    const first = place.begin('start', '--yes');
    await moment(first);
    first.interrupt(signal);
    await first.ended;
    const second = place.begin('start', '--yes');
    await second.waitFor(SYNCING);
    expect(second.stdout()).toContain('In sync.');
    const titles = await todoistTitles(second);
    expect(new Set(titles).size).toBe(titles.length);
    second.interrupt();
    expect(await second.ended).toBe(0);
  });
});

describe('a folder for the state that others may enter', () => {
  it('[G170] has nothing of the sync in it that they may read', async () => {
    const state = place.path('shared');
    mkdirSync(state);
    chmodSync(state, 0o755);
    const running = place.begin('start', '--yes', '--state', 'shared');
    await running.waitFor(SYNCING);
    const names = readdirSync(state, { recursive: true, encoding: 'utf8' });
    const open = names.filter((name) => (lstatSync(join(state, name)).mode & 0o077) !== 0);
    expect([names.length > 10, open]).toEqual([true, []]);
    running.interrupt();
    await running.ended;
  });
});

describe('what is left behind', () => {
  it('is nothing: workerd ends even when the program is killed, and the state can be used again', async () => {
    const killed = place.begin('start', '--yes');
    await killed.waitFor(SYNCING);
    const workerd = String(await workerdOf(killed));
    killed.interrupt('SIGKILL');
    await killed.ended;
    await expect.poll(() => isAlive(workerd), { timeout: 30_000 }).toBe(false);
    const next = place.begin('start');
    await next.waitFor(SYNCING);
    expect(next.stdout()).toContain('Applied: Todoist nothing; Things nothing.');
    next.interrupt('SIGTERM');
    expect(await next.ended).toBe(0);
  });
});

describe('workerd that ends by itself', () => {
  it('ends the program with 1 and a clear line, and the next start goes on', async () => {
    const first = place.begin('start', '--yes');
    await first.waitFor(SYNCING);
    process.kill(await workerdOf(first), 'SIGKILL');
    expect(await first.ended).toBe(1);
    expect(first.stderr()).toContain('error: workerd ended unexpectedly; nothing is lost, start again\n');
    const second = place.begin('start');
    await second.waitFor(SYNCING);
    expect(second.stdout()).toContain('Applied: Todoist nothing; Things nothing.');
    second.interrupt();
    await second.ended;
  });
});

describe('a second program', () => {
  it('[G172] on the same state is refused, while looking and deciding go to the one that runs', async () => {
    const running = place.begin('start', '--yes');
    await running.waitFor(SYNCING);
    const refused = await place.run('start');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /^error: .* is in use by process (\d+) \(http:\/\/127\.0\.0\.1:\d+\)\. .* `kill \1` ends it\n$/,
    );
    const status = await place.run('sync', 'status', '--json');
    expect([status.code, JSON.parse(status.stdout)]).toMatchObject([0, { inSync: true }]);
    running.interrupt();
    await running.ended;
  });

  it('on a port that is taken says so and ends with 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await place.run('start', '--port', String(port));
    other.close();
    expect([code, stderr]).toEqual([1, `error: port ${port} is already in use\n`]);
  });
});
