// The command line, good and bad.

import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

const ENV = { TTSYNC_TOKEN: 'secret' };
const URL_FLAG = ['--url', 'https://sync.example.workers.dev'];

describe('readArguments', () => {
  it('reads all flags', () => {
    const args = [...URL_FLAG, '--db', '/x', '--state', '/y', '--once', '--interval', '60'];
    expect(readArguments(args, ENV)).toEqual({
      ok: true,
      value: {
        url: 'https://sync.example.workers.dev',
        token: 'secret',
        database: '/x',
        stateDirectory: '/y',
        once: true,
        intervalSeconds: 60,
      },
    });
  });

  it('takes the database from the environment, and 5 minutes for the interval', () => {
    expect(readArguments(URL_FLAG, { ...ENV, THINGSDB: '/z' })).toMatchObject({
      value: { database: '/z', once: false, intervalSeconds: 300 },
    });
  });

  it.each([
    ['no url', [], ENV],
    ['a bad url', ['--url', 'ftp://x'], ENV],
    ['an unknown flag', [...URL_FLAG, '--fast'], ENV],
  ])('refuses %s in one line', (_name, args, env) => {
    const result = readArguments(args, env);
    expect(result.ok ? '' : result.error.kind).toBe('bad_arguments');
  });

  it.each([
    'http://sync.example.com',
    'http://192.168.1.5:8787',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
  ])('[G180] refuses to send the token in the clear to %s', (url) => {
    const result = readArguments(['--url', url], ENV);
    expect(result).toMatchObject({
      error: { kind: 'bad_arguments', detail: expect.stringContaining('in the clear') },
    });
  });

  it.each([
    'http://127.0.0.1:8787',
    'http://localhost:8787/',
    'http://[::1]:8787',
    'https://sync.example.com',
  ])('[G180] takes %s', (url) => {
    expect(readArguments(['--url', url], ENV)).toMatchObject({ value: { url } });
  });

  it('[G180] takes no address with a password in it', () => {
    expect(readArguments(['--url', 'https://a:b@sync.example.com'], ENV)).toMatchObject({
      error: { kind: 'bad_arguments' },
    });
  });

  it('[G173] without a token names the variable that it belongs into', () => {
    expect(readArguments(URL_FLAG, {})).toMatchObject({
      error: { kind: 'no_token', detail: expect.stringContaining('TTSYNC_TOKEN') },
    });
  });

  it.each(['soon', '0', '-5', '1.5', '1e2', '0x10', '', '86401'])(
    'refuses an interval of %j in one line',
    (interval) => {
      const result = readArguments([...URL_FLAG, `--interval=${interval}`], ENV);
      expect(result.ok ? '' : result.error.detail).toContain('from 1 to 86400');
    },
  );
});
