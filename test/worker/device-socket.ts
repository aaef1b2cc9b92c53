// A device's socket as the suites in workerd open it, with everything that is said on it.

import { exports } from 'cloudflare:workers';
import type { SignedFields } from '../../src/protocol/mobile-signature.ts';
import { protocolsOf } from '../../src/protocol/mobile-socket.ts';
import { signatureHeaders, type Paired } from './device-client.ts';
import { beginWith } from './harness.ts';

/** What was said on a socket, and how it ended. */
export interface Heard {
  readonly socket: WebSocket;
  readonly messages: readonly string[];
  /** The next message that was not taken yet. */
  readonly next: () => Promise<string>;
  readonly ended: Promise<{ readonly code: number; readonly reason: string }>;
  readonly close: () => Promise<void>;
}

/** What a device signs to open its socket. */
export function signedFor(
  paired: Paired,
  { at = Date.now(), path = '/mobile/socket' }: { readonly at?: number; readonly path?: string } = {},
): Promise<SignedFields> {
  return signatureHeaders(paired, { path, timestamp: new Date(at).toISOString() });
}

/** Asks for a socket with these headers. */
export function askForSocket(
  headers: Readonly<Record<string, string>>,
  path = '/mobile/socket',
): Promise<Response> {
  return exports.default.fetch(`http://worker${path}`, { headers: { upgrade: 'websocket', ...headers } });
}

/** Opens a socket as a browser does, with the signature among its protocols. */
export async function listenAs(paired: Paired, path = '/mobile/socket'): Promise<Heard> {
  const protocols = protocolsOf(await signedFor(paired, { path })).join(', ');
  const response = await askForSocket({ 'sec-websocket-protocol': protocols }, path);
  if (response.webSocket === null) throw new Error(`no socket: ${response.status} ${await response.text()}`);
  return hear(response.webSocket);
}

function hear(socket: WebSocket): Heard {
  const messages: string[] = [];
  const waiting: ((message: string) => void)[] = [];
  let taken = 0;
  socket.addEventListener('message', ({ data }) => {
    messages.push(String(data));
    waiting.shift()?.(String(data));
  });
  const ended = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }));
  });
  socket.accept();
  return {
    socket,
    messages,
    next: async () => {
      taken += 1;
      const told = messages[taken - 1];
      return told ?? new Promise((resolve) => waiting.push(resolve));
    },
    ended,
    close: async () => {
      socket.close(1000);
      await ended;
    },
  };
}

/** The first sync is done, with one task in both apps. */
export function begun(): Promise<void> {
  return beginWith('Call Anna');
}

/** A whole task as clients of the earlier API send it. */
export function newTask(id: string): object {
  const at = new Date().toISOString();
  const dates = { createdAt: at, updatedAt: at, syncState: 'dirty' };
  return { id, title: id, notes: '', due: null, status: 'open', list: 'inbox', labels: [], ...dates };
}
