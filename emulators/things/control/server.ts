// Serves the control protocol of one app on a Unix socket.
// A thin door: every request is one call on the app, and a failed call is an answer, not a crash.
import { rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { ThingsEvent } from '../events.ts';
import type { ScriptResult } from '../jxa/run-script.ts';
import { MAX_MESSAGE_BYTES } from '../limits.ts';
import type { ListName } from '../state/lists.ts';
import type { ControlRequest, ControlResponse } from './protocol.ts';

/** What the socket needs of the app. */
interface ControlledApp {
  readonly person: object;
  readonly faults: object;
  readonly events: readonly ThingsEvent[];
  readonly isRunning: boolean;
  openUrl(url: string): void;
  runJxa(script: string, argv: readonly string[]): ScriptResult;
  runAppleScript(program: string, argv: readonly string[]): ScriptResult;
  settle(): void;
  dayMaintenance(): void;
  list(name: ListName): string[];
  setClock(atMs: number, isFrozen?: boolean): void;
  advanceClock(ms: number): void;
  releaseClock(): void;
  setZone(name: string): void;
  launch(): void;
  quit(): void;
}

/** A listening control socket. */
export interface ControlSocket {
  close(): Promise<void>;
}

/** Listens on a socket path and serves requests until closed. Rejects when a living process holds the path. */
export async function listenOnSocket(app: ControlledApp, socketPath: string): Promise<ControlSocket> {
  if (await isAbandoned(socketPath)) rmSync(socketPath);
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    serveConnection(app, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  return {
    close: () =>
      new Promise((done) => {
        for (const socket of open) socket.destroy();
        server.close(() => done());
      }),
  };
}

/** Tells whether a socket file is left over from a process that is gone, as after a crash. */
function isAbandoned(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection(socketPath);
    probe.on('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}

function serveConnection(app: ControlledApp, socket: Socket): void {
  let received = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    received += chunk;
    if (received.length > MAX_MESSAGE_BYTES) socket.destroy();
  });
  socket.on('end', () => socket.end(`${JSON.stringify(answer(app, received))}\n`));
  // A client that goes away early is no concern of the app.
  socket.on('error', () => socket.destroy());
}

function answer(app: ControlledApp, text: string): ControlResponse {
  try {
    return { ok: true, value: perform(app, JSON.parse(text) as ControlRequest) ?? null };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

function perform(app: ControlledApp, request: ControlRequest): unknown {
  switch (request.op) {
    case 'open':
      if (request.launch) app.launch();
      if (request.url !== undefined) app.openUrl(request.url);
      return null;
    case 'script':
      return app.runJxa(request.script, request.argv);
    case 'appleScript':
      return app.runAppleScript(request.script, request.argv);
    case 'settle':
      return app.settle();
    case 'dayMaintenance':
      return app.dayMaintenance();
    case 'launch':
      return app.launch();
    case 'quit':
      return app.quit();
    case 'events':
      return app.events;
    case 'isRunning':
      return app.isRunning;
    case 'clock':
      if (request.at === null) return app.releaseClock();
      return app.setClock(new Date(request.at).getTime(), request.frozen ?? false);
    case 'advance':
      return app.advanceClock(request.ms);
    case 'zone':
      return app.setZone(request.name);
    case 'list':
      return app.list(request.name);
    case 'person':
      return callByName(app.person, request.method, request.args);
    case 'fault':
      return callByName(app.faults, request.method, request.args);
  }
}

function callByName(target: object, method: string, args: readonly unknown[]): unknown {
  const member: unknown = Reflect.get(target, method);
  if (typeof member !== 'function') throw new Error(`no such method: ${method}`);
  return Reflect.apply(member, target, [...args]);
}
