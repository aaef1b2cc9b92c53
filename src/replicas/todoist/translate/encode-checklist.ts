// Checklists as sub-tasks: the commands that make them, and those that take one state to another.
// Must not reorder what exists: Todoist's command for it is deprecated.

import type { RemoteId } from '../../../model/ids.ts';
import type { ChecklistItem } from '../../../model/task.ts';
import { draft, draftCreation, type Draft } from '../wire/commands.ts';
import { temporaryItemId } from '../wire/identifiers.ts';
import { titleToContent } from './titles.ts';

/** A checklist that a task is to have, beside the one that it has. */
export interface ChecklistChange {
  readonly operationId: string;
  /** The id, or temp id, of the task. */
  readonly parentId: string;
  readonly held: readonly ChecklistItem[];
  readonly wanted: readonly ChecklistItem[];
  /** The ids of the sub-tasks that exist, by key. */
  readonly refs: Readonly<Record<string, RemoteId>>;
  /** The task was closed until now, and its sub-tasks with it. */
  readonly reopening: boolean;
}

/** Drafts the commands that take the held checklist to the wanted one: removals first, then item by item. */
export function draftChecklistChange(change: ChecklistChange): readonly Draft[] {
  const wantedKeys = new Set(change.wanted.map(({ key }) => key));
  const heldByKey = new Map(change.held.map((item) => [item.key, item]));
  const removals = change.held.flatMap(({ key }) => {
    const ref = refOf(change, key);
    return ref === undefined || wantedKeys.has(key) ? [] : [draft('item_delete', { id: ref })];
  });
  const lastKept = change.wanted.findLastIndex(({ key }) => refOf(change, key) !== undefined);
  const edits = change.wanted.flatMap((item, index) => {
    const ref = refOf(change, item.key);
    // A sub-task goes to the end by itself; only one that belongs before an existing one needs to be told its place.
    if (ref === undefined) return draftNewItem(change, item, index < lastKept ? index : null);
    return draftItemChange({ ref, item, held: heldByKey.get(item.key), reopening: change.reopening });
  });
  return [...removals, ...edits];
}

interface ItemChange {
  readonly ref: RemoteId;
  readonly item: ChecklistItem;
  readonly held: ChecklistItem | undefined;
  readonly reopening: boolean;
}

function draftItemChange({ ref, item, held, reopening }: ItemChange): readonly Draft[] {
  const content = titleToContent(item.title);
  const isRenamed = held === undefined || titleToContent(held.title) !== content;
  const wasDone = reopening ? true : held?.done;
  return [
    ...(isRenamed ? [draft('item_update', { id: ref, content })] : []),
    ...(item.done === wasDone ? [] : [draft(item.done ? 'item_close' : 'item_uncomplete', { id: ref })]),
  ];
}

function draftNewItem(
  change: ChecklistChange,
  item: ChecklistItem,
  childOrder: number | null,
): readonly Draft[] {
  const id = temporaryItemId(change.operationId, item.key);
  const args = {
    content: titleToContent(item.title),
    parent_id: change.parentId,
    ...(childOrder !== null && { child_order: childOrder }),
  };
  return [draftCreation('item_add', id, args), ...(item.done ? [draft('item_close', { id })] : [])];
}

function refOf({ refs }: ChecklistChange, key: string): RemoteId | undefined {
  return Object.hasOwn(refs, key) ? refs[key] : undefined;
}
