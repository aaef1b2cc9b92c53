// Stands for everything outside this machine: a proxy on loopback that notes what a browser wants from there, and refuses it.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The outside. */
export interface Outside {
  /** For `--proxy-server`. Browsers use it for every name that is not this machine, so that none is even looked up. */
  readonly proxyUrl: string;
  /** Host names, with ports, that were asked for. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts it on any free port. */
export async function openOutside(): Promise<Outside> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(URL.parse(request.url ?? '')?.host ?? 'unknown');
    response.writeHead(403).end();
  });
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? 'unknown');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    proxyUrl: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
