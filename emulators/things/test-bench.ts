// A throw-away app on a throw-away library with a clock that stands still, for the emulator's own tests.
// Reads through a second, read-only connection, as the product does.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { createThingsApp } from './app.ts';
import type { ThingsApp, ThingsAppOptions } from './app.ts';
import type { ScriptResult } from './jxa/run-script.ts';

/** Noon in Berlin on Sunday 2026-07-05, the fixed moment of the tests. */
const NOON = Date.parse('2026-07-05T10:00:00.250Z');
/** Packed days around the fixed moment. */
export const DAY = {
  yesterday: 132_805_120,
  today: 132_805_248,
  tomorrow: 132_805_376,
  later: 132_805_760,
} as const;

/** A row as SQLite returns it. */
type Row = Readonly<Record<string, string | number | bigint | Uint8Array | null>>;

/** An app with the handles a test wants. */
export interface Bench {
  readonly app: ThingsApp;
  readonly databasePath: string;
  readonly directory: string;
  readonly token: string;
  /** Moves the clock by milliseconds. */
  advance(ms: number): void;
  /** Sets the clock to an ISO instant. */
  setClock(iso: string): void;
  sql(query: string, ...cells: readonly (string | number | null)[]): Row[];
  /** Writes to the file behind the app's back, for settings that only a window of the app changes. */
  execute(statement: string): void;
  /** The TMTask row of an id. Throws when it is gone. */
  row(id: string): Row;
  rowsByTitle(title: string): Row[];
  /** Applies one URL command at once; the token is added to updates. */
  url(command: string, parameters?: Readonly<Record<string, string>>): void;
  /** Applies a json command with the token. */
  json(items: unknown): void;
  /** Runs the body of a function with `app` and `argv`; fails the test on a script error. */
  jxa(body: string, ...argv: readonly string[]): string;
  /** Runs a script body and returns what osascript would leave. */
  script(body: string, ...argv: readonly string[]): ScriptResult;
  /** Kind of the last event. */
  lastEvent(): string;
}

/** Opens a bench; it is checked for invariants, closed and removed when the test ends. */
export function openBench(options: Partial<ThingsAppOptions> = {}): Bench {
  const directory = mkdtempSync(join(tmpdir(), 'things-bench-'));
  const databasePath = options.databasePath ?? join(directory, 'main.sqlite');
  let now = NOON;
  const app = createThingsApp({
    zone: 'Europe/Berlin',
    seed: 7,
    durable: false,
    now: () => now,
    ...options,
    databasePath,
  });
  const reader = new DatabaseSync(databasePath, { readOnly: true });
  onTestFinished(() => {
    reader.close();
    app.checkInvariants();
    app.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const sql = (query: string, ...cells: readonly (string | number | null)[]): Row[] =>
    reader.prepare(query).all(...cells);
  const token = String(sql('SELECT uriSchemeAuthenticationToken AS token FROM TMSettings')[0]?.['token']);
  const url = (command: string, parameters: Readonly<Record<string, string>> = {}): void => {
    const all = command.startsWith('update') ? { 'auth-token': token, ...parameters } : parameters;
    app.openUrl(thingsUrl(command, all));
    app.settle();
  };
  const script = (body: string, ...argv: readonly string[]): ScriptResult =>
    app.runJxa(`function run(argv) { const app = Application('Things3'); ${body} }`, argv);
  return {
    app,
    databasePath,
    directory,
    token,
    advance: (ms) => (now += ms),
    setClock: (iso) => (now = Date.parse(iso)),
    sql,
    execute: (statement) => {
      const writer = new DatabaseSync(databasePath);
      writer.exec(statement);
      writer.close();
    },
    row: (id) => {
      const row = sql('SELECT * FROM TMTask WHERE uuid = ?', id)[0];
      if (row === undefined) throw new Error(`no row ${id}`);
      return row;
    },
    rowsByTitle: (title) => sql('SELECT * FROM TMTask WHERE title = ? ORDER BY "index"', title),
    url,
    json: (items) => url('json', { 'auth-token': token, data: JSON.stringify(items) }),
    jxa: (body, ...argv) => {
      const result = script(body, ...argv);
      if (result.exitCode !== 0) throw new Error(result.stderr);
      return result.stdout.trimEnd();
    },
    script,
    lastEvent: () => app.events.at(-1)?.kind ?? 'none',
  };
}

/** Builds a `things:` URL with encoded parameters. */
export function thingsUrl(command: string, parameters: Readonly<Record<string, string>>): string {
  const query = Object.entries(parameters).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `things:///${command}?${query.join('&')}`;
}
