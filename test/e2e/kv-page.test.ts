// What docs/kv-optimisation.md tells to run, run: its commands and its addresses, against what `start` runs here.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkplace, type Workplace } from './command.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/kv-optimisation.md', import.meta.url)), 'utf8');
const HERE = ['--state', 'state'] as const;

let place: Workplace;
let url = '';
let token = '';

beforeAll(async () => {
  place = createWorkplace();
  const running = place.begin('start', '--yes', ...HERE);
  await running.waitFor(/Syncing\. Ctrl-C ends it/);
  url = /Local API +(http:\S+)/.exec(running.stdout())?.[1] ?? '';
  token = readFileSync(place.path('state/token'), 'utf8').trim();
});
afterAll(() => place.leave());

function named(pattern: RegExp): readonly string[] {
  return [...new Set([...PAGE.matchAll(pattern)].map((match) => match[1] ?? ''))];
}

describe('the page on KV', () => {
  it('[K67] tells commands that do what it says', async () => {
    const commands = named(/`ttsync (kv [a-z]+)`/g);
    expect(commands).toEqual(expect.arrayContaining(['kv migrate', 'kv verify', 'kv stats', 'kv rollback']));
    for (const command of commands) {
      const { code, stdout, stderr } = await place.run(...command.split(' '), '--json', ...HERE);
      expect([command, code, stderr]).toEqual([command, 0, '']);
      expect(() => JSON.parse(stdout) as unknown, command).not.toThrow();
    }
  });

  it('[K67] tells addresses that answer, those of its curl lines without the owner’s token', async () => {
    const owner = { authorization: `Bearer ${token}` };
    const looked = named(/`GET (\/[^`?]*)`/g);
    expect(looked).toEqual(
      expect.arrayContaining(['/kv/verify', '/kv/stats', '/sync/status', '/health/ready']),
    );
    for (const path of looked) {
      const { status } = await fetch(`${url}${path}`, { headers: owner });
      // A Worker that has just begun may not be ready yet, and says so.
      expect([path, path === '/health/ready' ? [200, 503].includes(status) : status === 200]).toEqual([
        path,
        true,
      ]);
    }
    const open = named(/curl https:\/\/YOUR-WORKER(\/\S+?)`/g);
    expect(open).toEqual(['/kv/verify', '/kv/stats']);
    for (const path of open) expect([path, (await fetch(`${url}${path}`)).status]).toEqual([path, 200]);
    const headers = { 'x-repair-auth': token };
    const repairs = named(/curl -X POST https:\/\/YOUR-WORKER(\/\S+) -H "X-Repair-Auth/g);
    expect(repairs).toEqual(['/kv/migrate']);
    for (const path of repairs)
      expect([path, (await fetch(`${url}${path}`, { method: 'POST', headers })).ok]).toEqual([path, true]);
  });

  it('[K67] says that looking costs no KV operation, which it does not', async () => {
    const used = async (): Promise<unknown> => {
      const { stdout } = await place.run('kv', 'stats', '--json', ...HERE);
      const { today } = JSON.parse(stdout) as { readonly today: { readonly operations: unknown } };
      return today.operations;
    };
    const before = await used();
    const headers = { authorization: `Bearer ${token}` };
    for (const path of ['/sync/status', '/debug/mappings', '/metrics', '/webhook/deliveries'])
      expect([path, (await fetch(`${url}${path}`, { headers })).status]).toEqual([path, 200]);
    expect(await used()).toEqual(before);
  });
});
