import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeOwnFolder, makeSocketFolder, removeLeftFolders } from './left-folders.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'left-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A process that listens on a socket and is killed: the socket stays. Gives the number of the process. */
function killedOn(socket: string): number {
  const script = `require('node:net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
  return spawnSync(process.execPath, ['-e', script]).pid;
}

it('[G151] what a killed emulator left is removed, with or without the number of its process, and nothing else', async () => {
  const temporary = folder();
  const gone = killedOn(join(temporary, 'first.sock'));
  rmSync(join(temporary, 'first.sock'), { force: true });
  for (const name of [`things-emulator-${gone}-aaaaaa`, 'things-emulator-bbbbbb', 'another-cccccc']) {
    mkdirSync(join(temporary, name));
    killedOn(join(temporary, name, 'control.sock'));
    expect(existsSync(join(temporary, name, 'control.sock'))).toBe(true);
  }
  killedOn(join(temporary, `things-emulator-${gone}.sock`));
  mkdirSync(join(temporary, `things-emulator-${gone}-dddddd`));
  mkdirSync(join(temporary, `things-emulator-${process.pid}-eeeeee`));
  mkdirSync(join(temporary, 'things-emulator-ffffff'));
  writeFileSync(join(temporary, 'things-emulator-notes.txt'), 'mine');
  await removeLeftFolders(temporary, Date.now());
  expect(readdirSync(temporary).toSorted()).toEqual([
    'another-cccccc',
    `things-emulator-${process.pid}-eeeeee`,
    'things-emulator-ffffff',
    'things-emulator-notes.txt',
  ]);
});

it('[G151] a socket that somebody listens on stays', async () => {
  const temporary = folder();
  const { socket } = makeSocketFolder(temporary, 'things-emulator');
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(socket, resolve);
  });
  await removeLeftFolders(temporary, Date.now());
  expect(existsSync(socket)).toBe(true);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  await removeLeftFolders(temporary, Date.now());
  expect(readdirSync(temporary)).toHaveLength(1);
});

it('[G185] sockets of services and copies of the state are removed when their process was killed, and nothing else', async () => {
  const temporary = folder();
  const gone = killedOn(join(temporary, 'first.sock'));
  rmSync(join(temporary, 'first.sock'), { force: true });
  for (const kind of ['kv', 'deliveries']) {
    for (const name of [`${kind}-${gone}-aaaaaa`, `${kind}-bbbbbb`]) {
      mkdirSync(join(temporary, name));
      killedOn(join(temporary, name, `${kind}.sock`));
    }
    mkdirSync(join(temporary, `${kind}-${gone}-cccccc`));
    mkdirSync(join(temporary, `${kind}-dddddd`));
  }
  const kept = [
    ...['kv', 'deliveries', 'dry-run'].map((kind) => makeOwnFolder(temporary, kind as 'kv')),
    copyOfState(join(temporary, 'dry-run-eeeeee'), 0),
    join(temporary, 'kv-dddddd'),
    join(temporary, 'deliveries-dddddd'),
    join(temporary, 'dry-run-ffffff'),
  ];
  copyOfState(join(temporary, `dry-run-${gone}-aaaaaa`), 0);
  copyOfState(join(temporary, 'dry-run-gggggg'), 2);
  mkdirSync(join(temporary, 'dry-run-ffffff'));
  utimesSync(join(temporary, 'dry-run-ffffff'), 1, 1);
  await removeLeftFolders(temporary, Date.now());
  expect(
    readdirSync(temporary)
      .map((name) => join(temporary, name))
      .toSorted(),
  ).toEqual(kept.toSorted());
});

/** What a dry run of so many days ago worked on. */
function copyOfState(path: string, days: number): string {
  mkdirSync(path);
  for (const name of ['token', 'pair.json']) writeFileSync(join(path, name), 'x');
  const at = Date.now() / 1000 - days * 86_400;
  utimesSync(path, at, at);
  return path;
}
