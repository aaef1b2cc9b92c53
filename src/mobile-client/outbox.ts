// The intents of a person on their way to the hub: added, merged while they wait, sent, and answered. Pure.

import type { MobileSynced, MobileTask } from '../protocol/answers/mobile.ts';
import { isSame } from '../model/same.ts';
import type {
  ClientConflict,
  DeleteIntent,
  EditableField,
  EditIntent,
  FieldChange,
  Intent,
  StoreChange,
  StoreRead,
  TaskEdit,
} from './types.ts';
import { optimistic, type ShownTask } from './view.ts';

/** The most changes that are sent at once. */
const MAX_AT_ONCE = 500;
/** The most text that is sent at once, in characters; the hub takes 4 MiB. */
const MAX_CHARACTERS_AT_ONCE = 1_000_000;
/** The longest that a deletion is held, ms. */
const MAX_HOLD_MS = 60_000;

/** The edits of one task, with the values that the person saw; null if nothing differs. */
export function changesOf(
  shown: MobileTask,
  edit: TaskEdit,
): Readonly<Partial<Record<EditableField, FieldChange>>> | null {
  const names = (Object.keys(edit) as EditableField[]).filter(
    (name) => edit[name] !== undefined && !isSame(edit[name], shown.fields[name]),
  );
  if (names.length === 0) return null;
  return Object.fromEntries(names.map((name) => [name, { from: shown.fields[name], to: edit[name] }]));
}

/**
 * What an edit changes of what waits: it is merged into one that was never sent, whose `from` stays, and what leads back to where it
 * began is no edit any more. What was sent may have arrived, and nothing is merged into it.
 */
export function withEdit(waiting: readonly Intent[], edit: EditIntent): StoreChange {
  const last = waiting.findLast((one) => one.task === edit.task);
  if (last?.kind !== 'edit' || last.isSent) return { putIntents: [edit] };
  const fields: Partial<Record<EditableField, FieldChange>> = { ...last.fields };
  for (const [name, change] of Object.entries(edit.fields) as [EditableField, FieldChange][]) {
    const { from } = last.fields[name] ?? change;
    if (isSame(from, change.to)) delete fields[name];
    else fields[name] = { from, to: change.to };
  }
  return Object.keys(fields).length === 0
    ? { removeIntents: [last.seq] }
    : { putIntents: [{ ...last, at: edit.at, fields }] };
}

/** What waits for now, and what never has to be sent: a task that was added and deleted in between, of which the hub knows nothing. */
export interface Waiting {
  readonly ready: readonly Intent[];
  readonly dropped: readonly Intent[];
  /** Epoch ms at which the next one that is held may be sent; null: none is. */
  readonly heldUntil: number | null;
}

/** Sorts what waits. `now`: epoch ms. */
export function sortWaiting(waiting: readonly Intent[], now: number): Waiting {
  const deletions = new Map(waiting.flatMap((one) => (one.kind === 'delete' ? [[one.task, one]] : [])));
  if (deletions.size === 0) return { ready: waiting, dropped: [], heldUntil: null };
  const known = new Set(waiting.flatMap((one) => (one.isSent ? [one.task] : [])));
  const created = new Set(waiting.flatMap((one) => (one.kind === 'create' ? [one.task] : [])));
  const isHeld = ({ task, isSent }: Intent): boolean => !isSent && holdEnd(deletions.get(task)) > now;
  const isDropped = ({ task }: Intent): boolean =>
    deletions.has(task) && created.has(task) && !known.has(task);
  const free = waiting.filter((one) => !isHeld(one));
  const ends = waiting.filter(isHeld).map(({ task }) => holdEnd(deletions.get(task)));
  return {
    ready: free.filter((one) => !isDropped(one)),
    dropped: free.filter(isDropped),
    heldUntil: ends.length === 0 ? null : Math.min(...ends),
  };
}

/** Epoch ms; 0: it is not held. A clock that was set back holds nothing for longer than this. */
function holdEnd(deletion: DeleteIntent | undefined): number {
  if (deletion?.heldUntil === undefined) return 0;
  const [until, at] = [Date.parse(deletion.heldUntil), Date.parse(deletion.at)];
  return until - at > MAX_HOLD_MS ? 0 : until;
}

/** The body of the next sync, and the intents in it; null: nothing waits. `behindMs`: how far the device's clock is behind the hub's. */
export function nextRequest(
  waiting: readonly Intent[],
  { pulledAt, behindMs }: { readonly pulledAt: string | null; readonly behindMs: number },
): { readonly body: object; readonly sent: readonly Intent[] } | null {
  const sent = asManyAsFit(waiting);
  if (sent.length === 0) return null;
  const byHub = (at: string): string => new Date(Date.parse(at) + behindMs).toISOString();
  const created = sent.flatMap((one) => (one.kind === 'create' ? [createdTask(one, byHub(one.at))] : []));
  const edited = sent.flatMap((one) =>
    one.kind === 'edit' ? [{ id: one.task, intent: one.intent, at: byHub(one.at), fields: one.fields }] : [],
  );
  const deleted = sent.flatMap((one) => (one.kind === 'delete' ? [one.task] : []));
  const changes = { created, updated: [], edited, completed: [], reopened: [], deleted };
  return { body: { changes, lastSyncAt: pulledAt }, sent };
}

function asManyAsFit(waiting: readonly Intent[]): readonly Intent[] {
  let room = MAX_CHARACTERS_AT_ONCE;
  const end = waiting.slice(0, MAX_AT_ONCE).findIndex((one) => (room -= JSON.stringify(one).length) < 0);
  // One that does not fit by itself is for the hub to refuse.
  return waiting.slice(0, end === -1 ? MAX_AT_ONCE : Math.max(end, 1));
}

/** What was sent, and the answer to it. */
export interface Answered {
  readonly sent: readonly Intent[];
  readonly answer: MobileSynced;
  /** Today where the person is, `YYYY-MM-DD`. */
  readonly today: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * What follows from the answer to a sync: what was sent is done, and what lost is shown. `read`: the store as it is then. What another
 * page of this device has settled meanwhile is left alone.
 */
export function settle(read: StoreRead, { sent: asked, answer, today, at }: Answered): StoreChange {
  const waiting = new Set(read.intents.map(({ seq }) => seq));
  const sent = asked.filter(({ seq }) => waiting.has(seq));
  const lost = answer.results.flatMap((result) => {
    const intent = result.outcome === 'done' ? undefined : sent.find((one) => isAnswerTo(result, one));
    // A task that is gone needs no deletion.
    const isMoot = intent?.kind === 'delete' && result.outcome === 'unknown';
    return intent === undefined || isMoot ? [] : [{ intent, reason: result.reason ?? result.outcome }];
  });
  const isLost = (intent: Intent): boolean => lost.some((one) => one.intent === intent);
  const done = sent.filter((intent) => !isLost(intent));
  const touched = new Set(done.map(({ task }) => task));
  // Until the next pull shows them, they stay as the person sees them.
  const shown = optimistic([...read.tasks.values()], done, today).filter(({ id }) => touched.has(id));
  const touchedNow = new Set(sent.map(({ task }) => task));
  const server = (answer.conflicts ?? []).flatMap(({ serverTask }) =>
    serverTask !== undefined && touchedNow.has(serverTask.id) ? [serverTask] : [],
  );
  return {
    removeIntents: sent.map(({ seq }) => seq),
    putTasks: [...shown.map((task) => asAnswered(task, read.tasks.get(task.id))), ...server],
    removeTasks: done.flatMap((intent) => (intent.kind === 'delete' ? [intent.task] : [])),
    putConflicts: conflictsOf(lost, read.conflicts, at),
  };
}

/** Of a task that repeats only an occurrence was completed: the hub's task stays open, and the next pull may have no news of it. */
function asAnswered({ isPending: _pending, ...task }: ShownTask, before: MobileTask | undefined): MobileTask {
  if (before === undefined || before.fields['repeat'] == null || before.status !== 'open') return task;
  return { ...task, status: 'open', fields: { ...task.fields, status: before.fields['status'] } };
}

/** One for each task, with everything that was lost of it: also what was not dismissed yet. */
function conflictsOf(
  lost: readonly { readonly intent: Intent; readonly reason: string }[],
  before: StoreRead['conflicts'],
  at: string,
): readonly ClientConflict[] {
  const conflicts = new Map<string, ClientConflict>();
  for (const { intent, reason } of lost) {
    const { task } = intent;
    const former = conflicts.get(task) ?? before.get(task);
    const also = former === undefined ? [] : [...(former.also ?? []), former.intent];
    conflicts.set(task, { task, reason, intent, at, ...(also.length > 0 && { also }) });
  }
  return [...conflicts.values()];
}

function isAnswerTo(
  result: Pick<MobileSynced['results'][number], 'id' | 'kind' | 'intent'>,
  intent: Intent,
): boolean {
  if (result.id !== intent.task) return false;
  if (intent.kind === 'edit') return result.intent === intent.intent;
  return result.kind === (intent.kind === 'create' ? 'created' : 'deleted');
}

function createdTask({ task, title }: Extract<Intent, { kind: 'create' }>, at: string): object {
  return { id: task, title, status: 'open', createdAt: at, updatedAt: at };
}
