import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listenForPokes } from './poke.ts';

/** What RFC 6455 adds to a client's key. */
const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const opened: Server[] = [];
const sockets: Duplex[] = [];

interface SocketServer {
  readonly url: string;
  /** What each connection asked for. */
  readonly seen: string[];
}

/** A server that accepts sockets, says one word on each, and closes it again. */
const pokingServer = (word: string): Promise<SocketServer> =>
  socketServer((socket) => {
    socket.write(Buffer.concat([Buffer.from([0x81, word.length]), Buffer.from(word)]));
    socket.end(Buffer.from([0x88, 0]));
  });

/** A server that accepts sockets; `speak` says what happens on each. */
async function socketServer(speak: (socket: Duplex) => void): Promise<SocketServer> {
  const seen: string[] = [];
  const server = createServer();
  server.on('upgrade', (request, socket) => {
    socket.on('error', () => socket.destroy());
    sockets.push(socket);
    seen.push(`${request.url} ${request.headers.authorization}`);
    const key = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}${WEBSOCKET_GUID}`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
    );
    speak(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

afterEach(() => {
  vi.useRealTimers();
  for (const server of opened.splice(0)) {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  }
});

function listen(url: string, onPoke: () => void): { readonly ended: Promise<void>; stop(): void } {
  const ending = new AbortController();
  const clock = { now: () => Date.now(), sleep: () => delay(1) };
  return {
    ended: listenForPokes({ url, token: 'secret', clock, signal: ending.signal, onPoke }),
    stop: () => ending.abort(),
  };
}

describe('listening for pokes', () => {
  it('[G26] tells of a poke, with the token in a header, and listens anew when the socket ends', async () => {
    const server = await pokingServer('{"type":"poke"}');
    let pokes = 0;
    const listening = listen(server.url, () => (pokes += 1));
    await vi.waitFor(() => expect(server.seen.length).toBeGreaterThan(1));
    listening.stop();
    await listening.ended;
    expect(server.seen[0]).toBe('/v1/poke Bearer secret');
    expect(pokes).toBeGreaterThan(2);
  });

  it('[G26] goes on trying where nobody answers, and ends when it is told to', async () => {
    const listening = listen('http://127.0.0.1:1', () => undefined);
    await delay(20);
    listening.stop();
    await expect(listening.ended).resolves.toBeUndefined();
  });

  it('[G26] opens a connection anew on which no ping is answered any more', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const server = await socketServer(() => undefined);
    const listening = listen(server.url, () => undefined);
    await vi.waitFor(() => expect(server.seen).toHaveLength(1));
    for (let pings = 0; pings < 40 && server.seen.length < 2; pings += 1) {
      vi.advanceTimersByTime(45_000);
      await delay(5);
    }
    listening.stop();
    await listening.ended;
    expect(server.seen).toHaveLength(2);
  });

  it('[G26] keeps a connection on which every ping is answered', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let pings = 0;
    const server = await socketServer((socket) =>
      socket.on('data', () => {
        pings += 1;
        socket.write(Buffer.concat([Buffer.from([0x81, 4]), Buffer.from('pong')]));
      }),
    );
    let pokes = 0;
    const listening = listen(server.url, () => (pokes += 1));
    await vi.waitFor(() => expect(pokes).toBe(1));
    for (let at = 1; at <= 10; at += 1) {
      vi.advanceTimersByTime(45_000);
      await vi.waitFor(() => expect(pings).toBe(at));
      await delay(5);
    }
    expect(server.seen).toHaveLength(1);
    expect(pokes).toBe(1);
    listening.stop();
    await listening.ended;
  });
});
