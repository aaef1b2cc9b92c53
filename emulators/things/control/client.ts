// Asks a running emulator one question over its socket; used by bin/open, bin/osascript and tests.
import { createConnection } from 'node:net';
import type { ControlRequest, ControlResponse } from './protocol.ts';

/** Sends one request and returns the answer. Rejects when the socket is unreachable or closes early. */
export function askEmulator(socketPath: string, request: ControlRequest): Promise<ControlResponse> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath);
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.end(`${JSON.stringify(request)}\n`));
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.on('error', reject);
    socket.on('end', () => {
      if (answer === '') reject(new Error('the Things emulator closed the connection'));
      else resolve(JSON.parse(answer) as ControlResponse);
    });
  });
}
