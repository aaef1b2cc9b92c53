import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { systemWords } from './system-words.ts';

describe('what a system refuses', () => {
  it.each([
    [
      Object.assign(new Error('no'), { code: 'ENOSPC', path: '/state/token' }),
      '/state/token: the disk is full',
    ],
    [Object.assign(new Error('no'), { errcode: 13 }), 'the disk is full'],
    [Object.assign(new Error('no'), { errcode: 1544 }), 'a file of the state is read-only'],
    [
      new Error('outer', { cause: Object.assign(new Error('no'), { code: 'EROFS' }) }),
      'the disk is read-only',
    ],
    [new Error('a bug'), null],
    ['no error', null],
  ])('[G91] %s is told in words', (error, words) => expect(systemWords(error)).toBe(words));

  it('[G91] is told in words by SQLite, too', () => {
    const directory = mkdtempSync(join(tmpdir(), 'words-'));
    mkdirSync(join(directory, 'folder.sqlite'));
    let caught: unknown = null;
    try {
      new DatabaseSync(join(directory, 'folder.sqlite')).close();
    } catch (error) {
      caught = error;
    }
    rmSync(directory, { recursive: true });
    expect(systemWords(caught)).toBe('a file of the state can’t be opened');
  });

  it.skipIf(!existsSync('/dev/full'))('[G91] of the output is one line, and no result', () => {
    const full = openSync('/dev/full', 'w');
    const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
    const ended = spawnSync(process.execPath, [main, 'sync', '--help'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect([ended.status, String(ended.stderr)]).toEqual([
      1,
      'error: the output can’t be written: the disk is full\n',
    ]);
  });
});
