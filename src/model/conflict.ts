// Two values of one field that moved apart, and how that is decided.

import type { ReplicaName, TaskId } from './ids.ts';
import type { FieldName } from './task.ts';

/** How a conflict is decided. `newest_wins` is the default. */
export const STRATEGIES = ['todoist_wins', 'things_wins', 'newest_wins', 'merge', 'manual'] as const;

/** The name of a strategy. */
export type Strategy = (typeof STRATEGIES)[number];

/** Whose value each strategy prefers; null: nobody's. */
const PREFERRED: { readonly [Name in Strategy]: ReplicaName | null } = {
  todoist_wins: 'todoist',
  things_wins: 'things',
  newest_wins: null,
  merge: null,
  manual: null,
};

/** The replica whose value wins by a strategy; null where it names none. */
export function preferredReplica(strategy: Strategy): ReplicaName | null {
  return PREFERRED[strategy];
}

/** A field that moved on both sides since they last agreed. The losing value is always in here. */
export interface Conflict {
  readonly taskId: TaskId;
  /** `deleted`: one side deleted the task while the other edited it. */
  readonly field: FieldName | 'deleted';
  /** The replica whose observation met a hub that had moved too. */
  readonly replica: ReplicaName;
  readonly hubValue: unknown;
  readonly replicaValue: unknown;
  /** What they last agreed on. */
  readonly base: unknown;
  readonly strategy: Strategy;
  /** `hub` and `replica`: that value won; `merged`: both are in the result; `waiting`: a person decides. */
  readonly outcome: 'hub' | 'replica' | 'merged' | 'waiting';
  /** What our own write became: the replica shows something else than it was told. Absent: both sides changed the field. */
  readonly cause?: 'read_back';
}

/** Tells whether a conflict is about what a replica made of our own write. Such a one holds nothing back. */
export function isReadBack({ cause }: Pick<Conflict, 'cause'>): boolean {
  return cause === 'read_back';
}
