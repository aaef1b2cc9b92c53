// The stream of events: each thing that a run did or decided, recorded once. Types and pure functions only.

import type { ContainerId, ReplicaName, TaskId } from '../model/ids.ts';
import type { LineDetails, OperationKind } from '../model/link.ts';
import type { ChecklistItem, SomeFields } from '../model/task.ts';

/** What an outbox entry does. The first five are task operations; a `note` only records why something can't be sent. */
export type OutboxKind = OperationKind | 'create_container' | 'rename_container' | 'move_container' | 'note';

/** What the hub decided about a task or container. `noted`: something was observed or decided, but the task did not change. */
export type DecisionKind = 'made' | 'changed' | 'deleted' | 'brought_back' | 'noted';

/**
 * What an event records: a decision; an operation that a replica carried out, by its kind; or, as a `note`, something that concerns
 * no task, such as our marker in a replica.
 */
export type EventKind = DecisionKind | OutboxKind;

/** A checklist line in an event. A deleted line also carries what the replica stored about it besides title and state. */
interface RecordedLine extends ChecklistItem {
  readonly details?: LineDetails;
}

/** A task's fields as stored in events. */
export type RecordedFields = Omit<SomeFields, 'checklist'> & {
  readonly checklist?: readonly RecordedLine[];
};

/**
 * One step of a decision: what was observed or decided, and the rule behind it. `replica`: where that came from; `person` is the
 * owner.
 */
export interface EventStep {
  readonly replica: ReplicaName;
  readonly rule: string;
  readonly text: string;
}

/** One thing that a run did or decided. */
export interface HubEvent {
  /** Its position in the stream, and its id. */
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
  /** The run that it belongs to: the `seq` of that run's first event. */
  readonly run: number;
  /** How long its run had gone on then, ms, with all that it had waited for; null where that is not known. */
  readonly took: number | null;
  readonly kind: EventKind;
  /** null for an event about a container. */
  readonly taskId: TaskId | null;
  readonly containerId: ContainerId | null;
  /** The replica that carried it out, or that a decision came from; null for the owner. */
  readonly replica: ReplicaName | null;
  /** The operation that was carried out; null for a decision or a note. */
  readonly operation: string | null;
  /** The title of the task, or the path of the container, at that time. */
  readonly title: string;
  /** The previous values of the fields that changed. */
  readonly before: RecordedFields;
  /** The new values of the fields that changed. */
  readonly after: SomeFields;
  readonly steps: readonly EventStep[];
  /** The previous event about the same task or container, which may have been forgotten since; null for the first. */
  readonly previous: number | null;
  /** When it was undone; null if it was not. */
  readonly undoneAt: number | null;
}

/** An event not yet added to the stream. */
export type NewEvent = Omit<HubEvent, 'seq' | 'run' | 'took' | 'steps' | 'previous' | 'undoneAt'>;

/** A run in progress. `begunAt`: epoch ms; null if unknown. `id`: the `seq` of its first event; null before that. `names`: that id and all those it continued under. */
export interface RunMark {
  readonly begunAt: number | null;
  id: number | null;
  readonly names: number[];
}

/** Begins a run. It gets its id with its first event. */
export function newRunMark(begunAt: number | null = null): RunMark {
  return { begunAt, id: null, names: [] };
}

/**
 * The stream. A transaction's events are written at its end, together with one event per task that it changed. The events of a run
 * are contiguous: a run that is interrupted by another run's events continues under a new id.
 */
export interface EventStream {
  /**
   * Sets the run that this transaction belongs to, and the current time. No effect outside a transaction. `isFirstSync`: a first
   * sync, where creating hub tasks is no event because the tasks exist already.
   */
  readonly open: (mark: RunMark, now: { readonly at: number; readonly isFirstSync: boolean }) => void;
  readonly add: (event: NewEvent) => void;
  /** Adds a step to what this transaction decides about a task. */
  readonly explain: (task: TaskId, step: EventStep) => void;
  readonly get: (seq: number) => HubEvent | null;
  /** Events about a task, newest first, read lazily. */
  readonly ofTask: (task: TaskId) => Iterable<HubEvent>;
  /** The same for a container. */
  readonly ofContainer: (container: ContainerId) => Iterable<HubEvent>;
  /** Events of a run, oldest first. */
  readonly ofRun: (run: number) => Iterable<HubEvent>;
  /** Newest first; `before`: only events older than that one. */
  readonly list: (query: {
    readonly before: number | null;
    readonly limit: number;
    readonly withDecisions: boolean;
  }) => readonly HubEvent[];
  /** Events after that one, oldest first. */
  readonly after: (seq: number, limit: number) => readonly HubEvent[];
  /** The `seq` of the newest event; 0 if there is none. */
  readonly last: () => number;
  /** `at`: epoch ms; null: it is in force again. */
  readonly markUndone: (seq: number, at: number | null) => void;
  /** Deletes at most `limit` events older than `before` (epoch ms), oldest first. Always keeps the newest. */
  readonly prune: (before: number, limit: number) => void;
  /** To be called after a restore: continues far beyond every `seq` ever handed out, and links restored tasks to their events again. */
  readonly startAnew: (now: number) => void;
}

/** Tells whether an event records an operation that a replica carried out. */
export function isCarriedOut({ operation }: Pick<HubEvent, 'operation'>): boolean {
  return operation !== null;
}

/** The rule of the step by which a decision says that it takes an earlier one back. */
export const UNDO_RULE = 'H1';

/** Tells whether a decision takes an earlier one back. */
export function isUndoing({ steps }: Pick<HubEvent, 'steps'>): boolean {
  return steps.some(({ rule }) => rule === UNDO_RULE);
}

/** Tells whether `undoing` is what took `event` back. */
export function isUndoneBy(event: HubEvent, { at, seq, taskId, containerId }: HubEvent): boolean {
  const isOfSame = event.taskId === taskId && event.containerId === containerId;
  return isOfSame && event.undoneAt === at && event.seq < seq;
}

/** Tells whether an event records a change of a task, not only an observation. */
export function isDecision(event: Pick<HubEvent, 'operation' | 'kind'>): boolean {
  return !isCarriedOut(event) && event.kind !== 'noted' && event.kind !== 'note';
}

/** The values of an event without what a replica stored about lines besides title and state. */
export function plainFields({ checklist, ...others }: RecordedFields): SomeFields {
  if (checklist === undefined) return others;
  return { ...others, checklist: checklist.map(({ key, title, done }) => ({ key, title, done })) };
}
