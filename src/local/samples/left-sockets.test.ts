import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeSocketFolder, removeLeftSockets } from './left-sockets.ts';

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
  await removeLeftSockets(temporary);
  expect(readdirSync(temporary).toSorted()).toEqual([
    'another-cccccc',
    `things-emulator-${process.pid}-eeeeee`,
    'things-emulator-ffffff',
    'things-emulator-notes.txt',
  ]);
});

it('[G151] a socket that somebody listens on stays', async () => {
  const temporary = folder();
  const { socket } = makeSocketFolder(temporary);
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(socket, resolve);
  });
  await removeLeftSockets(temporary);
  expect(existsSync(socket)).toBe(true);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  await removeLeftSockets(temporary);
  expect(readdirSync(temporary)).toHaveLength(1);
});
