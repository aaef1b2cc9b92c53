// A server on a socket that only this user reaches.

import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { makeSocketFolder, type SocketFolder } from '../left-folders.ts';

/** A server that listens. */
export interface PrivateSocket {
  readonly socketPath: string;
  /** Ends every connection, and removes the socket. May be called again, and waits for the same end then. */
  readonly close: () => Promise<void>;
}

/** Has a server listen in a folder of its own. `kind`: of the folder. `atEnd`: called once nobody is served any more. */
export async function listenPrivately(
  server: Server,
  kind: SocketFolder,
  atEnd: () => void = () => undefined,
): Promise<PrivateSocket> {
  const { folder, socket: socketPath } = makeSocketFolder(tmpdir(), kind);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  const end = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
    rmSync(folder, { recursive: true, force: true });
    atEnd();
  };
  let ended: Promise<void> | null = null;
  return { socketPath, close: () => (ended ??= end()) };
}
