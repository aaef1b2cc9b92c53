// The words in which the engine explains what it did. Never the words of a task: a reason may be shown or logged.

import type { FieldName } from '../model/task.ts';

/** One decision in plain words: what was seen, what was decided, and the rule of docs/spec.md that decided. */
export interface Reason {
  readonly rule: string;
  readonly field: FieldName | null;
  readonly text: string;
}
