// Which inbox tasks were handed out to older clients: the client that asked last has them for a while, and no agent creates them in
// the meantime. What a client marked as imported stays so until its to-do shows up. Keeps records; decides nothing about tasks.

import type { CivilDate } from '../../../model/dates.ts';
import { taskId, type TaskId } from '../../../model/ids.ts';
import type { Store } from '../../../hub/store.ts';

/** How long a client has what it was handed out, ms. */
const LEASE_MS = 15 * 60_000;
/** How long an agent waits for the to-do of an imported task, ms. */
const AWAITED_MS = 86_400_000;

/** How long it is remembered that a task was handed out, after its to-do showed, ms. */
const REMEMBERED_MS = AWAITED_MS;

/** How much the clock of a Mac may differ from ours, ms. */
const CLOCKS_DIFFER_MS = 60_000;

/** The keys of the lists of everything handed out, and of what was, and has its to-do since. */
const ALL_KEY = 'inbox_handed_out';
const MADE_KEY = 'inbox_made';

type Stored = Pick<Store, 'meta'>;

/** One task that was handed out. Times are epoch ms. */
export interface HandedOut {
  /** Distinguishes clients by their tokens; reveals nothing about these. */
  readonly to: string;
  readonly at: number;
  /** When it was marked as imported; null: not marked. */
  readonly importedAt: number | null;
  readonly title: string;
  readonly notes: string | null;
  /** The deadline it was handed out with, if that was really its start day. */
  readonly day: CivilDate | null;
  /** When it was handed out first, and all clients that it was handed out to, `to` included. Older records have neither. */
  readonly firstAt?: number;
  readonly clients?: readonly string[];
}

/** What was handed out and has a to-do. */
export interface Made extends HandedOut {
  readonly madeAt: number;
  /** How many more to-dos may turn up: each client that had it may have made one. */
  readonly expected: number;
}

/** The record of a task that was handed out; null: it was not, or its to-do is known. */
export function handedOut({ meta }: Stored, task: TaskId): HandedOut | null {
  return (meta.get(keyOf(task)) as HandedOut | undefined) ?? null;
}

/** No client has the task any more, but a to-do that was created for it may still show up. */
export const NOBODY = '';

/** Tells whether a client that had the task may have made a to-do at this time, epoch ms. */
export function mayBeMadeAt({ firstAt, at }: HandedOut, madeAt: number): boolean {
  return madeAt >= (firstAt ?? at) - CLOCKS_DIFFER_MS && madeAt <= at + LEASE_MS + CLOCKS_DIFFER_MS;
}

/** Tells whether a client has the task and creates its to-do, so that nothing else may. */
export function isWithheld(store: Stored, task: TaskId, now: number): boolean {
  const record = handedOut(store, task);
  if (record === null) return false;
  if (record.importedAt !== null) return now - record.importedAt < AWAITED_MS;
  return record.to !== NOBODY && now - record.at < LEASE_MS;
}

/** Tells whether a to-do that was created for the task may still show up. */
export function isAwaited(store: Stored, task: TaskId, now: number): boolean {
  const record = handedOut(store, task);
  return record !== null && now - (record.importedAt ?? record.at) < AWAITED_MS;
}

/** Who asks for what is new, and when. */
export interface Asks {
  readonly to: string;
  readonly now: number;
  /** When an agent last told what Things shows, epoch ms; null: no agent ever came. */
  readonly agentSeenAt: number | null;
}

/** Tells whether the task may be handed to a client: it is not marked as imported, and no other client may have made its to-do. */
export function isFree(store: Stored, task: TaskId, asks: Asks): boolean {
  const record = handedOut(store, task);
  if (record === null) return true;
  const isHeld = record.to !== NOBODY && record.to !== asks.to && !isOfNobody(record, asks);
  return record.importedAt === null && !isHeld;
}

/**
 * A client that was handed something may have made its to-do and died before it said so. An agent that came after its time was over
 * has shown that there is none, or the task would be linked; without an agent only the time counts.
 */
function isOfNobody({ at }: HandedOut, { now, agentSeenAt }: Asks): boolean {
  if (now - at < LEASE_MS) return false;
  return agentSeenAt === null || agentSeenAt >= at + LEASE_MS || now - at >= AWAITED_MS;
}

/**
 * Hands out tasks. What the client had before and did not mark as imported becomes available to everyone again. Runs in the
 * caller's transaction.
 */
export function handOut(
  store: Stored,
  to: string,
  tasks: ReadonlyMap<TaskId, Omit<HandedOut, 'to' | 'importedAt' | 'clients' | 'firstAt'>>,
): void {
  for (const task of notImported(store, to)) if (!tasks.has(task)) release(store, task);
  for (const [task, record] of tasks) {
    const before = handedOut(store, task);
    const clients = [...new Set([...(before?.clients ?? []), to])];
    const firstAt = before?.firstAt ?? record.at;
    store.meta.set(keyOf(task), { ...record, to, importedAt: null, firstAt, clients });
  }
  setAll(store, [...allOf(store), ...tasks.keys()]);
}

function release(store: Stored, task: TaskId): void {
  const record = handedOut(store, task);
  if (record !== null) store.meta.set(keyOf(task), { ...record, to: NOBODY });
}

/** What a client was last handed out and has not marked as imported. */
export function notImported(store: Stored, to: string): readonly TaskId[] {
  return allOf(store).filter((task) => {
    const record = handedOut(store, task);
    return record?.to === to && record.importedAt === null;
  });
}

/** Records that a task was marked as imported. Runs in the caller's transaction. */
export function noteImported(store: Stored, task: TaskId, record: HandedOut): void {
  store.meta.set(keyOf(task), record);
  setAll(store, [...allOf(store), task]);
}

/** Removes records that are no longer needed. Runs in the caller's transaction. */
export function takeOut(store: Stored, task: TaskId): void {
  if (handedOut(store, task) === null) return;
  store.meta.set(keyOf(task), undefined);
  setAll(
    store,
    allOf(store).filter((each) => each !== task),
  );
}

/** Records that the to-do that a client made is known: nobody has the task any more. Runs in the caller's transaction. */
export function noteMade(store: Stored, task: TaskId, now: number): void {
  const record = handedOut(store, task);
  if (record === null) return;
  takeOut(store, task);
  putMade(store, task, { ...record, madeAt: now, expected: clientsOf(record) - 1 });
}

/** Records that one more to-do of a task turned up. */
export function noteDouble(store: Stored, task: TaskId, record: Made): void {
  takeOut(store, task);
  putMade(store, task, { ...record, expected: record.expected - 1 });
}

function clientsOf({ clients = [] }: HandedOut): number {
  return Math.max(1, clients.length);
}

/** The record of a task that was handed out and has a to-do since, of a client or of the agent; null: it was not, or not lately. */
export function wasHandedOut(store: Stored, task: TaskId, now: number): Made | null {
  const waiting = handedOut(store, task);
  if (waiting !== null) return { ...waiting, madeAt: now, expected: clientsOf(waiting) };
  const made = store.meta.get(madeKeyOf(task)) as Made | undefined;
  return made === undefined || now - made.madeAt >= REMEMBERED_MS ? null : made;
}

/** Tasks that were handed out and have their to-do. */
export function allMade({ meta }: Stored): readonly TaskId[] {
  return ((meta.get(MADE_KEY) as string[] | undefined) ?? []).map((id) => taskId(id));
}

/** Forgets what was handed out too long ago to matter. Runs in the caller's transaction. */
export function forgetMade(store: Stored, now: number): void {
  const kept = allMade(store).filter((task) => {
    const isKept = wasHandedOut(store, task, now) !== null;
    if (!isKept) store.meta.set(madeKeyOf(task), undefined);
    return isKept;
  });
  if (kept.length < allMade(store).length) store.meta.set(MADE_KEY, kept.length === 0 ? undefined : kept);
}

function putMade(store: Stored, task: TaskId, made: Made): void {
  store.meta.set(madeKeyOf(task), made);
  store.meta.set(MADE_KEY, [...new Set([...allMade(store), task])].toSorted());
}

function madeKeyOf(task: TaskId): string {
  return `inbox_made:${task}`;
}

/** Everything that is handed out or marked as imported. */
export function allOf({ meta }: Stored): readonly TaskId[] {
  return ((meta.get(ALL_KEY) as string[] | undefined) ?? []).map((id) => taskId(id));
}

function setAll({ meta }: Stored, tasks: readonly TaskId[]): void {
  const all = [...new Set(tasks)].toSorted();
  meta.set(ALL_KEY, all.length === 0 ? undefined : all);
}

function keyOf(task: TaskId): string {
  return `inbox:${task}`;
}
