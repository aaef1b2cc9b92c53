// The few kinds of command that we send, and how a list of them gets its uuids.
// Must not know what an operation means: that is for the encode-… modules.

import type { TodoistCommand } from '../todoist-port.ts';
import { commandUuid } from './identifiers.ts';

/** A command that has no uuid yet. */
export type Draft = Omit<TodoistCommand, 'uuid'>;

/** Every type of command that we send. `item_complete` is none of them: it would end a series. */
export type CommandType =
  | 'item_add'
  | 'item_update'
  | 'item_move'
  | 'item_close'
  | 'item_uncomplete'
  | 'item_delete'
  | 'project_add'
  | 'project_update'
  | 'project_move'
  | 'project_unarchive'
  | 'section_add'
  | 'section_update'
  | 'section_move'
  | 'section_unarchive'
  | 'label_add'
  | 'label_update'
  | 'label_delete';

/** Drafts a command on something that exists, or that an earlier command of the request makes. */
export function draft(type: CommandType, args: Readonly<Record<string, unknown>>): Draft {
  return { type, args };
}

/** Drafts a command that makes something, named `temporaryId` until the server has named it. */
export function draftCreation(
  type: CommandType,
  temporaryId: string,
  args: Readonly<Record<string, unknown>>,
): Draft {
  return { type, temp_id: temporaryId, args };
}

/** Gives each command its uuid by its place in the operation: the same for every retry. */
export function numbered(operationId: string, drafts: readonly Draft[]): readonly TodoistCommand[] {
  return drafts.map((command, index) => ({ uuid: commandUuid(operationId, index), ...command }));
}
