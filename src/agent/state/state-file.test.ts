import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStateFile } from './state-file.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

it('[G182] closes to others what an earlier version left open', () => {
  const parent = mkdtempSync(join(tmpdir(), 'state-file-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const directory = join(parent, 'state');
  const former = process.umask(0o022);
  onTestFinished(() => void process.umask(former));
  openStateFile(directory).db.close();
  const file = join(directory, 'agent.sqlite');
  chmodSync(directory, 0o755);
  chmodSync(file, 0o644);
  const { db } = openStateFile(directory);
  expect([modeOf(directory), modeOf(file)]).toEqual([0o700, 0o600]);
  // The log beside it takes the mode of the file.
  if (existsSync(`${file}-wal`)) expect(modeOf(`${file}-wal`)).toBe(0o600);
  db.close();
});

it('[G182] makes its folder for its owner alone', () => {
  const parent = mkdtempSync(join(tmpdir(), 'state-file-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  openStateFile(join(parent, 'new')).db.close();
  expect(modeOf(join(parent, 'new'))).toBe(0o700);
});
