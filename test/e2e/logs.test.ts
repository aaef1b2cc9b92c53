// The log as the owner sees it: what `logs` shows of a running sync, and what is never in it.

import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { playDay } from '../../bench/day/play.ts';
import { createThingsApp } from '../../emulators/things/app.ts';
import { parseLogLine, type LogLine } from '../../src/protocol/log.ts';
import { createWorkplace, type RunningCommand, type Workplace } from './command.ts';

let place: Workplace;
let running: RunningCommand;
let url = '';
let token = '';

beforeAll(async () => {
  place = createWorkplace();
  const app = createThingsApp({ databasePath: place.path('things.sqlite') });
  app.person.addTodo({ title: 'Buy oats', notes: 'the rolled ones' });
  app.settle();
  app.close();
  running = place.begin('start', '--yes', '--things', 'things.sqlite', '--state', 'state');
  await running.waitFor(/Syncing\. Ctrl-C ends it/);
  url = /Local API +(http:\S+)/.exec(running.stdout())?.[1] ?? '';
  token = readFileSync(place.path('state/token'), 'utf8').trim();
});
afterAll(() => place.leave());

const HERE = ['--things', 'things.sqlite', '--state', 'state'] as const;

/** Runs `logs --json`. */
async function logged(...words: string[]): Promise<readonly LogLine[]> {
  const { code, stdout, stderr } = await place.run('logs', '--json', ...words, ...HERE);
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => parseLogLine(line)).filter((line) => line !== null);
}

it('[A65] shows requests and runs of this machine, as text and as JSON', async () => {
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(`${url}/debug/hash?title=Buy%20oats`, { headers })).status).toBe(200);
  const lines = await logged();
  expect(lines.some((line) => line.what === 'run' && line.by === 'things' && line.decided >= 0)).toBe(true);
  expect(lines).toContainEqual(
    expect.objectContaining({ what: 'request', route: '/debug/hash', status: 200, token: 'owner' }),
  );
  const { stdout } = await place.run('logs', ...HERE);
  expect(stdout).toMatch(/^20\S+Z GET \/debug\/hash 200, \d+ ms, token owner$/m);
  expect((await place.run('logs', '--lines', '1', ...HERE)).stdout).toMatch(/^20\S+Z [^\n]+\n$/);
  expect(running.stderr()).toBe('');
  const file = place.path('state/log/worker.log');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const text = readFileSync(file, 'utf8');
  for (const secret of ['oats', 'rolled', token]) expect(text).not.toContain(secret);
});

it('[A65] shows only what is asked for, and what comes', async () => {
  expect((await logged('--since', '1d')).length).toBeGreaterThan(2);
  const begun = Date.now();
  const later = await logged('--since', new Date(begun - 1).toISOString());
  expect(later.filter(({ at }) => Date.parse(at) < begun - 1)).toEqual([]);
  expect((await place.run('logs', '--since', 'tomorrow', ...HERE)).code).toBe(2);
  for (const lines of ['0', '-1', '1.5', '1e3', 'all', '9999999']) {
    const { code, stdout, stderr } = await place.run('logs', '--lines', lines, ...HERE);
    expect([lines, code, stdout, stderr]).toEqual([lines, 2, '', expect.stringContaining('--lines')]);
  }
  const following = place.begin('logs', '--follow', '--lines', '0', ...HERE);
  const asked = setInterval(() => void fetch(`${url}/health`), 200);
  await following.waitFor(/GET \/health 200/).finally(() => clearInterval(asked));
  following.interrupt();
  expect(await following.ended).toBe(0);
});

it('[A65] says where the log of a deployed Worker is, and that nothing was synced where nothing was', async () => {
  const away = await place.run('logs', '--url', 'https://worker.example');
  expect([away.code, away.stdout]).toEqual([1, '']);
  expect((await place.run('logs', '--state', 'nowhere')).stderr).toContain(
    'nothing has been synced here yet',
  );
});

it('[A63] has no title, no note and no secret of a day', async () => {
  const lines: string[] = [];
  await playDay({ scale: 1, quiet: false, webhook: false, live: false, hours: 8 }, (line) =>
    lines.push(line),
  );
  const known = lines.map((line) => parseLogLine(line));
  expect(known.filter((line) => line?.what === 'run').length).toBeGreaterThan(100);
  const foreseen: ReadonlySet<unknown> = new Set(['run', 'request', 'step']);
  expect(known.filter((line) => !foreseen.has(line?.what))).toEqual([]);
  // What tasks are called that day, what their notes say, and every token of it.
  const said = /task \d|of the day|thought again|project|errand|bench-owner|bearer/i;
  expect(lines.filter((line) => said.test(line))).toEqual([]);
}, 120_000);
