/** Runs the commands of one request in order, each on its own: a refused one changes nothing and stops nothing. */
import type { Account } from '../account.ts';
import { CommandContext } from '../commands/context.ts';
import type { CommandResult } from '../commands/context.ts';
import { COMMANDS } from '../commands/registry.ts';
import { ApiError, badRequest, invalidArgument, scopeMissing } from '../errors.ts';
import type { WireError } from '../errors.ts';
import type { SyncCommand } from './request.ts';

type CommandStatus = 'ok' | WireError | Exclude<CommandResult, string | null>;

/** The outcome of a request's commands as the answer shows it. */
export interface CommandOutcome {
  readonly sync_status: Readonly<Record<string, CommandStatus>>;
  readonly temp_id_mapping: Readonly<Record<string, string>>;
}

/** Whether the caller's token allows a command type. */
export type CommandGate = (type: string) => boolean;

/** Runs commands. A uuid that succeeded before answers "ok" with the same mapping and has no second effect. */
export function runCommands(
  account: Account,
  commands: readonly SyncCommand[],
  mayRun: CommandGate,
): CommandOutcome {
  const status = new Map<string, CommandStatus>();
  const realIdByTempId = new Map<string, string>();
  const context = new CommandContext(account, realIdByTempId);
  for (const command of commands) {
    try {
      if (!mayRun(command.type)) throw scopeMissing();
      const result = runOnce(context, command);
      if (command.tempId !== null && typeof result === 'string') realIdByTempId.set(command.tempId, result);
      status.set(command.uuid, result === null || typeof result === 'string' ? 'ok' : result);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      status.set(command.uuid, error.toSync());
    }
  }
  return { sync_status: Object.fromEntries(status), temp_id_mapping: Object.fromEntries(realIdByTempId) };
}

function runOnce(context: CommandContext, command: SyncCommand): CommandResult {
  const { store } = context.account;
  const known = store.executed.get(command.uuid);
  if (known !== undefined) return known;
  if (command.tempId === '') throw invalidArgument('temp_id', 'minlen');
  const run = COMMANDS.get(command.type);
  if (run === undefined) throw badRequest('Unknown command', { argument: 'type', explanation: command.type });
  const result = store.journal.transact(() => run(context, command.args));
  store.executed.set(command.uuid, typeof result === 'string' ? result : null);
  return result;
}
