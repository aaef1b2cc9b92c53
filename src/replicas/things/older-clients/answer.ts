// The response to an older client about the to-dos it reported: in its format, based on the state after the run.

import type { RemoteId, TaskId } from '../../../model/ids.ts';
import { isReadBack } from '../../../model/conflict.ts';
import { isCarriedOut } from '../../../hub/events.ts';
import type { ConflictRecord, OutboxEntry, Store } from '../../../hub/store.ts';
import type { CompletedResult, DeletedResult, SyncResult } from '../../../protocol/answers/older/things.ts';
import { itemsPlan, stopPlan } from '../../../sync/plan/stored-plan.ts';
import { knownThings, THINGS } from '../known.ts';
import { originalOf } from './doubles.ts';
import type { ClientReport, ReportedTodo } from './client-report.ts';
import { waitsAt, whyNot } from './visit.ts';

/** The replica whose ids a client also knows. */
const OTHER = 'todoist';

type Stored = { readonly store: Store };

/** The state before a call. */
export interface Before {
  /** Epoch ms. */
  readonly at: number;
  /** Why nothing is processed; null: it is. */
  readonly whyNot: string | null;
  /** The tasks of the to-dos that were already known. */
  readonly tasks: ReadonlyMap<RemoteId, TaskId>;
}

/** Why a reported to-do has no task: something blocked this call, or the to-do itself is excluded. */
function whyNotTaken(store: Store): string {
  const plan = stopPlan({ store });
  if (plan !== null && !plan.approved) return waitsAt(plan);
  return knownThings(store) === null
    ? 'nothing can be taken in before Todoist was read: send it again'
    : 'it is outside of what is synced, or the agent is creating it right now';
}

/** Records the state before a call is processed. */
export function lookBefore({ store }: Stored, told: ClientReport, at: number): Before {
  const ids = [...told.todos.map(({ id }) => id), ...told.completed, ...told.deleted];
  const known = ids.flatMap((id) => {
    const task = taskOf(store, id);
    return task === null ? [] : [[id, task] as const];
  });
  return { at, whyNot: whyNot({ store }), tasks: new Map(known) };
}

/** Where a to-do stands twice in one call, the later entry is answered like a call that comes second: it is known by then. */
export function answerTwice(first: SyncResult, { id, title }: ReportedTodo): SyncResult {
  if (first.status === 'error') return { ...first, title };
  return { id, title, status: 'already_exists', match_type: 'legacy', todoist_id: first.todoist_id };
}

/** The result for an open to-do. */
export function answerTodo({ store }: Stored, todo: ReportedTodo, before: Before): SyncResult {
  const { id, title } = todo;
  const error = (message: string): SyncResult => ({ id, title, status: 'error', message, details: {} });
  if (before.whyNot !== null) return error(before.whyNot);
  const task = taskOf(store, id);
  if (task === null) return error(whyNotTaken(store));
  const todoistId = idOf(store, task);
  if (todoistId === null) return error(whyWaiting(store, task));
  const wasKnown = before.tasks.has(id);
  const conflict = conflictSince(store, task, before.at);
  if (conflict?.outcome === 'waiting')
    return { id, title, status: 'conflict_detected', conflict_id: conflict.id, todoist_id: todoistId };
  if (conflict !== null && wasKnown) {
    const { strategy } = conflict;
    return { id, title, status: 'conflict_resolved', resolution_strategy: strategy, todoist_id: todoistId };
  }
  if (!wasKnown && isMadeSince(store, task, before.at))
    return { id, title, status: 'created', todoist_id: todoistId };
  const match = wasKnown ? 'legacy' : 'exact';
  return { id, title, status: 'already_exists', match_type: match, todoist_id: todoistId };
}

/** The result for a completed to-do. */
export function answerCompleted(
  { store }: Stored,
  { thingsId, completedAt }: { readonly thingsId: RemoteId; readonly completedAt: string },
  before: Before,
): CompletedResult {
  const found = findKnown(store, thingsId, before);
  if (found.kind !== 'found') return found.result;
  const waits = whyWaits(store, found.task);
  if (waits !== null) return { thingsId, todoistId: found.todoistId, status: 'error', message: waits };
  return { thingsId, todoistId: found.todoistId, status: 'completed', completedAt };
}

/** The result for a to-do in the trash. */
export function answerDeleted({ store }: Stored, thingsId: RemoteId, before: Before): DeletedResult {
  const found = findKnown(store, thingsId, before);
  if (found.kind !== 'found') return found.result;
  const { task, todoistId } = found;
  const waits = whyWaits(store, task);
  if (waits !== null) return { thingsId, todoistId, status: 'error', message: waits };
  return { thingsId, todoistId, status: 'closed' };
}

type Found =
  | { readonly kind: 'found'; readonly task: TaskId; readonly todoistId: string }
  | { readonly kind: 'not'; readonly result: NotFound };
type NotFound =
  | { readonly thingsId: string; readonly status: 'not_found'; readonly message: string }
  | { readonly thingsId: string; readonly status: 'error'; readonly message: string };

function findKnown(store: Store, thingsId: RemoteId, before: Before): Found {
  const error = (message: string): Found => ({
    kind: 'not',
    result: { thingsId, status: 'error', message },
  });
  if (before.whyNot !== null) return error(before.whyNot);
  const task = taskOf(store, thingsId);
  if (task === null) {
    const message = 'no task is known for this to-do';
    return { kind: 'not', result: { thingsId, status: 'not_found', message } };
  }
  const todoistId = idOf(store, task);
  return todoistId === null ? error(whyWaiting(store, task)) : { kind: 'found', task, todoistId };
}

/** The task of a to-do, even if the to-do was its counterpart only in the past, or is a copy of that. */
function taskOf(store: Store, id: RemoteId): TaskId | null {
  const { links } = store;
  const task = links.byRemoteId(THINGS, id)?.taskId ?? links.retired(THINGS, id)?.taskId ?? null;
  return task === null ? null : (originalOf(store, task) ?? task);
}

function idOf({ links }: Store, task: TaskId): string | null {
  return links.get(task, OTHER)?.remoteId ?? null;
}

/** What waits for the owner, or was refused; null: nothing, or it continues by itself. */
export function whyWaits(store: Store, task: TaskId): string | null {
  const entry = entryOf(store, task);
  return entry === null || entry.state === 'queued' || entry.state === 'sent' ? null : wordsOf(store, entry);
}

function whyWaiting(store: Store, task: TaskId): string {
  const entry = entryOf(store, task);
  return entry === null ? 'it is not in Todoist' : wordsOf(store, entry);
}

function entryOf({ outbox }: Store, task: TaskId): OutboxEntry | null {
  return outbox.ofTask(task).find(({ replica, kind }) => replica === OTHER && kind !== 'note') ?? null;
}

function wordsOf(store: Store, { state, reason }: OutboxEntry): string {
  const plan = state === 'asked' ? itemsPlan({ store }) : null;
  if (plan !== null) return `${waitsAt(plan)}: ${reason ?? ''}`;
  return `kept, and done as soon as Todoist accepts it${reason === null ? '' : `: ${reason}`}`;
}

/** The conflict of this call on the task; a waiting one before a resolved one. */
function conflictSince({ conflicts }: Store, task: TaskId, at: number): ConflictRecord | null {
  const met = conflicts.of(task).filter((one) => one.at >= at && one.replica === THINGS && !isReadBack(one));
  return met.find(({ outcome }) => outcome === 'waiting') ?? met[0] ?? null;
}

function isMadeSince({ events }: Store, task: TaskId, at: number): boolean {
  for (const event of events.ofTask(task)) {
    if (event.at < at) return false;
    if (isCarriedOut(event) && event.kind === 'create' && event.replica === OTHER) return true;
  }
  return false;
}
