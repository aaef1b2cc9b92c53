// Checklists as sub-tasks: the commands that create them or change them. Must not reorder existing ones: Todoist's command for that
// is deprecated.

import type { RemoteId } from '../../../model/ids.ts';
import type { LineDetails } from '../../../model/link.ts';
import type { ChecklistItem } from '../../../model/task.ts';
import type { TodoistAccount } from '../todoist-port.ts';
import { draft, draftCreation, type Draft } from '../wire/commands.ts';
import { temporaryItemId } from '../wire/identifiers.ts';
import { LineTree } from './line-tree.ts';
import { titleToContent } from './titles.ts';

/** The wanted and the current checklist of a task. */
export interface ChecklistChange {
  readonly operationId: string;
  /** The id, or temporary id, of the task. */
  readonly parentId: string;
  readonly held: readonly ChecklistItem[];
  readonly wanted: readonly ChecklistItem[];
  /** The ids of the existing sub-tasks, by key. */
  readonly refs: Readonly<Record<string, RemoteId>>;
  /** What else the sub-tasks have, or had when they last existed, by key. */
  readonly details: Readonly<Record<string, LineDetails>>;
  /** What the account's plan includes. */
  readonly account: Pick<TodoistAccount, 'deadlines' | 'durations'>;
  /** The task was closed until now, and its sub-tasks with it. */
  readonly reopening: boolean;
}

/**
 * Drafts the commands that turn the current checklist into the wanted one: removals, changes, additions. Nothing is deleted, closed
 * or reopened as a side effect: nested lines that have to stay as they are are moved out first.
 */
export function draftChecklistChange(change: ChecklistChange): readonly Draft[] {
  const progress = begin(change);
  const removals = draftRemovals(progress);
  const changes = kept(progress).flatMap((item) => draftItemChange(progress, item));
  const lastKept = change.wanted.findLastIndex(({ key }) => refOf(change, key) !== undefined);
  const additions = change.wanted.flatMap((item, index) => {
    if (refOf(change, item.key) !== undefined) return [];
    // A new sub-task goes to the end by default; only one that belongs before an existing one needs a position.
    return draftNewItem(progress, item, index < lastKept ? index : null);
  });
  return [...removals, ...changes, ...additions];
}

interface Progress {
  readonly change: ChecklistChange;
  readonly wantedByKey: ReadonlyMap<string, ChecklistItem>;
  readonly heldByKey: ReadonlyMap<string, ChecklistItem>;
  readonly tree: LineTree;
  /** New lines being processed; breaks cycles in contradictory parents. */
  readonly met: Set<string>;
  /** New lines whose command is drafted. */
  readonly drafted: Set<string>;
}

function begin(change: ChecklistChange): Progress {
  const all = [...change.held, ...change.wanted].map(({ key }) => key);
  return {
    change,
    wantedByKey: new Map(change.wanted.map((item) => [item.key, item])),
    heldByKey: new Map(change.held.map((item) => [item.key, item])),
    tree: new LineTree(
      all.filter((key) => refOf(change, key) !== undefined),
      change.details,
    ),
    met: new Set(),
    drafted: new Set(),
  };
}

/** Moves out what stays, then deletes, innermost first. */
function draftRemovals(progress: Progress): readonly Draft[] {
  const { change, wantedByKey, tree } = progress;
  const gone = change.held.map(({ key }) => key).filter((key) => refOf(change, key) && !wantedByKey.has(key));
  const isKept = (key: string): boolean => wantedByKey.has(key);
  const departures = kept(progress).flatMap(({ key }) => {
    const [parent] = tree.above(key);
    return parent === undefined || isKept(parent) ? [] : draftMove(progress, key, tree.refuge(key, isKept));
  });
  const innermostFirst = gone.toSorted((a, b) => tree.above(b).length - tree.above(a).length);
  return [...departures, ...innermostFirst.map((key) => draft('item_delete', { id: refOf(change, key) }))];
}

function draftItemChange(progress: Progress, item: ChecklistItem): readonly Draft[] {
  const { change, heldByKey } = progress;
  const id = refOf(change, item.key);
  const held = heldByKey.get(item.key);
  const content = titleToContent(item.title);
  const isRenamed = held === undefined || titleToContent(held.title) !== content;
  const renamed = isRenamed ? [draft('item_update', { id, content })] : [];
  if (item.done === wasDone(progress, item.key)) return renamed;
  return [...renamed, ...(item.done ? draftTick(progress, item.key) : draftUntick(progress, item.key))];
}

/** Todoist also closes everything nested under it: what has to stay open is moved out first. */
function draftTick(progress: Progress, key: string): readonly Draft[] {
  const { change, tree } = progress;
  const staysOpen = (other: string): boolean => progress.wantedByKey.get(other)?.done === false;
  const below = kept(progress).filter((item) => {
    const above = tree.above(item.key);
    const between = above.slice(0, above.indexOf(key));
    return above.includes(key) && !item.done && !between.some((other) => staysOpen(other));
  });
  const refuge = tree.refuge(key, staysOpen);
  const departures = below.flatMap((item) => draftMove(progress, item.key, refuge));
  return [...departures, draft('item_close', { id: refOf(change, key) })];
}

/** Todoist also reopens everything above it: what has to stay closed is closed again, once the reopened one is moved out. */
function draftUntick(progress: Progress, key: string): readonly Draft[] {
  const { change, tree } = progress;
  const opened = draft('item_uncomplete', { id: refOf(change, key) });
  const isDone = (other: string): boolean => progress.wantedByKey.get(other)?.done === true;
  const closed = tree.above(key).filter((above) => isDone(above) && wasDone(progress, above));
  const outermost = closed.findLast((above) => !isRecurring(change, above));
  if (outermost === undefined) return [opened];
  const [outside = null] = tree.above(outermost);
  const departure = draftMove(progress, key, outside);
  return [opened, ...departure, draft('item_close', { id: refOf(change, outermost) })];
}

function draftMove({ change, tree }: Progress, key: string, parent: string | null): readonly Draft[] {
  tree.move(key, parent);
  const target = parent === null ? change.parentId : refOf(change, parent);
  return [draft('item_move', { id: refOf(change, key), parent_id: target })];
}

/** A restored line gets everything that its sub-task had, including its parent line. */
function draftNewItem(progress: Progress, item: ChecklistItem, childOrder: number | null): readonly Draft[] {
  const { change, met, drafted } = progress;
  if (met.has(item.key)) return [];
  met.add(item.key);
  const details = Object.hasOwn(change.details, item.key) ? change.details[item.key] : undefined;
  const parent = progress.wantedByKey.get(details?.parent ?? '');
  const first =
    parent === undefined || refOf(change, parent.key) !== undefined
      ? []
      : draftNewItem(progress, parent, null);
  const below = parent === undefined || parent.done ? undefined : idOf(progress, parent.key);
  const id = temporaryItemId(change.operationId, item.key);
  const args = {
    content: titleToContent(item.title),
    ...(details !== undefined && takenDetails(details, item, change.account)),
    parent_id: below ?? change.parentId,
    ...(childOrder !== null && below === undefined && { child_order: childOrder }),
  };
  drafted.add(item.key);
  return [...first, draftCreation('item_add', id, args), ...(item.done ? [draft('item_close', { id })] : [])];
}

/** The id of an existing line, or the temporary one of a line whose command is drafted. */
function idOf({ change, drafted }: Progress, key: string): string | undefined {
  return refOf(change, key) ?? (drafted.has(key) ? temporaryItemId(change.operationId, key) : undefined);
}

/** Closing one of a series would only move its date. */
function takenDetails(
  { values }: LineDetails,
  { done }: ChecklistItem,
  account: ChecklistChange['account'],
): Readonly<Record<string, unknown>> {
  const { deadline, duration, due, ...others } = values;
  return {
    ...others,
    ...(due !== undefined && !done && { due }),
    ...(deadline !== undefined && account.deadlines && { deadline }),
    ...(duration !== undefined && account.durations && { duration }),
  };
}

/** Tells whether a sub-task is known to repeat when it is ticked. */
function isRecurring({ details }: ChecklistChange, key: string): boolean {
  return Object.hasOwn(details, key) && isRecurringLine(details[key]);
}

/** Tells whether details say that their sub-task repeats when it is ticked. */
export function isRecurringLine(details: LineDetails | undefined): boolean {
  const due = details?.values['due'];
  return typeof due === 'object' && due !== null && 'is_recurring' in due && due.is_recurring === true;
}

function kept({ change }: Progress): readonly ChecklistItem[] {
  return change.wanted.filter(({ key }) => refOf(change, key) !== undefined);
}

function wasDone({ change, heldByKey }: Progress, key: string): boolean | undefined {
  return change.reopening ? true : heldByKey.get(key)?.done;
}

function refOf({ refs }: ChecklistChange, key: string): RemoteId | undefined {
  return Object.hasOwn(refs, key) ? refs[key] : undefined;
}
