// Which inbox tasks were handed out to older clients: the client that asked last has them for a while, and no agent creates them in
// the meantime. What a client marked as imported stays so until its to-do shows up. Keeps records; decides nothing about tasks.

import type { CivilDate } from '../../../model/dates.ts';
import { taskId, type TaskId } from '../../../model/ids.ts';
import type { Store } from '../../../hub/store.ts';

/** How long a client has what it was handed out, ms. */
const LEASE_MS = 15 * 60_000;
/** How long an agent waits for the to-do of an imported task, ms. */
const AWAITED_MS = 86_400_000;

/** The key of the list of everything handed out. */
const ALL_KEY = 'inbox_handed_out';

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
}

/** The record of a task that was handed out; null: it was not, or its to-do is known. */
export function handedOut({ meta }: Stored, task: TaskId): HandedOut | null {
  return (meta.get(keyOf(task)) as HandedOut | undefined) ?? null;
}

/** No client has the task any more, but a to-do that was created for it may still show up. */
export const NOBODY = '';

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

/** Tells whether the task may be handed to a client: it is not marked as imported, and no other client has it. */
export function isFree(
  store: Stored,
  task: TaskId,
  asks: { readonly to: string; readonly now: number },
): boolean {
  const record = handedOut(store, task);
  if (record === null) return true;
  const isHeld = record.to !== NOBODY && record.to !== asks.to && asks.now - record.at < LEASE_MS;
  return record.importedAt === null && !isHeld;
}

/**
 * Hands out tasks. What the client had before and did not mark as imported becomes available to everyone again. Runs in the
 * caller's transaction.
 */
export function handOut(
  store: Stored,
  to: string,
  tasks: ReadonlyMap<TaskId, Omit<HandedOut, 'to' | 'importedAt'>>,
): void {
  for (const task of notImported(store, to)) if (!tasks.has(task)) release(store, task);
  for (const [task, record] of tasks) store.meta.set(keyOf(task), { ...record, to, importedAt: null });
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
