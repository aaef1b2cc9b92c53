/** Runs the commands of one request in order, each on its own: a refused one changes nothing and stops nothing. */
import type { Account } from '../account.ts';
import { CommandContext } from '../commands/context.ts';
import { COMMANDS } from '../commands/registry.ts';
import { ApiError, badRequest, invalidArgument } from '../errors.ts';
import type { WireError } from '../errors.ts';
import type { SyncCommand } from './request.ts';

/** The outcome of a request's commands as the answer shows it. */
export interface CommandOutcome {
  readonly sync_status: Readonly<Record<string, 'ok' | WireError>>;
  readonly temp_id_mapping: Readonly<Record<string, string>>;
}

/** Runs commands. A uuid that succeeded before answers "ok" with the same mapping and has no second effect. */
export function runCommands(account: Account, commands: readonly SyncCommand[]): CommandOutcome {
  const status = new Map<string, 'ok' | WireError>();
  const realIdByTempId = new Map<string, string>();
  const context = new CommandContext(account, realIdByTempId);
  for (const command of commands) {
    try {
      const createdId = runOnce(context, command);
      if (command.tempId !== null && createdId !== null) realIdByTempId.set(command.tempId, createdId);
      status.set(command.uuid, 'ok');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      status.set(command.uuid, error.toSync());
    }
  }
  return { sync_status: Object.fromEntries(status), temp_id_mapping: Object.fromEntries(realIdByTempId) };
}

function runOnce(context: CommandContext, command: SyncCommand): string | null {
  const { store } = context.account;
  const known = store.executed.get(command.uuid);
  if (known !== undefined) return known;
  if (command.tempId === '') throw invalidArgument('temp_id', 'minlen');
  const run = COMMANDS.get(command.type);
  if (run === undefined) throw badRequest('Unknown command', { argument: 'type', explanation: command.type });
  const createdId = store.journal.transact(() => run(context, command.args));
  store.executed.set(command.uuid, createdId);
  return createdId;
}
