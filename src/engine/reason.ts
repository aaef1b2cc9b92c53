// How the engine explains what it did. Never contains a task's text, because reasons may be shown or logged.

import type { FieldName } from '../model/task.ts';

/** One decision in plain words: what was seen, what was decided, and the rule in docs/spec.md behind it. */
export interface Reason {
  readonly rule: string;
  readonly field: FieldName | null;
  readonly text: string;
}
