// `npm start` and `npm run sync`: reads the command line, opens what is needed, and ends cleanly whatever happens.

import { homedir } from 'node:os';
import { chooseAccounts, type Accounts } from '../local/accounts.ts';
import { ApiError, createApiClient } from '../local/api-client.ts';
import { readEnvironment, type Environment } from '../local/environment.ts';
import { placeCommands, syncCommand, type Whereabouts } from './commands.ts';
import { inspect } from './inspect.ts';
import { copyWords } from './introduction.ts';
import { LocalError } from '../local/local-error.ts';
import { runOnce } from './once.ts';
import { parseOptions, USAGE, type Inspection, type LocalOptions } from './options.ts';
import { EXIT } from './run-report.ts';
import { openSession, type Session } from '../local/session.ts';
import { runStart } from './start.ts';
import { systemWords } from '../local/system-words.ts';
import { findRunningInstance, holdsState, openStateDirectory } from '../local/state-directory.ts';
import { releaseLibrary } from '../agent/library-record.ts';
import { StateInUse, StateUnreadable } from '../agent/state-file.ts';
import { createTerminal, placedTerminal, type Terminal } from './terminal.ts';
import { startWorkerHost } from '../local/worker-host.ts';

/** What is left over after everything was closed (an idle connection, …) may keep the process this long, ms. */
const LINGER_MS = 1000;

interface Command {
  readonly options: LocalOptions;
  readonly accounts: Accounts;
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function run(words: readonly string[], signal: AbortSignal): Promise<number> {
  let terminal = createTerminal(words.includes('--json'));
  try {
    const options = parseOptions(words);
    terminal = placedTerminal(terminal, options);
    if (options.command === 'help') {
      terminal.result(USAGE);
      return EXIT.inSync;
    }
    const environment = readEnvironment(process.cwd(), process.env);
    const accounts = chooseAccounts(options, {
      directory: process.cwd(),
      home: homedir(),
      platform: process.platform,
      environment,
    });
    const command = { options, accounts, environment, terminal, signal };
    return await (options.inspection === null
      ? runSession(command)
      : runInspection(command, options.inspection));
  } catch (error) {
    return exitCodeOfFailure(error, { terminal, signal, isStart: words[0] === 'start' });
  }
}

async function runSession(command: Command): Promise<number> {
  const { options, accounts, environment, terminal, signal } = command;
  if (options.leave === true) refuseNothing(accounts.stateDirectory);
  const session = await openSession({
    accounts,
    environment: environment.all,
    port: options.port,
    dryRun: options.dryRun,
    takeOver: options.takeOver === true,
    leave: options.leave === true,
    ending: syncCommand(anywhere(options, accounts), '--leave'),
    log: (line) => terminal.complain(`Worker: ${line}`),
  });
  try {
    signal.throwIfAborted();
    if (options.leave === true) return await leave(session, command);
    if (options.takeOver === true) await session.api.takeOver();
    if (options.once) for (const line of copyWords(session, accounts)) terminal.say(line);
    const ended = options.once
      ? runOnce(session, { options, terminal, signal })
      : runStart(session, { options, accounts, terminal, signal });
    return await Promise.race([ended, session.crashed.then(giveUp)]);
  } finally {
    await session.close();
  }
}

/** What a call is about, wherever the command is copied to. */
function anywhere(options: LocalOptions, { things, stateDirectory }: Accounts): Whereabouts {
  return {
    ...options,
    things: options.things === null ? null : things.databasePath,
    state: stateDirectory,
  };
}

async function leave(session: Session, { accounts, options, terminal }: Command): Promise<number> {
  const status = await session.api.leave();
  releaseLibrary({ home: homedir(), platform: process.platform, stateDirectory: accounts.stateDirectory });
  terminal.say(
    'This installation has left: its label is gone from Todoist, and nothing is synced here any more.',
  );
  if (options.json) terminal.result(JSON.stringify(status));
  return EXIT.inSync;
}

function giveUp(why: string): never {
  throw new LocalError(why);
}

/** Where nothing was begun there is nothing to look at or to end, and nothing is made for it. */
function refuseNothing(stateDirectory: string): void {
  if (findRunningInstance(stateDirectory) === null && !holdsState(stateDirectory))
    throw new LocalError(`there is no state in ${stateDirectory}: nothing has been synced here yet`);
}

/** Asks the Worker that runs on this state, or, where none does, one that is started for this and does nothing else. */
async function runInspection(command: Command, inspection: Inspection): Promise<number> {
  const { accounts, options, terminal } = command;
  const running = findRunningInstance(accounts.stateDirectory);
  if (running !== null) return show(createApiClient({ url: running.url, token: running.apiToken }));
  refuseNothing(accounts.stateDirectory);
  const state = openStateDirectory(accounts.stateDirectory);
  try {
    const host = await startWorkerHost({
      stateDirectory: state.path,
      port: options.port,
      apiToken: state.apiToken,
      repairToken: '',
      kvSettings: command.environment.all['KV_SETTINGS'] ?? '',
      todoist: { url: '', token: '' },
      alarms: false,
      log: (line) => terminal.complain(`Worker: ${line}`),
    });
    try {
      return await show(createApiClient({ url: host.url, token: state.apiToken }));
    } finally {
      await host.close();
    }
  } finally {
    state.release();
  }

  async function show(api: ReturnType<typeof createApiClient>): Promise<number> {
    const finding = await inspect(api, inspection);
    terminal.result(options.json ? JSON.stringify(finding.json) : placeCommands(finding.text, options));
    return EXIT.inSync;
  }
}

/** Those that are words for a person already. */
const KNOWN_FAILURES = [LocalError, ApiError, StateInUse, StateUnreadable];

/** The one place where a failure becomes an exit code. A person's own Ctrl-C is no failure of `start`. */
function exitCodeOfFailure(
  error: unknown,
  {
    terminal,
    signal,
    isStart,
  }: { readonly terminal: Terminal; readonly signal: AbortSignal; readonly isStart: boolean },
): number {
  if (signal.aborted) return isStart ? EXIT.inSync : EXIT.interrupted;
  if (KNOWN_FAILURES.some((known) => error instanceof known) && error instanceof Error) {
    terminal.complain(error.message);
    return EXIT.error;
  }
  const words = systemWords(error);
  if (words !== null) terminal.complain(words);
  else
    terminal.complain(error instanceof Error ? `unforeseen: ${error.stack ?? error.message}` : 'unforeseen');
  return EXIT.error;
}

const interruption = new AbortController();
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    // Whoever read has read enough; else what could not be written is no result.
    const isEnough = 'code' in error && error.code === 'EPIPE';
    if (stream === process.stdout && !isEnough)
      process.stderr.write(`error: the output can’t be written: ${systemWords(error) ?? error.message}\n`);
    process.exit(isEnough ? EXIT.interrupted : EXIT.error);
  });
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    interruption.abort();
  });
}
process.exitCode = await run(process.argv.slice(2), interruption.signal);
setTimeout(() => process.exit(), LINGER_MS).unref();
