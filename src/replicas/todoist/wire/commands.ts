// The few kinds of command that we send, and how a list of them gets its uuids. Independent of what an operation means: see the
// encode-… modules.

import type { TodoistCommand } from '../todoist-port.ts';
import { commandUuid } from './identifiers.ts';

/** A command without a uuid. */
export type Draft = Omit<TodoistCommand, 'uuid'>;

/** Every type of command that we send. Deliberately without `item_complete`, which would end a series. */
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

/** Drafts a command for something that exists, or that an earlier command of the request creates. */
export function draft(type: CommandType, args: Readonly<Record<string, unknown>>): Draft {
  return { type, args };
}

/** Drafts a command that creates something, with the id `temporaryId` until the server assigns one. */
export function draftCreation(
  type: CommandType,
  temporaryId: string,
  args: Readonly<Record<string, unknown>>,
): Draft {
  return { type, temp_id: temporaryId, args };
}

/** Gives each command a uuid derived from its position in the operation: the same for every retry. */
export function numbered(operationId: string, drafts: readonly Draft[]): readonly TodoistCommand[] {
  return drafts.map((command, index) => ({ uuid: commandUuid(operationId, index), ...command }));
}
