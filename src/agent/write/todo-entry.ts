// One to-do operation on its way from intent to outcome: what is asked, what there was, what is still open. Pure.

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

/** One to-do operation that is being carried out. */
export interface TodoEntry {
  readonly operation: TodoOperation;
  /** Its fields with their place found. */
  readonly wanted: WantedFields;
  /** The row as it was at the beginning; null for one that is made. */
  readonly before: ThingsTodo | null;
  /** Begun by an earlier run, which did an unknown part of it. */
  readonly isRecovered: boolean;
  /** An earlier run sent something of it, as far as is known. */
  readonly wasSent: boolean;
  /** null while it is not made. */
  id: string | null;
  /** What the app said when it refused a step. */
  refusal: string | null;
  /** What of `wanted` the app has not refused: only that is sent and awaited. */
  settable: WantedFields;
  /** How often something was sent for it. */
  timesSent: number;
  /** Set once the outcome is certain. */
  acknowledgement: ThingsAcknowledgement | null;
}

/** Tells whether a row shows all that an entry asks for, but for what the app refused. */
export function isFulfilled(entry: TodoEntry, row: ThingsTodo, today: string): boolean {
  if (entry.operation.kind === 'trash_todo') return row.trashed;
  return !row.trashed && unmetFields(row, entry.settable, today).length === 0;
}

/** The fields that are still to be set: without those that somebody changed since the operation was begun, or that were refused. */
export function fieldsToSet(entry: TodoEntry, row: ThingsTodo, today: string): WantedFields {
  const moved = new Set<string>(movedSince(entry, row, today));
  return Object.fromEntries(Object.entries(entry.settable).filter(([name]) => !moved.has(name)));
}

/** Takes fields out of what is sent for an entry: the app refused them. */
export function giveUp(entry: TodoEntry, names: readonly WantedName[]): void {
  const given = new Set<string>(names);
  entry.settable = Object.fromEntries(Object.entries(entry.settable).filter(([name]) => !given.has(name)));
}

/**
 * Tells what became of an entry whose row does not show all that was asked. What was written to is told as it shows: Things may have
 * kept it otherwise. Only a row that somebody changed before anything was written is out of date.
 */
export function outcomeOf(entry: TodoEntry, row: ThingsTodo, today: string): ThingsAcknowledgement {
  const { operation, refusal } = entry;
  const answer = { operation: operation.id, thingsId: row.id, row, error: refusal };
  if (row.trashed && operation.kind === 'update_todo') return { ...answer, outcome: 'stale' };
  const isMoved = movedSince(entry, row, today).length > 0;
  if (isMoved && operation.kind === 'update_todo' && !isSent(entry)) return { ...answer, outcome: 'stale' };
  // A failed creation would be tried again, and make a second to-do beside this one.
  const isAsBefore = operation.kind === 'restore_todo' ? row.trashed : !isMoved;
  const isFailure = refusal !== null && operation.kind !== 'create_todo' && isAsBefore;
  return { ...answer, outcome: isFailure ? 'failed' : 'ignored' };
}

/** Something of it was sent, by this run or an earlier one: what the row shows from then on may be what Things made of it. */
export function isSent({ timesSent, wasSent }: TodoEntry): boolean {
  return timesSent > 0 || wasSent;
}

/** The row of a to-do right after it was made. */
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

/** The row that an entry began with, for a creation that right after it was made; null where nothing was there or made yet. */
export function firstRowOf({ operation, wanted, id, before }: TodoEntry): ThingsTodo | null {
  const isMade = operation.kind === 'create_todo' && id !== null;
  return isMade ? freshTodo(id, operation.id, wanted.title ?? '') : before;
}

/** Only updates and creations have a state to compare with; a to-do out of the trash passes through the Inbox. */
function movedSince(entry: TodoEntry, row: ThingsTodo, today: string): readonly string[] {
  const { operation, wanted } = entry;
  const before = firstRowOf(entry);
  if (before === null || operation.kind === 'restore_todo' || operation.kind === 'trash_todo') return [];
  return movedFields(row, { before, wanted, today });
}
