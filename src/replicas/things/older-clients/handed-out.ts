// What older clients were handed out of the inbox: whoever asked last has it for a while, and an agent makes none of it meanwhile. What
// was told as imported stays so until its to-do shows. Keeps records; decides nothing about tasks.

import type { CivilDate } from '../../../model/dates.ts';
import { taskId, type TaskId } from '../../../model/ids.ts';
import type { Store } from '../../../hub/store.ts';

/** So long a client has what it was handed out, ms. */
const LEASE_MS = 15 * 60_000;
/** So long an agent waits for the to-do of what was told as imported, ms. */
const AWAITED_MS = 86_400_000;

/** The names of all that is handed out. */
const ALL_KEY = 'inbox_handed_out';

type Stored = Pick<Store, 'meta'>;

/** One task as it was handed out. Times are epoch ms. */
export interface HandedOut {
  /** Tells clients apart by their tokens, and nothing of these. */
  readonly to: string;
  readonly at: number;
  /** When it was told as imported; null: it was not. */
  readonly importedAt: number | null;
  readonly title: string;
  readonly notes: string | null;
  /** The deadline with which it was handed out, where that stood for the day on which it begins. */
  readonly day: CivilDate | null;
}

/** How a task was handed out; null: it was not, or its to-do is known. */
export function handedOut({ meta }: Stored, task: TaskId): HandedOut | null {
  return (meta.get(keyOf(task)) as HandedOut | undefined) ?? null;
}

/** No client has it any more: what was made for it may show all the same. */
export const NOBODY = '';

/** Tells whether a client has it and makes its to-do, so that nobody else may. */
export function isWithheld(store: Stored, task: TaskId, now: number): boolean {
  const record = handedOut(store, task);
  if (record === null) return false;
  if (record.importedAt !== null) return now - record.importedAt < AWAITED_MS;
  return record.to !== NOBODY && now - record.at < LEASE_MS;
}

/** Tells whether what was made for it may still come to show. */
export function isAwaited(store: Stored, task: TaskId, now: number): boolean {
  const record = handedOut(store, task);
  return record !== null && now - (record.importedAt ?? record.at) < AWAITED_MS;
}

/** Tells whether a client may be handed it: nobody told it as imported, and no other client has it. */
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

/** Hands out: what the client had before and did not tell as imported is everybody's again. Within the caller's transaction. */
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

/** What a client was handed out last and has not told as imported. */
export function notImported(store: Stored, to: string): readonly TaskId[] {
  return allOf(store).filter((task) => {
    const record = handedOut(store, task);
    return record?.to === to && record.importedAt === null;
  });
}

/** Puts down that a task was told as imported. Within the caller's transaction. */
export function noteImported(store: Stored, task: TaskId, record: HandedOut): void {
  store.meta.set(keyOf(task), record);
  setAll(store, [...allOf(store), task]);
}

/** Forgets what was handed out and is of no use any more. Within the caller's transaction. */
export function takeOut(store: Stored, task: TaskId): void {
  if (handedOut(store, task) === null) return;
  store.meta.set(keyOf(task), undefined);
  setAll(
    store,
    allOf(store).filter((each) => each !== task),
  );
}

/** Everything that is handed out or was told as imported. */
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
