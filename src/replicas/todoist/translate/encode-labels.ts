// Commands for personal labels. The labels of tasks are written with their tasks.

import type { LabelIntent, TodoistCommand } from '../todoist-port.ts';
import { draft, draftCreation, numbered, type Draft } from '../wire/commands.ts';
import { temporaryId } from '../wire/identifiers.ts';

/** The commands for these label changes, in order. */
export function encodeLabels(
  operationId: string,
  intents: readonly LabelIntent[],
): readonly TodoistCommand[] {
  return numbered(
    operationId,
    intents.map((intent) => encode(operationId, intent)),
  );
}

function encode(operationId: string, intent: LabelIntent): Draft {
  switch (intent.action) {
    case 'create':
      return draftCreation('label_add', temporaryId(operationId), { name: intent.name });
    case 'rename':
      return draft('label_update', { id: intent.id, name: intent.name });
    case 'delete':
      return draft('label_delete', { id: intent.id });
  }
}
