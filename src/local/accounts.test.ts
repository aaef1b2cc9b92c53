import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseAccounts, type Surroundings } from './accounts.ts';

let directory: string;
let database: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'accounts-'));
  database = join(directory, 'main.sqlite');
  writeFileSync(database, 'SQLite format 3\0 and the rest');
});
afterEach(() => rmSync(directory, { recursive: true }));

const NOTHING = { things: null, todoist: null, state: null, plan: null };

function around(todoistToken: string | null): Surroundings {
  return { directory, home: directory, platform: 'linux', environment: { todoistToken, all: {} } };
}

describe('the accounts that are synced', () => {
  it('are both emulated, on sample data, when nothing is given', () => {
    expect(chooseAccounts(NOTHING, around(null))).toEqual({
      todoist: { kind: 'emulator', plan: 'pro' },
      things: {
        kind: 'emulator',
        databasePath: join(directory, '.data/sample/things/main.sqlite'),
        sample: true,
      },
      stateDirectory: join(directory, '.data/sample'),
    });
  });

  it('stay emulated when there is a token and no Things database: samples never go into a real account', () => {
    expect(chooseAccounts(NOTHING, around('secret')).todoist).toEqual({ kind: 'emulator', plan: 'pro' });
  });

  it('are the real Todoist and the given database when there are a token and a database', () => {
    expect(chooseAccounts({ ...NOTHING, things: 'main.sqlite' }, around('secret'))).toEqual({
      todoist: { kind: 'api', url: 'https://api.todoist.com/api/v1', token: 'secret' },
      things: { kind: 'emulator', databasePath: database, sample: false },
      stateDirectory: join(directory, '.data/account'),
    });
  });

  it('are an emulated Todoist and the given database when there is no token, or when asked', () => {
    const given = { ...NOTHING, things: database };
    expect(chooseAccounts(given, around(null)).todoist.kind).toBe('emulator');
    expect(chooseAccounts({ ...given, todoist: 'emulator' }, around('secret')).todoist.kind).toBe('emulator');
  });

  it('may be samples against an API on this machine', () => {
    const { todoist, things } = chooseAccounts(
      { ...NOTHING, todoist: 'http://127.0.0.1:4000' },
      around(null),
    );
    expect(todoist).toEqual({ kind: 'api', url: 'http://127.0.0.1:4000/api/v1', token: 'test-token' });
    expect(things).toMatchObject({ sample: true });
  });

  it.each<[{ things?: string; todoist?: string }, RegExp]>([
    [{ todoist: 'https://api.todoist.com/api/v1' }, /needs --things FILE/],
    [{ todoist: 'not a url' }, /not not a url/],
    [{ todoist: 'ftp://example.com' }, /http\(s\) URL/],
    [{ todoist: 'https://user:pass@example.com/', things: 'main.sqlite' }, /no user/],
    [{ todoist: 'http://example.com/api/v1', things: 'main.sqlite' }, /in the clear/],
    [{ things: 'nowhere.sqlite' }, /no Things database at/],
    [{ things: '.' }, /is not a SQLite database|no Things database/],
  ])('are refused for %j', (given, message) => {
    if (given.things === '.') writeFileSync(database, 'garbage, not a database at all');
    expect(() => chooseAccounts({ ...NOTHING, ...given }, around('secret'))).toThrow(message);
  });

  it('are refused when an API is named and no token is there', () => {
    const given = { ...NOTHING, things: database, todoist: 'https://example.com/api/v1' };
    expect(() => chooseAccounts(given, around(null))).toThrow(/TODOIST_API_TOKEN is not set/);
  });
});
