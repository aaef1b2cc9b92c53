// `start` and `sync`: opens what a run needs on this machine, and closes it again; or has a deployed Worker make one.

import { homedir } from 'node:os';
import { releaseLibrary } from '../../agent/state/library-record.ts';
import type { Accounts } from '../../local/accounts.ts';
import { createApiClient } from '../../client/api-client.ts';
import { LocalError } from '../../local/local-error.ts';
import { openSession, type Session } from '../../local/session.ts';
import type { Where } from '../arguments/where.ts';
import { localAccounts, refuseNothing } from '../connect.ts';
import { surroundingsOf } from '../place.ts';
import { printableJson } from '../../model/printable.ts';
import { syncCommand, type Whereabouts } from '../output/printed-commands.ts';
import { runDeployed } from './deployed.ts';
import type { SyncCall } from './sync-call.ts';
import { copyWords } from './introduction.ts';
import { runOnce } from './once.ts';
import { EXIT } from '../exit.ts';
import { runStart } from './start.ts';

/** Does what was asked for, and answers with the exit code. Throws `ApiError` and `LocalError`. */
export async function runSession(call: SyncCall): Promise<number> {
  const { options, place, environment, terminal, signal } = call;
  if (place.kind === 'deployed') return runDeployed(createApiClient(place.server), call);
  const accounts = localAccounts(place.where, environment);
  if (options.leave === true) refuseNothing(accounts.stateDirectory);
  const session = await openSession({
    accounts,
    environment: surroundingsOf({ publicUrl: options.publicUrl ?? place.publicUrl }, environment),
    port: options.port,
    dryRun: options.dryRun,
    takeOver: options.takeOver === true,
    leave: options.leave === true,
    ending: syncCommand(anywhere(place.where, accounts), '--leave'),
    log: (line) => terminal.complain(`Worker: ${line}`),
    signal,
  });
  try {
    signal.throwIfAborted();
    if (options.leave === true) return await leave(session, accounts, call);
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
function anywhere(where: Where, { things, stateDirectory }: Accounts): Whereabouts {
  return {
    ...where,
    profile: null,
    things: where.things === null ? null : things.databasePath,
    state: stateDirectory,
  };
}

async function leave(session: Session, accounts: Accounts, { options, terminal }: SyncCall): Promise<number> {
  const status = await session.api.leave();
  releaseLibrary({ home: homedir(), platform: process.platform, stateDirectory: accounts.stateDirectory });
  terminal.say(
    'This installation has left: its label is removed from Todoist, and nothing is synced here any more.',
  );
  if (options.json) terminal.result(printableJson(status));
  return EXIT.done;
}

function giveUp(why: string): never {
  throw new LocalError(why);
}
