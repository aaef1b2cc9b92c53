// A server on a socket that only this user reaches.

import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOwnFolder, type OwnFolder } from '../left-folders.ts';

/** A server that listens. */
export interface PrivateSocket {
  readonly socketPath: string;
  /** Ends every connection, and removes the socket. May be called again. */
  readonly close: () => Promise<void>;
}

/** Has a server listen in a folder of its own: a socket's path may not be longer than about 100 bytes. `name`: of the folder. */
export async function listenPrivately(server: Server, name: OwnFolder): Promise<PrivateSocket> {
  const directory = makeOwnFolder(tmpdir(), name);
  const socketPath = join(directory, `${name}.sock`);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  let isOpen = true;
  return {
    socketPath,
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
