/**
 * item_add and item_update: making a task and changing its own fields.
 * Neither moves a task to another place nor completes it.
 */
import * as z from 'zod';
import type { Account } from '../account.ts';
import { parseDay } from '../due/civil.ts';
import { DueInput, resolveDue } from '../due/resolve-due.ts';
import { invalidArgument, invalidDate, premiumOnly } from '../errors.ts';
import {
  MAX_CONTENT_CHARS,
  MAX_DESCRIPTION_CHARS,
  MAX_LABELS_PER_ITEM,
  MAX_LABEL_NAME_CHARS,
} from '../limits.ts';
import type { WireDeadline, WireDue, WireDuration, WireItem } from '../wire.ts';
import { defineCommand, given } from './context.ts';
import type { CommandContext } from './context.ts';
import { assertRoomInProject, freeOrderKey, lastOrderIn, rememberDue, updateItem } from './item-steps.ts';
import type { ItemPlace } from './item-steps.ts';
import { extractLabels } from './parse-labels.ts';
import { addDefaultReminder } from './reminder-steps.ts';

const itemFields = {
  content: z.string().min(1).max(MAX_CONTENT_CHARS),
  description: z.string().max(MAX_DESCRIPTION_CHARS).optional(),
  due: DueInput.optional(),
  deadline: z.object({ date: z.string(), lang: z.string().nullish() }).nullable().optional(),
  duration: z
    .object({ amount: z.int().min(1), unit: z.enum(['minute', 'day']) })
    .nullable()
    .optional(),
  priority: z.int().min(1).max(4).optional(),
  labels: z.array(z.string().min(1).max(MAX_LABEL_NAME_CHARS)).max(MAX_LABELS_PER_ITEM).optional(),
  order_key: z.string().min(1).optional(),
  day_order: z.int32().optional(),
  is_collapsed: z.boolean().optional(),
  assigned_by_uid: z.string().nullable().optional(),
  responsible_uid: z.string().nullable().optional(),
};

const AddArgs = z.object({
  ...itemFields,
  project_id: z.string().nullish(),
  section_id: z.string().nullish(),
  parent_id: z.string().nullish(),
  child_order: z.int32().optional(),
  auto_reminder: z.boolean().optional(),
  auto_parse_labels: z.boolean().optional(),
});

/** `child_order` is a REST argument of the same update; `/sync` documents none. */
const UpdateArgs = z.object({
  ...itemFields,
  content: itemFields.content.optional(),
  id: z.string(),
  child_order: z.int32().optional(),
});

/** Adds a task at the end of its place, or at the given order. */
export const itemAdd = defineCommand(AddArgs, (context, args) => {
  const { account } = context;
  const place = placeOf(context, args);
  assertRoomInProject(account, place.project_id, 1);
  const { content, labels } =
    args.auto_parse_labels === true
      ? extractLabels(account, args.content, args.labels ?? [])
      : { content: args.content, labels: args.labels ?? [] };
  const id = account.ids.object();
  const nowIso = account.clock.nowMicros();
  const order = lastOrderIn(account, place);
  const due = resolveDue(args.due ?? null, account.dueContext);
  rememberDue(account, id, due);
  const item = account.store.items.put({
    id,
    user_id: account.userId,
    ...place,
    added_by_uid: account.userId,
    assigned_by_uid: args.assigned_by_uid ?? null,
    responsible_uid: args.responsible_uid ?? null,
    labels: [...new Set(labels)],
    deadline: resolveDeadline(account, args.deadline ?? null),
    duration: resolveDuration(account, args.duration ?? null),
    is_collapsed: args.is_collapsed ?? false,
    checked: false,
    is_deleted: false,
    added_at: nowIso,
    completed_at: null,
    completed_by_uid: null,
    updated_at: nowIso,
    due,
    priority: args.priority ?? 1,
    child_order: args.child_order ?? order.child_order,
    order_key: freeOrderKey(account, { id, ...place }, args.order_key ?? order.order_key ?? ''),
    content,
    description: args.description ?? '',
    note_count: 0,
    day_order: args.day_order ?? -1,
    completed_count: 0,
    postponed_count: 0,
  });
  if (args.auto_reminder === true) addDefaultReminder(account, item);
  return id;
});

/** Changes a task's own fields; what is not given stays. */
export const itemUpdate = defineCommand(UpdateArgs, (context, args) => {
  const { account } = context;
  const item = context.item(args.id);
  const changes: { -readonly [K in keyof WireItem]?: WireItem[K] } = given(
    args,
    'id',
    'due',
    'deadline',
    'duration',
    'labels',
    'order_key',
  );
  if (args.labels !== undefined) changes.labels = [...new Set(args.labels)];
  if (args.deadline !== undefined) changes.deadline = resolveDeadline(account, args.deadline);
  if (args.duration !== undefined) changes.duration = resolveDuration(account, args.duration);
  if (args.order_key !== undefined) changes.order_key = freeOrderKey(account, item, args.order_key);
  if (args.due !== undefined) {
    changes.due = resolveDue(args.due, account.dueContext);
    rememberDue(account, item.id, changes.due);
    if (isPostponed(item.due, changes.due)) changes.postponed_count = item.postponed_count + 1;
  }
  updateItem(account, item, changes);
  return null;
});

function isPostponed(before: WireDue | null, after: WireDue | null): boolean {
  return before !== null && after !== null && before.date !== after.date;
}

function placeOf(
  context: CommandContext,
  args: {
    readonly project_id?: string | null | undefined;
    readonly section_id?: string | null | undefined;
    readonly parent_id?: string | null | undefined;
  },
): ItemPlace {
  const wantedProject = args.project_id == null ? null : context.project(args.project_id);
  if (args.parent_id != null) {
    const parent = context.item(args.parent_id);
    if (wantedProject !== null && wantedProject.id !== parent.project_id) throw invalidArgument('parent_id');
    return { project_id: parent.project_id, section_id: parent.section_id, parent_id: parent.id };
  }
  if (args.section_id != null) {
    const section = context.section(args.section_id);
    if (wantedProject !== null && wantedProject.id !== section.project_id)
      throw invalidArgument('section_id');
    return { project_id: section.project_id, section_id: section.id, parent_id: null };
  }
  const projectId = wantedProject?.id ?? context.account.user.inbox_project_id;
  return { project_id: projectId, section_id: null, parent_id: null };
}

function resolveDeadline(
  account: Account,
  input: { readonly date: string; readonly lang?: string | null | undefined } | null,
): WireDeadline | null {
  if (input === null) return null;
  if (!account.limits.deadlines) throw premiumOnly();
  if (parseDay(input.date) === null) throw invalidDate();
  return { date: input.date, lang: input.lang ?? account.user.lang };
}

/** A plan without durations takes the argument and keeps nothing of it. */
function resolveDuration(account: Account, input: WireDuration | null): WireDuration | null {
  return account.limits.durations ? input : null;
}
