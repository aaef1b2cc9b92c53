// `tokens rekey` as the owner types it.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkplace, type Workplace } from './command.ts';

let place: Workplace;
beforeAll(async () => {
  place = createWorkplace();
  const { code } = await place.run('sync', '--once', '--yes', '--state', 'state');
  expect(code).toBe(0);
});
afterAll(() => place.leave());

const keyNow = (): string => readFileSync(place.path('state/secrets.key'), 'utf8');

it('[A73] makes another key, or takes one from a file', async () => {
  const before = keyNow();
  expect(statSync(place.path('state/secrets.key')).mode & 0o777).toBe(0o600);
  const { code, stdout, stderr } = await place.run('tokens', 'rekey', '--state', 'state');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^No secret is stored\. The key is now [0-9a-f]{16};/);
  expect(keyNow()).not.toBe(before);
  const own = Buffer.alloc(32, 7).toString('base64');
  writeFileSync(place.path('own.key'), `${own}\n`);
  const words = ['tokens', 'rekey', '--key-file', 'own.key', '--json', '--state', 'state'];
  const taken = await place.run(...words);
  expect(JSON.parse(taken.stdout)).toMatchObject({ total: 0, rekeyed: 0 });
  expect(keyNow()).toBe(own);
  expect((await place.run(...words)).stderr).toContain('in use already');
});

it('[A73] is refused while a sync is under way, where nothing was synced, and with a file for a deployed Worker', async () => {
  const running = place.begin('start', '--yes', '--state', 'state');
  await running.waitFor(/Syncing\. Ctrl-C ends it/);
  const before = keyNow();
  expect((await place.run('tokens', 'rekey', '--state', 'state')).stderr).toContain('is in use by process');
  expect(keyNow()).toBe(before);
  running.interrupt();
  await running.ended;
  expect((await place.run('tokens', 'rekey', '--state', 'nowhere')).code).toBe(1);
  writeFileSync(place.path('bad.key'), 'hunter2');
  const folder = await place.run('tokens', 'rekey', '--key-file', '.', '--state', 'state');
  expect([folder.code, folder.stderr]).toEqual([
    1,
    'error: . can’t be read: it is a directory, not a file\n',
  ]);
  const bad = await place.run('tokens', 'rekey', '--key-file', 'bad.key', '--state', 'state');
  expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('bad.key does not contain a key')]);
});
