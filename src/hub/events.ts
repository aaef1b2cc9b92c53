// The stream of events: each thing that a run did or decided, written once. Types and pure functions only.

import type { ContainerId, ReplicaName, TaskId } from '../model/ids.ts';
import type { LineDetails, OperationKind } from '../model/link.ts';
import type { ChecklistItem, SomeFields } from '../model/task.ts';

/** What an entry of the outbox does. The first five are task operations; `note` only says why something can't be sent. */
export type OutboxKind = OperationKind | 'create_container' | 'rename_container' | 'move_container' | 'note';

/** What the hub decided about a task or container. `noted`: something was seen or decided, and the task stayed as it was. */
export type DecisionKind = 'made' | 'changed' | 'deleted' | 'brought_back' | 'noted';

/**
 * What an event tells of: a decision; by the name of the operation, what a replica carried out; or, as a `note`, what was done to no
 * task, such as a mark of ours in a replica.
 */
export type EventKind = DecisionKind | OutboxKind;

/** A checklist line in an event; one that was taken away with all that a replica had of it beside title and state. */
interface RecordedLine extends ChecklistItem {
  readonly details?: LineDetails;
}

/** Fields of a task as events keep them. */
export type RecordedFields = Omit<SomeFields, 'checklist'> & {
  readonly checklist?: readonly RecordedLine[];
};

/** One step of a decision: what was seen or decided, and the rule that decided. */
export interface EventStep {
  readonly replica: ReplicaName;
  readonly rule: string;
  readonly text: string;
}

/** One thing that a run did or decided. */
export interface HubEvent {
  /** Its place in the stream, and its name. */
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
  /** The run that it belongs to: the `seq` of that run's first event. */
  readonly run: number;
  readonly kind: EventKind;
  /** null for an event about a container. */
  readonly taskId: TaskId | null;
  readonly containerId: ContainerId | null;
  /** Who carried it out, or where a decision comes from; null where that is the owner. */
  readonly replica: ReplicaName | null;
  /** The operation that was carried out; null for a decision or a note. */
  readonly operation: string | null;
  /** The title of the task, or the path of the container, at that time. */
  readonly title: string;
  /** Of the fields that changed: what was there before. */
  readonly before: RecordedFields;
  /** Of the fields that changed: what is there now. */
  readonly after: SomeFields;
  readonly steps: readonly EventStep[];
  /** The event before this one about the same task or container; null for the first. It may be forgotten by now. */
  readonly previous: number | null;
  /** When it was taken back; null where it was not. */
  readonly undoneAt: number | null;
}

/** An event on its way into the stream. */
export type NewEvent = Omit<HubEvent, 'seq' | 'run' | 'steps' | 'previous' | 'undoneAt'>;

/** A run while it goes on. `id`: the `seq` of its first event; null before that. `names`: that, and those that it went on under. */
export interface RunMark {
  id: number | null;
  readonly names: number[];
}

/** Begins a run. It has no name before its first event. */
export function newRunMark(): RunMark {
  return { id: null, names: [] };
}

/**
 * The stream. What a transaction adds is written at its end, and what it changed of tasks is added by itself, one event for each task.
 * The events of a run stand together: a run that another one came in between goes on under a new name.
 */
export interface EventStream {
  /**
   * Says to which run this transaction belongs, and what time it is. Outside a transaction it does nothing. `takesInAll`: what is made
   * is there already, and is no event.
   */
  readonly open: (mark: RunMark, now: { readonly at: number; readonly takesInAll: boolean }) => void;
  readonly add: (event: NewEvent) => void;
  /** Adds a step to what this transaction decides about a task. */
  readonly explain: (task: TaskId, step: EventStep) => void;
  readonly get: (seq: number) => HubEvent | null;
  /** Events about a task, newest first, read one by one. */
  readonly ofTask: (task: TaskId) => Iterable<HubEvent>;
  /** The same about a container. */
  readonly ofContainer: (container: ContainerId) => Iterable<HubEvent>;
  /** Events of a run, oldest first. */
  readonly ofRun: (run: number) => Iterable<HubEvent>;
  /** Newest first; `before`: only those that stand before that one. */
  readonly list: (query: {
    readonly before: number | null;
    readonly limit: number;
    readonly withDecisions: boolean;
  }) => readonly HubEvent[];
  /** Those that stand after that one, oldest first. */
  readonly after: (seq: number, limit: number) => readonly HubEvent[];
  /** The `seq` of the newest; 0 where there is none. */
  readonly last: () => number;
  readonly markUndone: (seq: number, at: number) => void;
  /** Forgets, oldest first and at most `limit`, what is older than `before` (epoch ms). The newest event stays. */
  readonly prune: (before: number, limit: number) => void;
  /** After the tasks came back from elsewhere: goes on far behind everything that was told, and finds the tasks' events again. */
  readonly startAnew: (now: number) => void;
}

/** Tells whether an event is of an operation that a replica carried out. */
export function isCarriedOut({ operation }: Pick<HubEvent, 'operation'>): boolean {
  return operation !== null;
}

/** Tells whether an event is of a task that was changed, and not only looked at. */
export function isDecision(event: Pick<HubEvent, 'operation' | 'kind'>): boolean {
  return !isCarriedOut(event) && event.kind !== 'noted' && event.kind !== 'note';
}
