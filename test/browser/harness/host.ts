// What `npm start` runs, for a file of tests: the Worker in workerd, both emulated apps with the sample tasks, and the agent that keeps
// them in sync, on a state of its own. And the doors of both apps, as a person at each of them has.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { runStart } from '../../../src/cli/sync/start.ts';
import type { Terminal } from '../../../src/cli/output/terminal.ts';
import type { ApiClient } from '../../../src/client/api-client.ts';
import { EMULATOR_TOKEN, type Accounts } from '../../../src/local/accounts.ts';
import { openSession, type Session } from '../../../src/local/session.ts';

/** A to-do in the Things library. */
interface ThingsTodo {
  readonly id: string;
  readonly title: string;
  readonly status: 'open' | 'completed' | 'cancelled';
}

/** A task in the Todoist account that is not deleted. */
interface TodoistTask {
  readonly id: string;
  readonly content: string;
  readonly checked: boolean;
}

/** Everything that keeps two accounts in sync, running. */
export interface Host {
  /** Without a slash at the end. */
  readonly url: string;
  readonly api: ApiClient;
  /** What the Things library holds, without what is in the trash. */
  readonly things: () => readonly ThingsTodo[];
  /** One act of a person in the Things app: a method of the emulator's person. */
  readonly inThings: (method: string, ...args: readonly unknown[]) => Promise<unknown>;
  readonly todoist: () => Promise<readonly TodoistTask[]>;
  /** A request to Todoist's API, as another of its apps would make it; the path is below `/api/v1`. */
  readonly inTodoist: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** Ends everything and removes the state. */
  readonly close: () => Promise<void>;
}

/** How it is started. */
interface HostOptions {
  /** Makes the Things library at the path; without it there are the sample tasks. */
  readonly makeLibrary?: (path: string) => void;
}

/** Starts it, and waits until the first sync of what both apps hold is done. */
export async function startHost({ makeLibrary }: HostOptions = {}): Promise<Host> {
  const state = mkdtempSync(join(tmpdir(), 'browser-host-'));
  const remove = () => rmSync(state, { recursive: true, force: true, maxRetries: 10 });
  const said: string[] = [];
  try {
    const accounts = emulatedAccounts(state);
    if (makeLibrary !== undefined) {
      mkdirSync(dirname(accounts.things.databasePath), { recursive: true });
      makeLibrary(accounts.things.databasePath);
    }
    const session = await openSession({
      accounts,
      environment: { PATH: process.env['PATH'], LOG_LEVEL: 'error' },
      port: 0,
      dryRun: false,
      takeOver: false,
      leave: false,
      ending: 'npm start',
      log: (line) => void said.push(line),
    });
    const stop = new AbortController();
    const running = keepInSync(session, accounts, { said, signal: stop.signal });
    const close = async () => {
      stop.abort();
      // An interrupted run ends with the reason of the interruption.
      await running.ended.catch((error: unknown) => {
        if (!stop.signal.aborted) throw error;
      });
      await session.close();
      remove();
    };
    try {
      await running.inSync;
      return { ...(await doorsOf(session)), close };
    } catch (error) {
      await close();
      throw error;
    }
  } catch (error) {
    remove();
    throw new Error(`the local host did not start: ${said.join('\n')}`, { cause: error });
  }
}

function emulatedAccounts(state: string): Accounts {
  return {
    todoist: { kind: 'emulator', plan: 'pro' },
    things: {
      kind: 'emulator',
      databasePath: join(state, 'things', 'main.sqlite'),
      sample: true,
      copyOf: null,
    },
    stateDirectory: state,
  };
}

/** Plays `npm start -- --yes`. `inSync` rejects when it ends before that. */
function keepInSync(
  session: Session,
  accounts: Accounts,
  { said, signal }: { readonly said: string[]; readonly signal: AbortSignal },
): { readonly inSync: Promise<void>; readonly ended: Promise<unknown> } {
  const { promise: inSync, resolve, reject } = Promise.withResolvers<void>();
  const say = (text: string): void => {
    said.push(text);
    if (text.includes('Syncing. Ctrl-C ends it')) resolve();
  };
  const terminal: Terminal = {
    say,
    note: say,
    complain: say,
    result: say,
    file: say,
    canAsk: false,
    pictureColumns: 0,
    ask: () => Promise.resolve(false),
    progressTarget: { write: () => undefined },
  };
  const options = {
    command: 'start',
    once: false,
    yes: true,
    dryRun: false,
    json: false,
    strategy: null,
    approve: null,
    things: null,
    todoist: null,
    state: null,
    plan: null,
    trial: false,
    port: 0,
    url: null,
    profile: null,
  } as const;
  const ended = runStart(session, { options, accounts, terminal, signal });
  ended.then(
    () => reject(new Error('the sync ended')),
    (error: unknown) => reject(error),
  );
  return { inSync, ended };
}

async function doorsOf(session: Session): Promise<Omit<Host, 'close'>> {
  const thingsPage = (await session.openThingsPage?.()) ?? null;
  if (thingsPage === null) throw new Error('the emulated Things app has no page');
  return {
    url: session.workerUrl,
    api: session.api,
    things: () => thingsIn(session.databasePath),
    async inThings(method, ...args) {
      const answer = await ask(`${thingsPage}do`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ method, args }),
      });
      return (answer as { readonly value: unknown }).value;
    },
    async todoist() {
      const snapshot = await ask(`${new URL(session.todoistUrl).origin}/_emulator/snapshot`);
      const { items } = snapshot as {
        readonly items: readonly (TodoistTask & { readonly is_deleted: boolean })[];
      };
      return items.filter((item) => !item.is_deleted);
    },
    inTodoist: (method, path, body) =>
      ask(`${session.todoistUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${EMULATOR_TOKEN}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  };
}

async function ask(address: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(address, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${address} answered with ${response.status}: ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

const STATUS = { 0: 'open', 2: 'cancelled', 3: 'completed' } as const;

/** Read as the agent reads it: beside the app, from its file. */
function thingsIn(path: string): readonly ThingsTodo[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database
      .prepare('SELECT uuid, title, status FROM TMTask WHERE type = 0 AND trashed = 0')
      .all() as unknown as readonly {
      readonly uuid: string;
      readonly title: string;
      readonly status: keyof typeof STATUS;
    }[];
    return rows.map(({ uuid, title, status }) => ({ id: uuid, title, status: STATUS[status] }));
  } finally {
    database.close();
  }
}
