// Conflicts: a field whose value changed on both sides, and how the winner is chosen.

import type { ReplicaName, TaskId } from './ids.ts';
import type { FieldName } from './task.ts';

/** The strategies for resolving a conflict. `newest_wins` is the default. */
export const STRATEGIES = ['todoist_wins', 'things_wins', 'newest_wins', 'merge', 'manual'] as const;

/** The name of a strategy. */
export type Strategy = (typeof STRATEGIES)[number];

/** The replica that each strategy prefers; null if it prefers none. */
const PREFERRED: { readonly [Name in Strategy]: ReplicaName | null } = {
  todoist_wins: 'todoist',
  things_wins: 'things',
  newest_wins: null,
  merge: null,
  manual: null,
};

/** The replica whose value wins under a strategy; null if the strategy prefers none. */
export function preferredReplica(strategy: Strategy): ReplicaName | null {
  return PREFERRED[strategy];
}

/** A field that changed on both sides since they last agreed. Always contains the losing value. */
export interface Conflict {
  readonly taskId: TaskId;
  /** `deleted`: one side deleted the task while the other edited it. */
  readonly field: FieldName | 'deleted';
  /** The replica whose observation revealed the conflict. */
  readonly replica: ReplicaName;
  readonly hubValue: unknown;
  readonly replicaValue: unknown;
  /** What they last agreed on. */
  readonly base: unknown;
  readonly strategy: Strategy;
  /** `hub` and `replica`: that value won; `merged`: both are in the result; `waiting`: a person decides. */
  readonly outcome: 'hub' | 'replica' | 'merged' | 'waiting';
  /** The replica shows something other than what we wrote. Absent: both sides changed the field. */
  readonly cause?: 'read_back';
}

/** Tells whether the conflict is about what a replica made of our own write. Such a conflict does not block the field. */
export function isReadBack({ cause }: Pick<Conflict, 'cause'>): boolean {
  return cause === 'read_back';
}
