import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tokenPlaces } from './agent-token.ts';
import { readArguments } from './arguments.ts';

const URL_FLAG = ['--url', 'https://sync.example.workers.dev'];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-token-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(text: string, mode: number): string {
  const path = join(folder, 'token');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('the token', () => {
  it('[G181] comes from a file that only its owner can read, whatever the environment has', () => {
    const file = fileOf('from-file\n', 0o600);
    const read = readArguments([...URL_FLAG, '--token-file', file], { TTSYNC_TOKEN: 'from-environment' });
    expect(read).toMatchObject({ value: { token: 'from-file' } });
  });

  it.each([
    ['others can read', 'secret', 0o644, 'chmod 600'],
    ['the group can read', 'secret', 0o640, 'chmod 600'],
    ['is empty', ' \n', 0o600, 'is empty'],
    ['holds two', 'one\ntwo\n', 0o600, 'more than one'],
  ])('[G181] is not taken from a file that %s', (_name, text, mode, words) => {
    const read = readArguments([...URL_FLAG, '--token-file', fileOf(text, mode)], { TTSYNC_TOKEN: 'other' });
    expect(read).toMatchObject({ error: { kind: 'no_token', detail: expect.stringContaining(words) } });
    expect(JSON.stringify(read)).not.toContain('secret');
  });

  it('[G181] names a file that is not there', () => {
    const read = readArguments([...URL_FLAG, '--token-file', join(folder, 'none')], {});
    expect(read).toMatchObject({ error: { detail: expect.stringContaining('ENOENT') } });
  });

  it('[G181] comes from the keychain of macOS when that is asked for, and only then', () => {
    const security = join(folder, 'security');
    const calls = join(folder, 'calls');
    const script = `#!/bin/sh\necho "$@" >>'${calls}'\n[ "$3" = ttsync ] && echo from-keychain && exit 0\necho half-a-secret; exit 44\n`;
    writeFileSync(security, script, { mode: 0o700 });
    const places = tokenPlaces({ platform: 'darwin', security });
    expect(readArguments(URL_FLAG, { TTSYNC_TOKEN: 'own' }, places)).toMatchObject({
      value: { token: 'own' },
    });
    expect(readArguments([...URL_FLAG, '--keychain', 'ttsync'], {}, places)).toMatchObject({
      value: { token: 'from-keychain' },
    });
    const missing = readArguments([...URL_FLAG, '--keychain', 'other'], {}, places);
    expect(missing).toMatchObject({
      error: { detail: expect.stringContaining('add-generic-password -s other') },
    });
    expect(JSON.stringify(missing)).not.toContain('half-a-secret');
    expect(
      readArguments([...URL_FLAG, '--keychain', 'x'], {}, tokenPlaces({ platform: 'linux' })),
    ).toMatchObject({
      error: { detail: expect.stringContaining('macOS') },
    });
  });

  it('[G181] can come from one place only', () => {
    const read = readArguments([...URL_FLAG, '--token-file', '/x', '--keychain', 'y'], {});
    expect(read).toMatchObject({
      error: { kind: 'bad_arguments', detail: expect.stringContaining('one of') },
    });
  });
});
