// Everything that one account pair needs, running: emulators where there is no real side, the Worker, the agent.
// Opens in order, closes in reverse, and leaves nothing behind when a step fails. Decides nothing about tasks.

import { cpSync, existsSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMacThingsApp, type ThingsApp } from '../agent/write/app.ts';
import { describeFailure } from '../agent/failures.ts';
import { createHttpExchange } from '../agent/exchange/http-exchange.ts';
import { withRecord } from '../agent/state/keep-record.ts';
import { claimLibrary, type Claim } from '../agent/state/library-record.ts';
import { createAgent, type Agent } from '../agent/loop.ts';
import { readSnapshot } from '../agent/read/reader.ts';
import { localZone } from '../agent/read/zone.ts';
import { EMULATOR_TOKEN, type Accounts } from './accounts.ts';
import { createApiClient, type ApiClient } from '../client/api-client.ts';
import { startEmulatedThings } from './samples/emulated-things.ts';
import { startEmulatedTodoist } from './samples/emulated-todoist.ts';
import { publicUrlOf, repairTokenOf } from './environment.ts';
import { LOG_FOLDER } from './log-file.ts';
import { makeOwnFolder } from './left-folders.ts';
import { LocalError } from './local-error.ts';
import { keepCopy } from './copy-library.ts';
import { makeSampleLibrary } from './samples/sample-library.ts';
import { bindToAccount, inUseWords, takeStateDirectory } from './state-directory.ts';
import { startWorkerHost } from './workerd/worker-host.ts';

/** One account pair, running. */
export interface Session {
  readonly api: ApiClient;
  readonly agent: Agent;
  /** The local Worker, without a slash at the end. */
  readonly workerUrl: string;
  /** Where devices reach it, an https origin; null: nowhere. */
  readonly publicUrl: string | null;
  readonly todoistUrl: string;
  readonly databasePath: string;
  /** When the copy was made that a trial works on, epoch ms; null where there is none. */
  readonly copiedAt: number | null;
  /** Where the emulated Things app is driven; null for the real one. */
  readonly thingsSocket: string | null;
  /** Serves the page of the emulated Things app and gives its address; null for the real one. */
  readonly openThingsPage: (() => Promise<string>) | null;
  /** Resolves with a line about it when the Worker ends by itself; never otherwise. */
  readonly crashed: Promise<string>;
  /** Ends everything. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/** How a session is opened. */
export interface SessionOptions {
  readonly accounts: Accounts;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly port: number;
  /** Works on a copy of the state that is thrown away, and can't write to Things. */
  readonly dryRun: boolean;
  /** Takes the library over from another installation of this machine. */
  readonly takeOver: boolean;
  /** The installation is only opened to be ended: whoever keeps the library now is no reason against that. */
  readonly leave: boolean;
  /** The command that ends this installation, for whoever meets its library later. */
  readonly ending: string;
  readonly log: (line: string) => void;
  /** Ends the wait for a program that has the state for a moment. */
  readonly signal?: AbortSignal;
}

/** Opens a session. Throws `LocalError`; what was opened until then is closed again. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    return { ...(await open(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Closers = (() => void | Promise<void>)[];

async function open(options: SessionOptions, closers: Closers): Promise<Omit<Session, 'close'>> {
  const { state, kept, announce, apiToken, databasePath, copiedAt } = await openState(options, closers);
  const todoist = await openTodoist(options.accounts, state, closers);
  const things = await openThings(options, databasePath, closers);
  const worker = await startWorkerHost({
    stateDirectory: state,
    port: options.port,
    apiToken,
    repairToken: repairTokenOf(options.environment) ?? apiToken,
    environment: options.environment,
    todoist,
    alarms: !options.dryRun,
    log: options.log,
  });
  closers.push(worker.close);
  announce(worker.url);
  const agent = createAgent({
    databasePath,
    stateDirectory: join(state, 'agent'),
    app: things.app,
    exchange: createHttpExchange({ url: worker.url, token: apiToken }),
    clock: { now: () => Date.now(), sleep: (ms) => sleep(ms) },
  });
  closers.push(() => agent.close());
  return {
    api: createApiClient({ url: worker.url, token: apiToken }),
    agent: isOfRecord(options)
      ? withRecord(agent, () => claimOf(options, kept, databasePath), options.log)
      : agent,
    workerUrl: worker.url,
    publicUrl: publicUrlOf(options.environment),
    crashed: worker.crashed,
    todoistUrl: todoist.url,
    databasePath,
    copiedAt,
    thingsSocket: things.socket,
    openThingsPage: things.openPage,
  };
}

/** Takes the state (for a dry run: a copy of it), and makes sure that there is a library that can be read. */
async function openState(options: SessionOptions, closers: Closers) {
  const { accounts, dryRun } = options;
  const kept = await takeStateDirectory(accounts.stateDirectory, options.signal);
  if ('url' in kept) throw new LocalError(inUseWords(accounts.stateDirectory, kept));
  closers.push(kept.release);
  const state = dryRun ? copyAside(kept.path, closers) : kept.path;
  bindToAccount(state, accountName(accounts));
  const isSample = accounts.things.kind === 'emulator' && accounts.things.sample;
  const original = accounts.things.kind === 'emulator' ? accounts.things.copyOf : null;
  const databasePath =
    isSample || original !== null
      ? join(state, relative(accounts.stateDirectory, accounts.things.databasePath))
      : accounts.things.databasePath;
  if (isSample && !existsSync(databasePath)) makeSampleLibrary(databasePath, Date.now());
  const copiedAt = original === null ? null : await keepCopy(original, databasePath, Date.now());
  refuseUnreadable(databasePath);
  if (isOfRecord(options)) claim(options, kept.path, databasePath);
  const announce = dryRun ? () => undefined : kept.announce;
  return { state, kept: kept.path, announce, apiToken: kept.apiToken, databasePath, copiedAt };
}

/** A library beside an account of its own, which lives and dies with the state, is nobody else's. */
function isOfRecord({ accounts, leave }: SessionOptions): boolean {
  return accounts.todoist.kind !== 'emulator' && !leave;
}

function claimOf({ accounts, ending }: SessionOptions, state: string, databasePath: string): Claim {
  return {
    home: homedir(),
    platform: process.platform,
    databasePath,
    stateDirectory: state,
    account: `Todoist (${accountName(accounts)})`,
    ending,
    zone: localZone(),
    now: Date.now(),
  };
}

function claim(options: SessionOptions, state: string, databasePath: string): void {
  const { takeOver, dryRun } = options;
  const claimed = claimLibrary(claimOf(options, state, databasePath), { takeOver, dryRun });
  if (!claimed.ok) throw new LocalError(claimed.error.detail);
  if (claimed.value.warning !== null) options.log(claimed.value.warning);
}

function copyAside(path: string, closers: Closers): string {
  const copy = makeOwnFolder(tmpdir(), 'dry-run');
  closers.push(() => rmSync(copy, { recursive: true, force: true }));
  const isLeftOut = (source: string): boolean => ['lock.sqlite', LOG_FOLDER].includes(basename(source));
  cpSync(path, copy, { recursive: true, filter: (source) => !isLeftOut(source) });
  return copy;
}

/** Before anything opens the file to write: an emulator must not change what is no library of a known layout. */
function refuseUnreadable(databasePath: string): void {
  const zone = localZone();
  try {
    const read = readSnapshot(databasePath, { known: [], zone, now: Date.now() });
    if (!read.ok) throw new LocalError(`--things ${databasePath}: ${describeFailure(read.error)}`);
  } catch (error) {
    const isAboutTheFile = error instanceof Error && 'errcode' in error;
    if (!isAboutTheFile) throw error;
    throw new LocalError(`--things ${databasePath}: ${error.message}`, { cause: error });
  }
}

async function openTodoist(accounts: Accounts, state: string, closers: Closers) {
  if (accounts.todoist.kind === 'api') return { url: accounts.todoist.url, token: accounts.todoist.token };
  const emulated = await startEmulatedTodoist({
    stateFile: join(state, 'todoist.json'),
    plan: accounts.todoist.plan,
    sample: accounts.things.kind === 'emulator' && accounts.things.sample,
  });
  closers.push(emulated.close);
  return { url: emulated.url, token: EMULATOR_TOKEN };
}

async function openThings(
  options: SessionOptions,
  databasePath: string,
  closers: Closers,
): Promise<{
  readonly app: ThingsApp;
  readonly socket: string | null;
  readonly openPage: (() => Promise<string>) | null;
}> {
  if (options.dryRun) return { app: createUntouchableApp(), socket: null, openPage: null };
  if (options.accounts.things.kind === 'app') {
    return { app: createMacThingsApp({ env: options.environment }), socket: null, openPage: null };
  }
  const emulated = await startEmulatedThings(databasePath, options.environment);
  closers.push(emulated.close);
  return {
    app: createMacThingsApp({ env: emulated.environment }),
    socket: emulated.socketPath,
    openPage: emulated.openPage,
  };
}

/** A dry run has no reason to reach the app; should it try, that is a bug and must not pass. */
function createUntouchableApp(): ThingsApp {
  const refuse = () => Promise.reject(new Error('broken invariant: a dry run writes to Things'));
  return { openUrl: refuse, runJxa: refuse };
}

/** What the state is bound to: the emulator, or the host of an API (a port of this machine changes with every start). */
function accountName({ todoist }: Accounts): string {
  if (todoist.kind === 'emulator') return 'emulator';
  const { hostname, host } = new URL(todoist.url);
  return hostname === '127.0.0.1' || hostname === 'localhost' ? 'this machine' : host;
}
