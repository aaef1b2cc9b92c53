import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

const NOTHING = { things: null, todoist: null, state: null, plan: null, trial: false };

function around(todoistToken: string | null): Surroundings {
  const states = join(directory, '.data');
  return { directory, states, home: directory, platform: 'linux', environment: { todoistToken, all: {} } };
}

describe('the accounts that are synced', () => {
  it('are both emulated, on sample data, when nothing is given', () => {
    expect(chooseAccounts(NOTHING, around(null))).toEqual({
      todoist: { kind: 'emulator', plan: 'pro' },
      things: {
        kind: 'emulator',
        databasePath: join(directory, '.data/sample/things/main.sqlite'),
        sample: true,
        copyOf: null,
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
      things: { kind: 'emulator', databasePath: database, sample: false, copyOf: null },
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

describe('a library of the real app', () => {
  const CONTAINER = 'Library/Group Containers/JLMPQHK86H.com.culturedcode.ThingsMac';
  let own: string;

  function library(path: string): string {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'SQLite format 3\0 and the rest');
    return file;
  }
  function onMac(todoistToken: string | null): Surroundings {
    return { ...around(todoistToken), platform: 'darwin' };
  }
  beforeEach(() => {
    own = library(`${CONTAINER}/ThingsData-ABCDE/Things Database.thingsdatabase/main.sqlite`);
  });

  it('[G70] is never given to an emulator, whatever else was asked for and under whatever name', () => {
    const other = library(`${CONTAINER}/ThingsData-OLD00/Things Database.thingsdatabase/main.sqlite`);
    const beta = library('Library/Containers/com.culturedcode.ThingsMac.beta/Data/main.sqlite');
    // The app uses the one that changed last.
    for (const left of [other, beta]) utimesSync(left, 0, 0);
    const link = join(directory, 'link');
    symlinkSync(dirname(own), link);
    for (const things of [own, dirname(own), other, beta, link]) {
      for (const todoist of [null, 'emulator', 'http://127.0.0.1:4000']) {
        for (const surroundings of [onMac(null), around(null)]) {
          const choose = () => chooseAccounts({ ...NOTHING, things, todoist }, surroundings);
          expect(choose, `${things} with ${todoist}`).toThrow(/belongs to the Things app.*--try/);
        }
      }
      if (things === other || things === beta) {
        const choose = () => chooseAccounts({ ...NOTHING, things }, onMac('secret'));
        expect(choose).toThrow(/is in a folder of the Things app, but Things uses/);
      }
    }
  });

  it('[G71] is driven through the app with a real account only, never with one on this machine', () => {
    const real = chooseAccounts(NOTHING, onMac('secret'));
    expect([real.things, real.todoist.kind]).toEqual([{ kind: 'app', databasePath: own }, 'api']);
    for (const todoist of ['emulator', 'http://localhost:4000/api/v1']) {
      expect(chooseAccounts({ ...NOTHING, todoist }, onMac('secret')).things).toMatchObject({ sample: true });
    }
    expect(chooseAccounts(NOTHING, onMac(null)).things).toMatchObject({ sample: true });
  });

  it('[G72] is tried on a copy in the state directory', () => {
    const tried = chooseAccounts({ ...NOTHING, trial: true }, onMac('secret'));
    expect(tried).toEqual({
      todoist: { kind: 'emulator', plan: 'pro' },
      things: {
        kind: 'emulator',
        databasePath: join(directory, '.data/try/things/main.sqlite'),
        sample: false,
        copyOf: own,
      },
      stateDirectory: join(directory, '.data/try'),
    });
    expect(chooseAccounts({ ...NOTHING, trial: true, things: database }, around(null)).things).toMatchObject({
      copyOf: database,
    });
    const withApi = { ...NOTHING, trial: true, todoist: 'https://api.todoist.com/api/v1' };
    expect(() => chooseAccounts(withApi, onMac('secret'))).toThrow(/--try uses an emulated Todoist account/);
    rmSync(join(directory, 'Library'), { recursive: true });
    expect(() => chooseAccounts({ ...NOTHING, trial: true }, onMac(null))).toThrow(/name one with --things/);
  });
});
