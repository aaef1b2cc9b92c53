// Checklist items of a to-do: replacing, adding, checking, renaming and deleting.
// The to-do itself is never stamped; only its two counters follow.
import { CANCELED, OPEN } from '../store/rows.ts';
import type { ChecklistRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';

const ITEM_GAP = 100;

/** A checklist item to write; `status` as in the library (0, 2, 3). */
export interface NewChecklistItem {
  readonly title: string;
  readonly status?: number;
  /** Unix seconds; now when absent. */
  readonly creationDate?: number;
  /** Unix seconds of closing; now when absent. */
  readonly stopDate?: number;
}

const ITEM_COLUMNS = 'uuid, title, status, stopDate, "index", task, userModificationDate, creationDate';

/** Returns the items of a to-do in their order. */
export function checklistOf(state: AppState, todoId: string): ChecklistRow[] {
  return state.library.all<ChecklistRow>(
    `SELECT ${ITEM_COLUMNS} FROM TMChecklistItem WHERE task = ? ORDER BY "index", uuid`,
    todoId,
  );
}

/** Returns what makes an equal item under a new id; a canceled one comes back open. */
export function copyOfItem(row: ChecklistRow): NewChecklistItem {
  return {
    title: row.title ?? '',
    status: row.status,
    creationDate: row.creationDate,
    ...(row.stopDate === null ? {} : { stopDate: row.stopDate }),
  };
}

/** Replaces all items: old rows go, new ones get new ids. */
export function replaceChecklist(
  state: AppState,
  todoId: string,
  items: readonly NewChecklistItem[],
): string[] {
  state.library.run('DELETE FROM TMChecklistItem WHERE task = ?', todoId);
  return appendChecklist(state, todoId, items);
}

/** Adds items after the last one and returns their ids. */
export function appendChecklist(
  state: AppState,
  todoId: string,
  items: readonly NewChecklistItem[],
): string[] {
  const last = checklistOf(state, todoId).at(-1)?.index;
  const first = last === undefined ? 0 : last + ITEM_GAP;
  return insertItems(state, todoId, items, first);
}

/** Adds items before the first one and returns their ids. */
export function prependChecklist(
  state: AppState,
  todoId: string,
  items: readonly NewChecklistItem[],
): string[] {
  const first = checklistOf(state, todoId)[0]?.index ?? ITEM_GAP;
  return insertItems(state, todoId, items, first - items.length * ITEM_GAP);
}

function insertItems(
  state: AppState,
  todoId: string,
  items: readonly NewChecklistItem[],
  firstIndex: number,
): string[] {
  const now = state.nowSeconds();
  const ids = items.map((item, position) => {
    const uuid = state.ids.nextId();
    // The app cannot make a canceled item again: it comes back completed or open (lab finding 5c); open is assumed.
    const status = item.status === CANCELED ? OPEN : (item.status ?? OPEN);
    state.library.run(
      `INSERT INTO TMChecklistItem (uuid, userModificationDate, creationDate, title, status, stopDate, "index", task, leavesTombstone)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
      uuid,
      now,
      item.creationDate ?? now,
      item.title,
      status,
      status === OPEN ? null : (item.stopDate ?? now),
      firstIndex + position * ITEM_GAP,
      todoId,
    );
    return uuid;
  });
  recountChecklist(state, todoId);
  return ids;
}

/** Sets the status of one item and stamps the item. Same status changes nothing. */
export function setItemStatus(state: AppState, itemId: string, status: number): void {
  const item = mustItem(state, itemId);
  if (item.status === status) return;
  const now = state.nowSeconds();
  state.library.run(
    'UPDATE TMChecklistItem SET status = ?, stopDate = ?, userModificationDate = ? WHERE uuid = ?',
    status,
    status === OPEN ? null : (item.stopDate ?? now),
    now,
    itemId,
  );
  recountChecklist(state, item.task);
}

/** Renames one item and stamps the item. */
export function renameItem(state: AppState, itemId: string, title: string): void {
  const item = mustItem(state, itemId);
  state.library.run(
    'UPDATE TMChecklistItem SET title = ?, userModificationDate = ? WHERE uuid = ?',
    title,
    state.nowSeconds(),
    item.uuid,
  );
}

/** Deletes one item; its row is gone. */
export function deleteItem(state: AppState, itemId: string): void {
  const item = mustItem(state, itemId);
  state.library.run('DELETE FROM TMChecklistItem WHERE uuid = ?', itemId);
  recountChecklist(state, item.task);
}

function mustItem(state: AppState, itemId: string): ChecklistRow {
  const item = state.library.get<ChecklistRow>(
    `SELECT ${ITEM_COLUMNS} FROM TMChecklistItem WHERE uuid = ?`,
    itemId,
  );
  if (item === undefined) throw new Error(`the Things library has no checklist item ${itemId}`);
  return item;
}

function recountChecklist(state: AppState, todoId: string): void {
  const counts = state.library.get<{ total: number; open: number }>(
    'SELECT count(*) AS total, count(CASE WHEN status = 0 THEN 1 END) AS open FROM TMChecklistItem WHERE task = ?',
    todoId,
  );
  const changes = { checklistItemsCount: counts?.total ?? 0, openChecklistItemsCount: counts?.open ?? 0 };
  state.changeTask(todoId, changes, true);
  state.touched.add(todoId);
}
