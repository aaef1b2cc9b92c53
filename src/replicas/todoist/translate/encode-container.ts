// Encodes creating, unarchiving, renaming or moving an area, project or heading as a command. Pure. Areas are root projects here:
// Todoist has no areas.

import { assert } from '../../../model/assert.ts';
import type { ContainerKind } from '../../../model/container.ts';
import type { ContainerIntent, TodoistCommand } from '../todoist-port.ts';
import { draft, draftCreation, numbered, type Draft } from '../wire/commands.ts';
import { temporaryId } from '../wire/identifiers.ts';
import { MAX_PROJECT_NAME_UNITS, MAX_SECTION_NAME_UNITS } from '../wire/limits.ts';
import { containerName } from './titles.ts';

/**
 * Encodes one intent. A heading needs the id of its project: for a section of the inbox the caller passes the inbox project's id,
 * since Todoist refuses the command without one. Throws if there is no id, unless the container is to be created.
 */
export function encodeContainer(intent: ContainerIntent): readonly TodoistCommand[] {
  return numbered(intent.operationId, [draftContainer(intent)]);
}

/** The name that such a container has in Todoist: one line, never empty, cut if it is too long. */
export function heldContainerName(kind: ContainerKind, name: string): string {
  return containerName(name, kind === 'heading' ? MAX_SECTION_NAME_UNITS : MAX_PROJECT_NAME_UNITS);
}

function draftContainer(intent: ContainerIntent): Draft {
  const isSection = intent.kind === 'heading';
  const name = heldContainerName(intent.kind, intent.name);
  if (intent.action === 'bring_back') {
    assert(intent.remoteId !== null, 'a container that is to be brought back has an id');
    return draft(isSection ? 'section_unarchive' : 'project_unarchive', { id: intent.remoteId });
  }
  if (intent.action === 'move') {
    assert(intent.remoteId !== null, 'a container that is to be moved has an id');
    const to = { [isSection ? 'project_id' : 'parent_id']: intent.parent };
    return draft(isSection ? 'section_move' : 'project_move', { id: intent.remoteId, ...to });
  }
  if (intent.action === 'rename') {
    assert(intent.remoteId !== null, 'a container that is to be renamed has an id');
    return draft(isSection ? 'section_update' : 'project_update', { id: intent.remoteId, name });
  }
  const parent = intent.parent === null ? {} : { [isSection ? 'project_id' : 'parent_id']: intent.parent };
  return draftCreation(isSection ? 'section_add' : 'project_add', temporaryId(intent.operationId), {
    name,
    ...parent,
  });
}
