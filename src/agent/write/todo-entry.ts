// One to-do operation from intent to outcome: what is requested, what there was, what is still open. Pure.

import { remoteId } from '../../model/ids.ts';
import type { ThingsAcknowledgement, ThingsOperation } from '../../protocol/things-operation.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';
import { digestOfTodo } from '../read/digest.ts';
import { markerOf } from '../../protocol/marker.ts';
import { movedFields, unmetFields, type WantedFields, type WantedName } from '../read/row-fields.ts';

/** An operation on a to-do. */
export type TodoOperation = Exclude<
  ThingsOperation,
  { readonly kind: 'create_container' | 'rename_container' | 'move_container' }
>;

/** One to-do operation in progress. */
export interface TodoEntry {
  readonly operation: TodoOperation;
  /** Its fields with the place resolved. */
  readonly wanted: WantedFields;
  /** The row at the start; null for a creation. */
  readonly before: ThingsTodo | null;
  /** Begun by an earlier run, which may have carried out a part of it. */
  readonly isRecovered: boolean;
  /** As far as is known, an earlier run sent a part of it. */
  readonly wasSent: boolean;
  /** null until it is created. */
  id: string | null;
  /** The app's message when it refused a step. */
  refusal: string | null;
  /** What the app has not refused of `wanted`: only that is sent and waited for. */
  settable: WantedFields;
  /** How many times something was sent for it. */
  timesSent: number;
  /** Set once the outcome is certain. */
  acknowledgement: ThingsAcknowledgement | null;
}

/** Tells whether a row shows everything that an entry requests, except for what the app refused. */
export function isFulfilled(entry: TodoEntry, row: ThingsTodo, today: string): boolean {
  if (entry.operation.kind === 'trash_todo') return row.trashed;
  return !row.trashed && unmetFields(row, entry.settable, today).length === 0;
}

/** The fields that still have to be set: without those that a user changed since the operation began, or that were refused. */
export function fieldsToSet(entry: TodoEntry, row: ThingsTodo, today: string): WantedFields {
  const moved = new Set<string>(movedSince(entry, row, today));
  return Object.fromEntries(Object.entries(entry.settable).filter(([name]) => !moved.has(name)));
}

/** Stops sending fields of an entry, because the app refused them. */
export function giveUp(entry: TodoEntry, names: readonly WantedName[]): void {
  const given = new Set<string>(names);
  entry.settable = Object.fromEntries(Object.entries(entry.settable).filter(([name]) => !given.has(name)));
}

/**
 * The outcome of an entry whose row does not show everything requested. If something was written, the row is reported as it shows:
 * Things may have stored it differently. Only a row that a user changed before anything was written is out of date.
 */
export function outcomeOf(entry: TodoEntry, row: ThingsTodo, today: string): ThingsAcknowledgement {
  const { operation, refusal } = entry;
  const answer = { operation: operation.id, thingsId: row.id, row, error: refusal };
  if (row.trashed && operation.kind === 'update_todo') return { ...answer, outcome: 'stale' };
  const isMoved = movedSince(entry, row, today).length > 0;
  if (isMoved && operation.kind === 'update_todo' && !isSent(entry)) return { ...answer, outcome: 'stale' };
  // A creation reported as failed would be tried again, and create a second to-do.
  const isAsBefore = operation.kind === 'restore_todo' ? row.trashed : !isMoved;
  const isFailure = refusal !== null && operation.kind !== 'create_todo' && isAsBefore;
  return { ...answer, outcome: isFailure ? 'failed' : 'ignored' };
}

/** Whether a part of it was sent, by this run or an earlier one: from then on the row may show what Things made of it. */
export function isSent({ timesSent, wasSent }: TodoEntry): boolean {
  return timesSent > 0 || wasSent;
}

/** The row of a to-do right after its creation. */
export function freshTodo(id: string, operationId: string, title: string): ThingsTodo {
  const row = {
    id: remoteId(id),
    title,
    notes: markerOf(operationId),
    status: 'open' as const,
    trashed: false,
    list: 'inbox' as const,
    startDate: null,
    evening: false,
    reminder: null,
    deadline: null,
    area: null,
    project: null,
    heading: null,
    tags: [],
    checklist: [],
    template: null,
    createdAt: null,
    changedAt: null,
  };
  return { ...row, digest: digestOfTodo(row) };
}

/** The row that an entry started with, for a creation the one right after it; null if there was none yet. */
export function firstRowOf({ operation, wanted, id, before }: TodoEntry): ThingsTodo | null {
  const isMade = operation.kind === 'create_todo' && id !== null;
  return isMade ? freshTodo(id, operation.id, wanted.title ?? '') : before;
}

/** Only updates and creations have a state to compare with; a to-do restored from the trash passes through the Inbox. */
function movedSince(entry: TodoEntry, row: ThingsTodo, today: string): readonly string[] {
  const { operation, wanted } = entry;
  const before = firstRowOf(entry);
  if (before === null || operation.kind === 'restore_todo' || operation.kind === 'trash_todo') return [];
  return movedFields(row, { before, wanted, today });
}
