/** The commands that complete, advance, reopen and delete tasks. */
import * as z from 'zod';
import type { Account } from '../account.ts';
import { advanceDue, DueInput, resolveDue } from '../due/resolve-due.ts';
import { invalidArgument } from '../errors.ts';
import type { WireDue, WireItem } from '../wire.ts';
import { defineCommand } from './context.ts';
import {
  completeTree,
  countCompletion,
  deleteItemTree,
  descendantsOf,
  rememberDue,
  restoreItem,
  updateItem,
} from './item-steps.ts';

const IdArgs = z.object({ id: z.string() });

/** Ticks a task as the apps do: a recurring one goes to its next day and stays open, others are completed. */
export const itemClose = defineCommand(IdArgs, (context, args) => {
  const { account } = context;
  const item = context.item(args.id);
  if (item.checked) return null;
  const next = item.due?.is_recurring === true ? nextDue(account, item) : null;
  if (next === null) completeTree(account, item, account.clock.nowMicros());
  else advanceItem(account, item, next);
  return null;
});

function nextDue(account: Account, item: WireItem): WireDue | null {
  if (item.due === null) return null;
  return advanceDue(item.due, account.dueContext, account.store.series.get(item.id) ?? null);
}

function advanceItem(account: Account, item: WireItem, due: WireDue | null): void {
  updateItem(account, item, { due, completed_count: item.completed_count + 1 });
  countCompletion(account, 1);
}

/** The vendor's texts and its SDK disagree on the name of the time argument, so both are taken. */
const CompleteArgs = z.object({
  id: z.string(),
  completed_at: z.string().nullish(),
  date_completed: z.string().nullish(),
  from_undo: z.boolean().optional(),
  force_history: z.boolean().optional(),
});

/** Completes a task and its sub-tasks; a recurring one ends for good. */
export const itemComplete = defineCommand(CompleteArgs, (context, args) => {
  const { account } = context;
  const item = context.item(args.id);
  const given = args.completed_at ?? args.date_completed;
  completeTree(account, item, given == null ? account.clock.nowMicros() : readTimestamp(given));
  return null;
});

function readTimestamp(text: string): string {
  const epochMs = Date.parse(text);
  if (Number.isNaN(epochMs)) throw invalidArgument('completed_at', 'timestamp');
  return new Date(epochMs).toISOString().replace('Z', '000Z');
}

/** Opens a completed task again; does nothing to an open one. */
export const itemUncomplete = defineCommand(IdArgs, (context, args) => {
  restoreItem(context.account, context.item(args.id));
  return null;
});

const UndoArgs = z.object({
  id: z.string(),
  descendants: z.array(z.object({ id: z.string(), checked: z.boolean().optional() })).optional(),
});

/** Takes back a completion: the task and those listed descendants that were open before. */
export const itemCompleteUndo = defineCommand(UndoArgs, (context, args) => {
  restoreItem(context.account, context.item(args.id));
  for (const { id, checked } of args.descendants ?? []) {
    if (checked !== true) restoreItem(context.account, context.item(id));
  }
  return null;
});

const flag = z.union([z.literal(0), z.literal(1), z.boolean()]).transform(Boolean);
const UpdateDateArgs = z.object({
  id: z.string(),
  due: DueInput.optional(),
  is_forward: flag.optional(),
  reset_subtasks: flag.optional(),
});

/** Completes (or takes back) one occurrence of a recurring task with a due that the client computed. */
export const itemUpdateDateComplete = defineCommand(UpdateDateArgs, (context, args) => {
  const { account } = context;
  const item = context.item(args.id);
  const computed = nextDue(account, item);
  const due = args.due === undefined ? (computed ?? item.due) : resolveDue(args.due, account.dueContext);
  if (args.due !== undefined) rememberDue(account, item.id, due);
  if (args.is_forward ?? true) {
    advanceItem(account, item, due);
  } else {
    updateItem(account, item, { due, completed_count: Math.max(0, item.completed_count - 1) });
    countCompletion(account, -1);
  }
  if (args.reset_subtasks === true)
    for (const child of descendantsOf(account, item)) restoreItem(account, child);
  return null;
});

/** Deletes a task with all its sub-tasks. */
export const itemDelete = defineCommand(IdArgs, (context, args) => {
  deleteItemTree(context.account, context.item(args.id));
  return null;
});
