/**
 * Steps that several task commands share: places and order among siblings, subtrees, completing, restoring.
 * Every write bumps `updated_at` and lands in the change log.
 */
import type { Account } from '../account.ts';
import { rememberSeries } from '../due/resolve-due.ts';
import { projectFull } from '../errors.ts';
import { orderKeyAfter, uniqueOrderKey } from '../order-key.ts';
import { siblingKey } from '../store.ts';
import type { WireDue, WireItem } from '../wire.ts';
import { moveReminders } from './reminder-steps.ts';

/** Where a task stands. */
export type ItemPlace = Pick<WireItem, 'project_id' | 'section_id' | 'parent_id'>;

/** Writes a changed task with a new `updated_at`; its relative reminders follow a new due. */
export function updateItem(account: Account, item: WireItem, changes: Partial<WireItem>): WireItem {
  const updated = account.store.items.put({ ...item, ...changes, updated_at: account.clock.nowMicros() });
  if (changes.due !== undefined && changes.due?.date !== item.due?.date) moveReminders(account, updated);
  return updated;
}

/** Remembers (or forgets) the series of a task whose due was just set. */
export function rememberDue(account: Account, itemId: string, due: WireDue | null): void {
  const { series, journal } = account.store;
  const before = series.get(itemId);
  const memory = rememberSeries(due, before ?? null, account.dueContext);
  if (memory === null) series.delete(itemId);
  else series.set(itemId, memory);
  journal.whenUndone(() => {
    if (before === undefined) series.delete(itemId);
    else series.set(itemId, before);
  });
}

/** The order that makes a task the last among the open tasks of a place. */
export function lastOrderIn(account: Account, place: ItemPlace): Pick<WireItem, 'child_order' | 'order_key'> {
  let childOrder = -1;
  let lastKey: string | null = null;
  for (const sibling of account.store.items.at('openSiblings', siblingKey(place))) {
    childOrder = Math.max(childOrder, sibling.child_order);
    if (sibling.order_key !== null && (lastKey === null || sibling.order_key > lastKey))
      lastKey = sibling.order_key;
  }
  return { child_order: childOrder + 1, order_key: orderKeyAfter(lastKey) };
}

/** The wanted order key, moved aside where an open sibling has it already. */
export function freeOrderKey(
  account: Account,
  item: ItemPlace & { readonly id: string },
  wanted: string,
): string {
  const taken = new Set<string>();
  for (const sibling of account.store.items.at('openSiblings', siblingKey(item))) {
    if (sibling.id !== item.id && sibling.order_key !== null) taken.add(sibling.order_key);
  }
  return uniqueOrderKey(wanted, taken);
}

/** A task's live descendants, parents before children; the task itself is left out. */
export function descendantsOf(account: Account, item: WireItem): readonly WireItem[] {
  const found: WireItem[] = [];
  const queue = [item.id];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    for (const child of account.store.items.at('liveInParent', id)) {
      found.push(child);
      queue.push(child.id);
    }
  }
  return found;
}

/** Refuses with code 49 when `adding` more open tasks do not fit into a project. */
export function assertRoomInProject(account: Account, projectId: string, adding: number): void {
  if (account.store.items.count('openInProject', projectId) + adding > account.limits.maxTasks)
    throw projectFull();
}

/** Completes a task and its open sub-tasks, whether they recur or not. */
export function completeTree(account: Account, item: WireItem, completedAt: string): void {
  for (const open of [item, ...descendantsOf(account, item)]) {
    if (open.checked) continue;
    updateItem(account, open, {
      checked: true,
      completed_at: completedAt,
      completed_by_uid: account.userId,
      completed_count: open.completed_count + 1,
    });
    countCompletion(account, 1);
  }
}

/** Adds to the owner's count of completed tasks. */
export function countCompletion(account: Account, amount: number): void {
  const user = account.user;
  account.store.users.put({ ...user, completed_count: Math.max(0, user.completed_count + amount) });
}

/** Opens a completed task again, last in its list; completed ancestors and an archived section come back first. */
export function restoreItem(account: Account, item: WireItem): void {
  if (!item.checked) return;
  if (item.parent_id !== null) {
    const parent = account.store.items.get(item.parent_id);
    if (parent !== undefined && !parent.is_deleted) restoreItem(account, parent);
  }
  restoreSection(account, item.section_id);
  assertRoomInProject(account, item.project_id, 1);
  updateItem(account, item, {
    checked: false,
    completed_at: null,
    completed_by_uid: null,
    ...lastOrderIn(account, item),
  });
}

function restoreSection(account: Account, sectionId: string | null): void {
  const section = sectionId === null ? undefined : account.store.sections.get(sectionId);
  if (section === undefined || section.is_deleted || !section.is_archived) return;
  const siblings = account.store.sections.at('activeInProject', section.project_id);
  account.store.sections.put({
    ...section,
    is_archived: false,
    archived_at: null,
    section_order: Math.max(0, ...siblings.map((sibling) => sibling.section_order)) + 1,
    updated_at: account.clock.nowMicros(),
  });
}

/** Deletes a task, its sub-tasks, and their comments and reminders. */
export function deleteItemTree(account: Account, item: WireItem): void {
  const { store } = account;
  for (const doomed of [item, ...descendantsOf(account, item)]) {
    updateItem(account, doomed, { is_deleted: true });
    for (const note of store.notes.at('liveByOwner', doomed.id))
      store.notes.put({ ...note, is_deleted: true });
    for (const reminder of store.reminders.at('liveByOwner', doomed.id)) {
      store.reminders.put({ ...reminder, is_deleted: true });
    }
  }
}
