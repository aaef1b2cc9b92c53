// A server on a socket that only this user reaches.

import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOwnFolder, type OwnFolder } from '../left-folders.ts';

/** A server that listens. */
export interface PrivateSocket {
  readonly socketPath: string;
  /** Ends every connection, and removes the socket. May be called again, and waits for the same end then. */
  readonly close: () => Promise<void>;
}

/**
 * Has a server listen in a folder of its own: a socket's path may not be longer than about 100 bytes. `name`: of the folder.
 * `atEnd`: once nobody is served any more.
 */
export async function listenPrivately(
  server: Server,
  name: OwnFolder,
  atEnd: () => void = () => undefined,
): Promise<PrivateSocket> {
  const directory = makeOwnFolder(tmpdir(), name);
  const socketPath = join(directory, `${name}.sock`);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  const end = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
    rmSync(directory, { recursive: true, force: true });
    atEnd();
  };
  let ended: Promise<void> | null = null;
  return { socketPath, close: () => (ended ??= end()) };
}
