// What an edit of the standard account is, for the tables of edits.

import type { Scenario } from './scenario.ts';
import type { Places } from './standard.ts';

/** One thing that a person does on one side, and what the other side has to show then. */
export interface Edit {
  /** What a person does. */
  readonly title: string;
  /** What is done and synced before. */
  readonly first?: (scenario: Scenario, places: Places) => unknown;
  readonly edit: (scenario: Scenario, places: Places) => unknown;
  /** What the other side then shows. */
  readonly shows: (scenario: Scenario) => unknown;
  readonly expected: unknown;
}

/** The task that most edits are made to. */
export const ANNA = 'Call Anna';
