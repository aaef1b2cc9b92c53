// The places that a pass has for what it is given: each observation and each planned task has exactly one. Types only.

import type { ReplicaName, TaskId } from '../model/ids.ts';

/**
 * What became of a newcomer, a counterpart that no task had. `known_before`: older code had paired it. `met`: it is what we made, or were
 * about to make, or what somebody began to make for us. `paired`: another replica has it, too. `made`: a new task.
 */
export type NewcomerPlace = 'known_before' | 'met' | 'paired' | 'made';

/**
 * What became of an observation. `reconciled`: its task was linked. `turned_up`: it had been missing, and was made again since. Of those
 * that no task had: `gone`, `done` and `out_of_scope` are nobody's business; `spent`: a copy of an occurrence that is closed;
 * `shown_again`: a later observation in the same pass tells of it.
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
 * What became of a task for one replica. `planned`: an operation was put into the outbox. `queued`: the one that is there is still right.
 * `in_step`: there is nothing to tell. `told`: what came of an operation is not known yet. `between_occurrences`: the next one is not
 * there yet. `out_of_scope`: it is left alone. `forgotten`: there is no such task any more.
 */
export type TaskPlace =
  | 'planned'
  | 'queued'
  | 'in_step'
  | 'told'
  | 'between_occurrences'
  | 'out_of_scope'
  | 'forgotten';

/** The tasks that were planned, each with its place for every replica that is known. */
export type PlannedTasks = Map<TaskId, ReadonlyMap<ReplicaName, TaskPlace>>;
