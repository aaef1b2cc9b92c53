// A person's own library: a trial leaves it as it is, and no emulator opens it, by whatever door.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createThingsApp } from '../../emulators/things/app.ts';
import { createWorkplace, type Workplace } from './command.ts';

const OWN =
  'Library/Group Containers/JLMPQHK86H.com.culturedcode.ThingsMac/ThingsData-ABCDE/Things Database.thingsdatabase';
const EMULATOR = fileURLToPath(new URL('../../emulators/things/main.ts', import.meta.url));

let place: Workplace;
beforeEach(() => {
  place = createWorkplace();
});
afterEach(() => place.leave());

/** A library with one to-do that is due for maintenance at the next start: an emulator that opens it changes it at once. */
function makeLibrary(path: string): void {
  const draft = place.path('draft.sqlite');
  const app = createThingsApp({ databasePath: draft, now: () => Date.parse('2026-01-01T08:00:00Z') });
  app.person.addTodo({ title: 'Renew the passport', when: '2026-01-02' });
  app.settle();
  app.close();
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(draft);
  database.prepare('VACUUM INTO ?').run(path);
  database.close();
}

function digestsBelow(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

describe('a library of the real app', () => {
  it.each([['sync', '--once'], ['sync', '--once', '--dry-run'], ['start'], ['sync', 'status']])(
    '[G70] is left alone by %s %s with --things and no token, and --try is named',
    async (...words) => {
      makeLibrary(place.path(`${OWN}/main.sqlite`));
      const before = digestsBelow(place.path(OWN));
      const { code, stderr } = await place.run(...words, '--things', place.path(`${OWN}/main.sqlite`));
      expect(code).toBe(1);
      expect(stderr).toMatch(/belongs to the Things app.*--try/);
      expect(digestsBelow(place.path(OWN))).toEqual(before);
    },
  );

  it('[G70] is not opened by the emulator as a program either', () => {
    makeLibrary(place.path(`${OWN}/main.sqlite`));
    const before = digestsBelow(place.path(OWN));
    const { status, stderr } = spawnSync(
      process.execPath,
      [EMULATOR, '--db', place.path(`${OWN}/main.sqlite`)],
      {
        encoding: 'utf8',
      },
    );
    expect([status, stderr]).toEqual([1, expect.stringMatching(/folder of the real Things app/)]);
    expect(digestsBelow(place.path(OWN))).toEqual(before);
  });

  it('[G72] is as it was after a trial, and the trial goes on with its copy', async () => {
    makeLibrary(place.path(`${OWN}/main.sqlite`));
    const before = digestsBelow(place.path(OWN));
    const trial = [
      'sync',
      '--once',
      '--try',
      '--json',
      '--things',
      place.path(`${OWN}/main.sqlite`),
    ] as const;
    const first = await place.run(...trial, '--yes');
    expect(first.code, first.stderr).toBe(0);
    const line = JSON.parse(first.stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({ inSync: true, tasks: { todoist: 1, things: 1, linked: 1 } });
    expect((await place.run(...trial)).code).toBe(0);
    expect(digestsBelow(place.path(OWN))).toEqual(before);
  });
});

it('[G75] looking at a state that never was says so, and makes none', async () => {
  const { code, stdout, stderr } = await place.run('sync', 'status', '--state', 'nowhere');
  expect([code, stdout, stderr]).toEqual([
    1,
    '',
    expect.stringMatching(/no state in .*nowhere: nothing has/),
  ]);
  expect(readdirSync(place.directory)).not.toContain('nowhere');
});

describe('a library that another program has open', () => {
  it('[G73] is not written to, and the program that has it goes on', async () => {
    makeLibrary(place.path('mine.sqlite'));
    const other = createThingsApp({ databasePath: place.path('mine.sqlite') });
    try {
      const { code, stderr } = await place.run(
        'sync',
        '--once',
        '--yes',
        '--things',
        place.path('mine.sqlite'),
      );
      expect([code, stderr]).toEqual([1, expect.stringMatching(/open in another program/)]);
      other.person.addTodo({ title: 'Still here' });
    } finally {
      other.close();
    }
  });
});
