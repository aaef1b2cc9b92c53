// The words in which the engine accounts for what it did. Never the words of a task: a reason may be shown or logged.

import type { ReplicaName } from '../model/ids.ts';
import type { FieldName } from '../model/task.ts';

/** One decision in plain words: what was seen, what was decided, and the rule of docs/spec.md that decided. */
export interface Reason {
  readonly rule: string;
  readonly field: FieldName | null;
  readonly text: string;
}

/** Names a replica as a person does. */
export function replicaTitle(replica: ReplicaName): string {
  if (replica === 'todoist') return 'Todoist';
  if (replica === 'things') return 'Things';
  return `the mobile client ${replica.slice('mobile:'.length)}`;
}
