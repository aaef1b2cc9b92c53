// Pairing as its owner does it: a server with a public address in one terminal, `devices pair` in another.

import { readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ShownPairingCode } from '../../src/protocol/answers/mobile.ts';
import { createWorkplace, type Workplace } from './command.ts';

let place: Workplace;
beforeEach(() => {
  place = createWorkplace();
});
afterEach(() => place.leave());

const HERE = ['--state', 'mine'];
const PUBLIC = 'https://sync.example.com';

it('[S52] [S53] another terminal finds the public address of the server that runs', async () => {
  const server = place.begin('start', '--yes', ...HERE, '--public-url', `${PUBLIC}/`);
  await server.waitFor(/Syncing\. Ctrl-C ends it/);
  expect(server.stdout()).toContain(`${PUBLIC}/app/`);

  const told = await place.run('devices', 'pair', 'Phone', ...HERE);
  expect([told.code, told.stderr]).toEqual([0, '']);
  expect(told.stdout).toMatch(/https:\/\/sync\.example\.com\/app\/#\/pair\?code=\w{5}-\w{5}/);
  expect(told.stdout).not.toMatch(/█|Waiting/);

  const drawn = await place.run('devices', 'pair', 'Phone', ...HERE, '--json', '--svg', 'code.svg');
  const made = JSON.parse(drawn.stdout) as ShownPairingCode;
  expect(made.link).toBe(`${PUBLIC}/app/#/pair?code=${made.code}`);
  expect(readFileSync(place.path('code.svg'), 'utf8')).toBe(`${made.svg ?? ''}\n`);
  expect(statSync(place.path('code.svg')).mode & 0o777).toBe(0o600);
  const again = await place.run('devices', 'pair', 'Phone', ...HERE, '--svg', 'code.svg');
  expect([again.code, again.stderr]).toEqual([1, 'error: code.svg is there already\n']);
  server.interrupt();
  await server.ended;

  const alone = await place.run('devices', 'pair', 'Phone', ...HERE);
  expect(alone.stdout).toContain('Nothing is syncing here now');
  expect(alone.stdout).toContain('There is no link for a phone.');
  const undrawn = await place.run('devices', 'pair', 'Phone', ...HERE, '--svg', 'other.svg');
  expect([undrawn.code, undrawn.stderr]).toEqual([1, expect.stringContaining('--public-url')]);
}, 120_000);

it('[S52] a public address that is none is refused before anything begins', async () => {
  for (const url of ['http://sync.example.com', 'https://sync.example.com/below', 'https://localhost:1']) {
    const said = await place.run('start', '--public-url', url);
    expect([said.code, said.stderr]).toEqual([
      2,
      expect.stringContaining('--public-url takes an https address'),
    ]);
  }
  const deployed = await place.run('sync', '--once', '--url', PUBLIC, '--public-url', PUBLIC);
  expect(deployed.code).toBe(2);
});

it('[S52] a profile keeps it', async () => {
  const added = await place.run('profiles', 'add', 'mine', ...HERE, '--public-url', PUBLIC);
  expect([added.code, added.stderr]).toEqual([0, '']);
  expect((await place.run('profiles')).stdout).toContain(`--public-url ${PUBLIC}`);
  const server = place.begin('start', '--yes', '--profile', 'mine');
  await server.waitFor(/Syncing\. Ctrl-C ends it/);
  expect(server.stdout()).toContain(`${PUBLIC}/app/`);
}, 60_000);
