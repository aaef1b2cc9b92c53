import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { beginRekey, endRekey, readKeyFile, secretsKeysOf } from './secrets-keys.ts';

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'keys-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

describe('the key of this machine', () => {
  it('[A73] is made once, and nobody else can read it', () => {
    const path = temporary();
    const keys = secretsKeysOf(path);
    expect(keys.old).toBe('');
    expect(Buffer.from(keys.current, 'base64')).toHaveLength(32);
    expect(secretsKeysOf(path)).toEqual(keys);
    expect(statSync(join(path, 'secrets.key')).mode & 0o777).toBe(0o600);
  });

  it('[A73] a change that was begun goes on with its key, and both are good until it ends', () => {
    const path = temporary();
    const { current: before } = secretsKeysOf(path);
    beginRekey(path, null);
    const between = secretsKeysOf(path);
    expect(between.old).toBe(before);
    expect(between.current).not.toBe(before);
    beginRekey(path, null);
    expect(secretsKeysOf(path)).toEqual(between);
    expect(() => beginRekey(path, before)).toThrow('in use already');
    const other = Buffer.alloc(32, 9).toString('base64');
    expect(() => beginRekey(path, other)).toThrow('was begun and not finished');
    endRekey(path);
    expect(secretsKeysOf(path)).toEqual({ current: between.current, old: '' });
    expect(existsSync(join(path, 'secrets.next.key'))).toBe(false);
    expect(statSync(join(path, 'secrets.key')).mode & 0o777).toBe(0o600);
  });

  it('[A73] what is no key is refused with its file', () => {
    const path = temporary();
    const file = join(path, 'mine.txt');
    expect(() => readKeyFile(file)).toThrow(`${file} does not exist`);
    writeFileSync(file, '\n');
    expect(() => readKeyFile(file)).toThrow('is empty');
    writeFileSync(file, 'hunter2');
    expect(() => readKeyFile(file)).toThrow(`${file} does not contain a key`);
    const own = Buffer.alloc(32, 7).toString('base64');
    writeFileSync(file, `${own}\n`);
    beginRekey(path, readKeyFile(file));
    endRekey(path);
    expect(readFileSync(join(path, 'secrets.key'), 'utf8')).toBe(own);
    expect(() => beginRekey(path, own)).toThrow('in use already');
  });
});
