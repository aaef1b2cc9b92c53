import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment, repairTokenOf } from './environment.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'environment-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the Todoist token', () => {
  it.each<[string, string | null, Record<string, string>, string | null]>([
    ['is none where nobody gives one', null, {}, null],
    ['comes from the environment', null, { TODOIST_API_TOKEN: 'abc' }, 'abc'],
    ['comes from .env', '# mine\nTODOIST_API_TOKEN="abc"\n', {}, 'abc'],
    ['comes from the environment before .env', 'TODOIST_API_TOKEN=file', { TODOIST_API_TOKEN: 'abc' }, 'abc'],
    ['is none when it is empty', 'TODOIST_API_TOKEN=', {}, null],
    ['is none when .env is garbage', '\u0000\u0001 nothing = = here', {}, null],
  ])('%s', (_title, file, variables, token) => {
    if (file !== null) writeFileSync(join(directory, '.env'), file);
    expect(readEnvironment(directory, variables).todoistToken).toBe(token);
  });

  it('is refused when it holds what no header can carry, without being repeated', () => {
    const read = () => readEnvironment(directory, { TODOIST_API_TOKEN: 'abc\ndef' });
    expect(read).toThrow(/holds characters that no token has/);
    expect(read).not.toThrow(/abc/);
  });

  it('is not looked for in a .env that can not be read', () => {
    mkdirSync(join(directory, '.env'));
    expect(() => readEnvironment(directory, {})).toThrow(/\.env can't be read/);
  });
});

describe('the repair token', () => {
  it.each<[string, string, Record<string, string>, string | null]>([
    ['is none where nobody gives one', '', {}, null],
    ['is none when it is blank', 'REPAIR_AUTH_TOKEN=', { REPAIR_AUTH_TOKEN: ' ' }, null],
    ['comes from .env', 'REPAIR_AUTH_TOKEN=file', {}, 'file'],
    ['comes from the environment before .env', 'REPAIR_AUTH_TOKEN=file', { REPAIR_AUTH_TOKEN: 'abc' }, 'abc'],
  ])('%s', (_title, file, variables, token) => {
    writeFileSync(join(directory, '.env'), file);
    expect(repairTokenOf(readEnvironment(directory, variables).all)).toBe(token);
  });
});
