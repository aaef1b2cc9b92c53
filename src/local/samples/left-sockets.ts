// Sockets of emulated Things apps in the folder for temporary files: how a new one is named, and the removal of those whose process
// was killed before it could remove its own.

import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

const NAME = /^things-emulator-(?:(\d+)(?:-\w{6}|\.sock)|\w{6})$/;
/** In each folder, the name of its socket. */
const SOCKET = 'control.sock';

/** Makes a folder for the socket of this process; gives the path of the socket. */
export function makeSocketFolder(temporary: string): { readonly folder: string; readonly socket: string } {
  const folder = mkdtempSync(join(temporary, `things-emulator-${process.pid}-`));
  return { folder, socket: join(folder, SOCKET) };
}

/**
 * Removes what killed processes of this user left in the folder for temporary files. What somebody listens on stays, and so does what
 * a running process may be about to listen on.
 */
export async function removeLeftSockets(temporary: string): Promise<void> {
  for (const name of readdirSync(temporary)) {
    const found = NAME.exec(name);
    const path = join(temporary, name);
    const stats = found === null ? undefined : lstatSync(path, { throwIfNoEntry: false });
    if (found === null || stats === undefined || stats.uid !== process.getuid?.()) continue;
    const [, pid] = found;
    const answer = await knock(stats.isDirectory() ? join(path, SOCKET) : path);
    const isLeft =
      answer === 'refused' || (answer === 'missing' && pid !== undefined && !isAlive(Number(pid)));
    if (isLeft) rmSync(path, { recursive: true, force: true });
  }
}

/** Whether somebody listens on a socket; `missing`: there is none. */
function knock(path: string): Promise<'open' | 'refused' | 'missing' | 'unknown'> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('open');
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ENOENT') resolve('missing');
      else resolve(code === 'ECONNREFUSED' ? 'refused' : 'unknown');
    });
  });
}

/** A process of somebody else can't be signalled, but is there. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.code !== 'ESRCH';
    throw error;
  }
}
