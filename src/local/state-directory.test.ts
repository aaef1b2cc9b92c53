import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bindToAccount,
  findRunningInstance,
  holdsState,
  openStateDirectory,
  takeStateDirectory,
} from './state-directory.ts';

let parent: string;
let path: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'state-'));
  path = join(parent, 'deep/state');
});
afterEach(() => rmSync(parent, { recursive: true }));

describe('a state directory', () => {
  it('is made where there is none, with a token that only its owner can read and that stays', () => {
    const first = openStateDirectory(path);
    first.release();
    const second = openStateDirectory(path);
    second.release();
    expect(first.apiToken).toMatch(/^[\w-]{43}$/);
    expect(second.apiToken).toBe(first.apiToken);
    expect(statSync(join(path, 'token')).mode & 0o777).toBe(0o600);
  });

  it('[G170] in a folder that others may enter, closes to them what an earlier version left open', () => {
    mkdirSync(join(path, 'worker/storage'), { recursive: true });
    writeFileSync(join(path, 'todoist.json'), '{}');
    writeFileSync(join(path, 'theirs.txt'), '');
    for (const name of ['', 'worker']) chmodSync(join(path, name), 0o755);
    for (const name of ['todoist.json', 'theirs.txt']) chmodSync(join(path, name), 0o644);
    openStateDirectory(path).release();
    const mode = (name: string) => (statSync(join(path, name)).mode & 0o777).toString(8);
    expect(['', 'worker', 'todoist.json', 'theirs.txt'].map(mode)).toEqual(['755', '700', '600', '644']);
  });

  it('[G75] holds a state once it belongs to an account, and is not made by asking', () => {
    expect([holdsState(path), findRunningInstance(path), existsSync(path)]).toEqual([false, null, false]);
    openStateDirectory(path).release();
    expect(holdsState(path)).toBe(false);
    bindToAccount(path, 'emulator');
    expect(holdsState(path)).toBe(true);
  });

  it('[G141] is waited for while somebody has it for a moment', async () => {
    const { signal } = new AbortController();
    const first = openStateDirectory(path);
    const second = takeStateDirectory(path, signal);
    setTimeout(() => first.release(), 500);
    const taken = await second;
    if ('url' in taken) throw new Error('nobody listens');
    const third = takeStateDirectory(path, signal);
    taken.announce('http://127.0.0.1:4000');
    expect(await third).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:4000' });
    taken.release();
  });

  it('[G141] is waited for no longer where the wait is interrupted', async () => {
    const first = openStateDirectory(path);
    await expect(takeStateDirectory(path, AbortSignal.timeout(100))).rejects.toThrow();
    first.release();
  });

  it('is used by one program at a time, and tells by which', () => {
    const state = openStateDirectory(path);
    expect(() => openStateDirectory(path)).toThrow(/is in use by another program/);
    state.announce('http://127.0.0.1:4000');
    expect(() => openStateDirectory(path)).toThrow(
      `is in use by process ${process.pid} (http://127.0.0.1:4000)`,
    );
    expect(findRunningInstance(path)).toEqual({
      pid: process.pid,
      url: 'http://127.0.0.1:4000',
      apiToken: state.apiToken,
    });
    state.release();
    expect(findRunningInstance(path)).toBeNull();
    openStateDirectory(path).release();
  });

  it('does not take what a killed program left for a running one', () => {
    openStateDirectory(path).release();
    writeFileSync(join(path, 'instance.json'), '{"pid":1,"url":"http://127.0.0.1:1"}');
    expect(findRunningInstance(path)).toBeNull();
    openStateDirectory(path).release();
  });

  it('is refused in one sentence when it is a file, or its lock is garbage', () => {
    writeFileSync(join(parent, 'file'), '');
    expect(() => openStateDirectory(join(parent, 'file'))).toThrow(/can't be used/);
    writeFileSync(join(parent, 'lock.sqlite'), 'garbage '.repeat(200));
    expect(() => openStateDirectory(parent)).toThrow(/can't be used/);
  });

  it.runIf(existsSync('/proc/self'))('is refused where no directory can be made', () => {
    expect(() => openStateDirectory('/proc/nothing/inside')).toThrow(/can't be used/);
  });

  it('belongs to the Todoist account that it met first', () => {
    openStateDirectory(path).release();
    bindToAccount(path, 'emulator');
    bindToAccount(path, 'emulator');
    expect(() => bindToAccount(path, 'api.todoist.com')).toThrow(/belongs to Todoist at emulator/);
    writeFileSync(join(path, 'pair.json'), '{"todo');
    expect(() => bindToAccount(path, 'emulator')).toThrow(/can't be read/);
  });
});
