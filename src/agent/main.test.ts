// The agent as a program, with `open` and `osascript` as programs too, against a Worker over HTTP: what a Mac would run.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createThingsApp } from '../../emulators/things/app.ts';
import { exchangeRequestSchema } from '../protocol/exchange.ts';
import type { Plan } from '../protocol/plan.ts';
import { BookkeepingWorker, createTodo, updateTodo } from '../../test/support/agent.ts';

const ROOT = join(import.meta.dirname, '../..');
/** The stop of one of two installations on a library. */
const NOT_KEEPER: Plan = {
  hash: 'h4sh',
  reason: 'not_keeper',
  holds: { what: 'everything' },
  explanation: 'Another installation keeps this library.',
  counts: {},
  lines: [],
  suggestions: [],
  createdAt: 0,
  approved: false,
};

let folder = '';
let worker: BookkeepingWorker;
let app: ReturnType<typeof createThingsApp>;
let socket: { close(): Promise<void> };
let server: Server;
const agents: ChildProcess[] = [];
let printed = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'main-'));
  worker = new BookkeepingWorker();
  app = createThingsApp({ databasePath: join(folder, 'library', 'main.sqlite'), zone: 'UTC' });
  socket = await app.listen(join(folder, 'socket'));
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // This Worker has no socket for pokes.
      if (request.method !== 'POST') return void response.writeHead(426).end();
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      response.end(JSON.stringify(worker.exchange(exchangeRequestSchema.parse(body))));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  for (const agent of agents.splice(0)) agent.kill('SIGKILL');
  server.closeAllConnections();
  server.close();
  await socket.close();
  app.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(...flags: readonly string[]): ChildProcess {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const paths = [join(ROOT, 'emulators/things/bin'), dirname(process.execPath), process.env['PATH'] ?? ''];
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'src/agent/main.ts'),
      '--url',
      `http://127.0.0.1:${port}`,
      '--db',
      join(folder, 'library'),
      '--state',
      join(folder, 'state'),
      ...flags,
    ],
    {
      env: {
        PATH: paths.join(delimiter),
        HOME: folder,
        TZ: 'UTC',
        TTSYNC_TOKEN: 'secret',
        THINGS_EMULATOR_SOCKET: join(folder, 'socket'),
      },
    },
  );
  printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  agents.push(child);
  return child;
}

describe('the agent as a program', () => {
  it('exchanges once, applies what came down, and tells the outcome', { timeout: 60_000 }, async () => {
    const id = app.person.addTodo({ title: 'old', notes: 'Grüße' });
    worker.outbox = [
      createTodo({
        title: 'new "quoted" 📝',
        notes: 'a\nb & c',
        start: { date: '2030-01-02', evening: false, reminder: '09:15' },
        tags: ['Fresh'],
        checklist: [{ title: 'one', done: true }],
      }),
      updateTodo(id, { status: 'completed' }),
    ];
    const [code] = (await once(start('--once'), 'exit')) as [number];
    expect([code, printed.includes('new')]).toEqual([0, false]);
    expect([...worker.answers.values()].map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    const [made] = [...worker.todos.values()].filter((todo) => todo.id !== id);
    expect(made).toMatchObject({
      title: 'new "quoted" 📝',
      notes: 'a\nb & c',
      startDate: '2030-01-02',
      reminder: '09:15',
      tags: ['Fresh'],
    });
  });

  it('follows changes until it is told to end', { timeout: 60_000 }, async () => {
    const child = start();
    await vi.waitFor(() => expect(worker.requests.length).toBeGreaterThan(0), { timeout: 90_000 });
    app.person.addTodo({ title: 'seen' });
    await vi.waitFor(() => expect(worker.todos.size).toBe(1), { timeout: 90_000 });
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });

  it.each<[Plan['holds'], boolean, number]>([
    [{ what: 'everything' }, false, 3],
    [{ what: 'side', replica: 'things' }, false, 3],
    [{ what: 'items' }, false, 0],
    [{ what: 'everything' }, true, 0],
  ])(
    '[R92] says why %j is stopped and how to go on; approved: %s',
    { timeout: 60_000 },
    async (holds, approved, code) => {
      worker.verdict = 'not_taken';
      worker.plan = { ...NOT_KEEPER, holds, approved };
      const [ended] = (await once(start('--once'), 'exit')) as [number];
      expect(ended).toBe(code);
      expect(printed.includes('Another installation keeps this library.')).toBe(code === 3);
      expect(printed.includes('/v1/plan/h4sh/approve')).toBe(code === 3);
    },
  );

  it('[R92] says it once while it goes on', { timeout: 60_000 }, async () => {
    worker.verdict = 'not_taken';
    worker.plan = NOT_KEEPER;
    const child = start('--interval', '1');
    await vi.waitFor(() => expect(worker.requests.length).toBeGreaterThan(3), { timeout: 50_000 });
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(printed.match(/Another installation keeps/g)).toHaveLength(1);
  });

  it('tells in one line what is wrong with the database', { timeout: 60_000 }, async () => {
    app.faults.setDatabaseVersion(77);
    const [code] = (await once(start('--once'), 'exit')) as [number];
    expect([code, printed]).toEqual([1, expect.stringContaining('layout 77')]);
  });
});
