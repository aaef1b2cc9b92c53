// Finding the database among the places of past and present Things versions.

import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDatabase } from './find-database.ts';

const CONTAINER = 'Library/Group Containers/JLMPQHK86H.com.culturedcode.ThingsMac';
const PACKAGED = 'Things Database.thingsdatabase/main.sqlite';
let home = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'find-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function put(path: string, changedAt: number, text = 'SQLite format 3\0rest'): string {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  utimesSync(full, changedAt, changedAt);
  return full;
}

describe('findDatabase', () => {
  it('[G21] takes the ThingsData folder whose database or WAL changed last', () => {
    put(`${CONTAINER}/${PACKAGED}`, 1000);
    const older = put(`${CONTAINER}/ThingsData-AAAAA/${PACKAGED}`, 2000);
    put(`${CONTAINER}/ThingsData-BBBBB/${PACKAGED}`, 3000);
    put(`${CONTAINER}/ThingsData-AAAAA/${PACKAGED}-wal`, 4000);
    expect(findDatabase({ explicit: null, home })).toEqual({ ok: true, value: older });
  });

  it('takes the folder of older versions when there is no other', () => {
    const old = put(`${CONTAINER}/${PACKAGED}`, 1000);
    expect(findDatabase({ explicit: null, home })).toEqual({ ok: true, value: old });
  });

  it('takes a file or a folder that is named', () => {
    const file = put(`x/${PACKAGED}`, 1000);
    for (const explicit of [file, dirname(file), dirname(dirname(file))]) {
      expect(findDatabase({ explicit, home })).toEqual({ ok: true, value: file });
    }
  });

  it('tells what is wrong', () => {
    expect(findDatabase({ explicit: null, home })).toMatchObject({ ok: false, error: { kind: 'not_found' } });
    expect(findDatabase({ explicit: home, home })).toMatchObject({ ok: false, error: { kind: 'not_found' } });
    const moved = put('note.txt', 1, 'the database has moved');
    expect(findDatabase({ explicit: moved, home })).toEqual({
      ok: false,
      error: { kind: 'not_a_database', path: moved },
    });
  });
});
