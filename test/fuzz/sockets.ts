// What no HTTP client would let through: bytes on a socket that are no request, or only half of one.

import { connect } from 'node:net';
import type { Random } from '../sim/random.ts';

/** So long a server may keep quiet about half a request, ms. */
const PATIENCE_MS = 400;

/** Draws what is written to a socket. `hold`: the other half never comes. */
export function drawBytes(random: Random, token: string): { readonly bytes: string; readonly hold: boolean } {
  const head = (line: string, ...more: string[]) =>
    `${[line, 'host: 127.0.0.1', ...more].join('\r\n')}\r\n\r\n`;
  const auth = `authorization: Bearer ${token}`;
  const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==';
  const upgrade = ['upgrade: websocket', 'connection: Upgrade', 'sec-websocket-version: 13', key];
  const whole = random.pick([
    'GET / HTTP/9.9\r\n\r\n',
    '\u0000\u0001\u0002\u0003',
    head('GET /v1/plan'),
    head('POST /v1/undo HTTP/1.1', auth, 'content-length: -1'),
    head('POST /v1/undo HTTP/1.1', auth, 'content-length: 5', 'content-length: 6'),
    `${head('POST /v1/undo HTTP/1.1', auth, 'transfer-encoding: chunked')}zz\r\n`,
    `${head('POST /v1/undo HTTP/1.1', auth, 'transfer-encoding: chunked', 'content-length: 3')}0\r\n\r\n`,
    head('GET /v1/plan HTTP/1.1', 'host: evil.example'),
    'GET http://evil.example/v1/plan HTTP/1.1\r\nhost: evil.example\r\n\r\n',
    head('GET /mobile/socket HTTP/1.1', ...upgrade, `sec-websocket-protocol: ${drawProtocols(random)}`),
    head('GET /mobile/socket HTTP/1.1', ...upgrade, 'x-device-id: d', 'x-signature: 00', 'x-nonce: 12345678'),
    `${head('GET /v1/poke HTTP/1.1', auth, ...upgrade)}\u0081\u00ff\u00ff\u00ff`,
    head('TRACE / HTTP/1.1', auth),
    head('GET /v1/plan HTTP/1.1', `x-long: ${'x'.repeat(200_000)}`),
    head('GET /v1/plan HTTP/1.1', ...Array.from({ length: 2000 }, (_, at) => `x-${at}: y`)),
  ]);
  const half = random.pick([
    'POST /v1/undo HTTP/1.1\r\nhost: 127',
    `${head('POST /v1/undo HTTP/1.1', auth, 'content-type: application/json', 'content-length: 100')}{"since":`,
    `${head('POST /things/sync HTTP/1.1', auth, 'transfer-encoding: chunked')}5\r\n[{"a`,
  ]);
  return random.chance(0.5) ? { bytes: whole, hold: false } : { bytes: half, hold: random.chance(0.5) };
}

/** What stands where a device's signature would. */
function drawProtocols(random: Random): string {
  const text = random.pick([
    '',
    '[]',
    '[1,2,3,4]',
    '["d","now","12345678","00"]',
    '{"__proto__":1}',
    '[['.repeat(300),
  ]);
  const signed = Buffer.from(text).toString('base64url');
  return random.pick([
    'ttsync.v1',
    `ttsync.v1, ttsync.signed.${signed}`,
    `ttsync.signed.${signed}, ttsync.signed.${signed}`,
    `ttsync.v1, ttsync.signed.${'A'.repeat(20_000)}`,
    'ttsync.v1, ttsync.signed.%%%',
    ','.repeat(5000),
  ]);
}

/** Writes bytes and gives what came back until the server closed, or said nothing more for a while. */
export function exchangeBytes(url: string, bytes: string, hold: boolean): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const end = () => {
      socket.destroy();
      resolve(heard);
    };
    socket.setEncoding('utf8').setTimeout(PATIENCE_MS, end);
    socket.on('data', (text: string) => (heard += text));
    socket.on('end', end);
    // A server that hangs up on this is right to.
    socket.on('error', end);
    socket.write(bytes, () => {
      if (!hold) socket.end();
    });
  });
}
