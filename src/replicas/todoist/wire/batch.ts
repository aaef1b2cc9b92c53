// Splits commands into requests that Todoist accepts. Pure. Must not reorder anything, and must not split a group that fits into
// one request.

import type { TodoistCommand } from '../todoist-port.ts';
import { MAX_COMMAND_BYTES_PER_REQUEST, MAX_COMMANDS_PER_REQUEST } from './limits.ts';

type Group = readonly TodoistCommand[];

interface SizedGroup {
  readonly commands: Group;
  readonly bytes: number;
}

/**
 * Distributes groups over requests of at most 100 commands and 900 kB, in order. A group that is too big for one request is split
 * in order; what it creates in an earlier request has its real id by then, so the caller replaces temporary ids in the later ones.
 * Groups without commands are left out.
 */
export function batchCommands(groups: readonly Group[]): readonly (readonly Group[])[] {
  const requests: Group[][] = [];
  let count = 0;
  let bytes = 0;
  for (const group of groups.flatMap(cutGroup)) {
    const fits =
      count + group.commands.length <= MAX_COMMANDS_PER_REQUEST &&
      bytes + group.bytes <= MAX_COMMAND_BYTES_PER_REQUEST;
    const open = requests.at(-1);
    if (open === undefined || !fits) {
      requests.push([group.commands]);
      [count, bytes] = [0, 0];
    } else {
      open.push(group.commands);
    }
    count += group.commands.length;
    bytes += group.bytes;
  }
  return requests;
}

function cutGroup(commands: Group): readonly SizedGroup[] {
  const pieces: { commands: TodoistCommand[]; bytes: number }[] = [];
  for (const command of commands) {
    const bytes = byteLength(command);
    const piece = pieces.at(-1);
    const fits =
      piece !== undefined &&
      piece.commands.length < MAX_COMMANDS_PER_REQUEST &&
      piece.bytes + bytes <= MAX_COMMAND_BYTES_PER_REQUEST;
    if (fits) {
      piece.commands.push(command);
      piece.bytes += bytes;
    } else {
      pieces.push({ commands: [command], bytes });
    }
  }
  return pieces;
}

/** UTF-8 bytes of the command in a JSON list, its comma included. */
function byteLength(command: TodoistCommand): number {
  return new TextEncoder().encode(JSON.stringify(command)).length + 1;
}
