// Reaches the account that a command is about: a deployed Worker; or the one that runs on this machine's state; or, where none does,
// one that is started for this and does nothing else.

import { homedir } from 'node:os';
import { chooseAccounts, type Accounts } from '../local/accounts.ts';
import { createApiClient, type ApiClient } from '../client/api-client.ts';
import { repairTokenOf, type Environment } from '../local/environment.ts';
import { LocalError } from '../local/local-error.ts';
import { ownFolders } from '../local/own-folders.ts';
import {
  findRunningInstance,
  holdsState,
  takeStateDirectory,
  type RunningInstance,
  type StateDirectory,
} from '../local/state-directory.ts';
import { startWorkerHost } from '../local/workerd/worker-host.ts';
import type { Where } from './arguments/where.ts';
import { surroundingsOf, type Place } from './place.ts';

/** What reaching an account depends on. */
export interface ConnectParts {
  readonly environment: Environment;
  /** Gets the Worker's own log, line by line. */
  readonly log: (line: string) => void;
  /** Ends the wait for a program that has the state. */
  readonly signal?: AbortSignal;
}

type Use<T> = (api: ApiClient, isRunning: boolean) => Promise<T>;

/**
 * Gives `use` the API of the account, and whether a program keeps it up to date, and lets go of it afterwards. Throws `LocalError`
 * where there is none.
 */
export async function withAccount<T>(place: Place, parts: ConnectParts, use: Use<T>): Promise<T> {
  if (place.kind === 'deployed') return use(createApiClient(place.server), true);
  const { stateDirectory } = localAccounts(place.where, parts.environment);
  const running = findRunningInstance(stateDirectory);
  if (running !== null) return useRunning(running, parts, use);
  refuseNothing(stateDirectory);
  // Whoever has it may be about to say where it listens.
  const taken = await takeStateDirectory(stateDirectory, parts.signal);
  if ('url' in taken) return useRunning(taken, parts, use);
  return withOwnWorker(
    taken,
    { ...parts, port: place.where.port, all: surroundingsOf(place, parts.environment) },
    use,
  );
}

function useRunning<T>(
  running: RunningInstance,
  { environment: { all } }: ConnectParts,
  use: Use<T>,
): Promise<T> {
  const { url, apiToken: token } = running;
  return use(createApiClient({ url, token, repairToken: repairTokenOf(all) ?? token }), true);
}

/** Where nothing was begun there is nothing to look at or to end, and nothing is made for it. Throws `LocalError`. */
export function refuseNothing(stateDirectory: string): void {
  if (findRunningInstance(stateDirectory) === null && !holdsState(stateDirectory))
    throw new LocalError(`there is no state in ${stateDirectory}: nothing has been synced here yet`);
}

async function withOwnWorker<T>(
  state: StateDirectory,
  { all, log, port }: Pick<ConnectParts, 'log'> & { readonly port: number; readonly all: Environment['all'] },
  use: Use<T>,
): Promise<T> {
  const { apiToken: token } = state;
  const repairToken = repairTokenOf(all) ?? token;
  try {
    const host = await startWorkerHost({
      stateDirectory: state.path,
      port,
      apiToken: token,
      repairToken,
      environment: all,
      todoist: { url: '', token: '' },
      alarms: false,
      log,
    });
    try {
      return await use(createApiClient({ url: host.url, token, repairToken }), false);
    } finally {
      await host.close();
    }
  } finally {
    state.release();
  }
}

/** Chooses the accounts of this machine that a call is about. Throws `LocalError`. */
export function localAccounts(where: Where, environment: Environment): Accounts {
  const surroundings = { directory: process.cwd(), home: homedir(), platform: process.platform };
  const { states } = ownFolders({ ...surroundings, variables: process.env });
  return chooseAccounts(where, { ...surroundings, states, environment });
}
