// The places that a pass assigns: each observation and each planned task has exactly one. Types only.

import type { ReplicaName, TaskId } from '../model/ids.ts';

/**
 * What became of a newcomer, that is, a counterpart without a task. `known_before`: older code had paired it. `met`: it is what we,
 * or another installation on our behalf, created or were creating. `paired`: another replica also has it. `made`: it became a new
 * task.
 */
export type NewcomerPlace = 'known_before' | 'met' | 'paired' | 'made';

/**
 * What became of an observation. `reconciled`: its task was linked. `turned_up`: it had been missing, and a replacement was created
 * since. Without a task: `gone`, `done` and `out_of_scope` are ignored; `spent`: the copy of a past occurrence; `shown_again`:
 * superseded by a later observation in the same pass.
 */
export type ObservationPlace =
  | 'reconciled'
  | 'turned_up'
  | 'gone'
  | 'done'
  | 'out_of_scope'
  | 'spent'
  | 'shown_again'
  | NewcomerPlace;

/**
 * What became of a task for one replica. `planned`: an operation was added to the outbox. `queued`: the existing one is still
 * right. `in_step`: nothing to send. `told`: the outcome of an operation that was sent is not known yet. `between_occurrences`: the
 * next occurrence does not exist yet. `out_of_scope`: left alone. `forgotten`: the task no longer exists.
 */
export type TaskPlace =
  | 'planned'
  | 'queued'
  | 'in_step'
  | 'told'
  | 'between_occurrences'
  | 'out_of_scope'
  | 'forgotten';

/** The planned tasks, each with its place for every known replica. */
export type PlannedTasks = Map<TaskId, ReadonlyMap<ReplicaName, TaskPlace>>;
