import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepCopy } from './copy-library.ts';

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'copy-')));
});
afterEach(() => rmSync(directory, { recursive: true }));

function library(name: string): string {
  const path = join(directory, name);
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE made_for (name TEXT)');
  database.prepare('INSERT INTO made_for VALUES (?)').run(name);
  database.close();
  return path;
}

function nameIn(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  const row = database.prepare('SELECT name FROM made_for').get();
  database.close();
  return row?.['name'];
}

describe('the copy of a trial', () => {
  it('[G76] is made once, and tells when it was made', async () => {
    const copy = join(directory, 'state/things/main.sqlite');
    expect(await keepCopy(library('one'), copy, 1000)).toBe(1000);
    expect(await keepCopy(join(directory, 'one'), copy, 2000)).toBe(1000);
    expect(nameIn(copy)).toBe('one');
  });

  it('[G76] is not used for another library, and the refusal says how to go on', async () => {
    const copy = join(directory, 'copy.sqlite');
    await keepCopy(library('one'), copy, 1000);
    const other = keepCopy(library('two'), copy, 2000);
    await expect(other).rejects.toThrow(/is a copy of .*one, not of .*two: .*another --state, or remove/);
    expect(nameIn(copy)).toBe('one');
  });

  it('[G76] of an earlier version, which does not tell what it is of, is of the library that is named first', async () => {
    const copy = library('copy');
    expect(await keepCopy(library('one'), copy, 2000)).toBeGreaterThan(0);
    expect(existsSync(`${copy}.origin.json`)).toBe(true);
    await expect(keepCopy(library('two'), copy, 3000)).rejects.toThrow(/not of .*two/);
  });
});
