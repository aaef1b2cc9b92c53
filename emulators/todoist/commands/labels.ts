/**
 * The label commands. Tasks hold label names, so a renamed or deleted label is rewritten in the tasks;
 * a name on a task without a personal label is a shared label and lives only there.
 */
import * as z from 'zod';
import type { Account } from '../account.ts';
import { countLimitReached, invalidArgument } from '../errors.ts';
import { COLORS, MAX_LABEL_NAME_CHARS } from '../limits.ts';
import { orderKeyAfter } from '../order-key.ts';
import { ROOT } from '../store.ts';
import { defineCommand, given } from './context.ts';
import { updateItem } from './item-steps.ts';

const labelFields = {
  color: z.enum(COLORS).optional(),
  item_order: z.int32().optional(),
  order_key: z.string().min(1).optional(),
  is_favorite: z.boolean().optional(),
};
const name = z.string().min(1).max(MAX_LABEL_NAME_CHARS);
const AddArgs = z.object({ ...labelFields, name });
const UpdateArgs = z.object({ ...labelFields, id: z.string(), name: name.optional() });

/** Makes a personal label at the end of the list and gives its id; refuses a name that is taken. */
export function createLabel(account: Account, fields: z.output<typeof AddArgs>): string {
  const { labels } = account.store;
  if (labels.count('byName', fields.name) > 0) throw invalidArgument('name', 'a name that no label has');
  if (labels.count('live', ROOT) >= account.limits.maxLabels)
    throw countLimitReached('LABELS', account.limits.maxLabels);
  const all = labels.at('live', ROOT);
  const lastKey = all
    .map((label) => label.order_key ?? '')
    .toSorted()
    .at(-1);
  const id = account.ids.numeric();
  labels.put({
    id,
    name: fields.name,
    color: fields.color ?? 'charcoal',
    item_order:
      fields.item_order ?? all.reduce((highest, label) => Math.max(highest, label.item_order), -1) + 1,
    order_key: fields.order_key ?? orderKeyAfter(lastKey || null),
    is_deleted: false,
    is_favorite: fields.is_favorite ?? false,
  });
  return id;
}

/** Adds a personal label. */
export const labelAdd = defineCommand(AddArgs, (context, args) => createLabel(context.account, args));

/** Changes a label; a new name is written into every task that has the old one. */
export const labelUpdate = defineCommand(UpdateArgs, (context, args) => {
  const { account } = context;
  const label = context.label(args.id);
  if (args.name !== undefined && args.name !== label.name) {
    if (account.store.labels.count('byName', args.name) > 0)
      throw invalidArgument('name', 'a name that no label has');
    renameOnItems(account, label.name, args.name);
  }
  account.store.labels.put({ ...label, ...given(args, 'id') });
  return null;
});

const DeleteArgs = z.object({ id: z.string(), cascade: z.enum(['all', 'none']).optional() });

/** Deletes a label, and by default its name on every task; with `none` it lives on as a shared label. */
export const labelDelete = defineCommand(DeleteArgs, (context, args) => {
  const { account } = context;
  const label = context.label(args.id);
  account.store.labels.put({ ...label, is_deleted: true });
  if (args.cascade !== 'none') renameOnItems(account, label.name, null);
  return null;
});

const RenameArgs = z.object({ name_old: z.string().min(1), name_new: name });

/** Renames a shared label on every task that has it. */
export const labelRename = defineCommand(RenameArgs, (context, args) => {
  renameOnItems(context.account, args.name_old, args.name_new);
  return null;
});

const OccurrencesArgs = z.object({ name: z.string().min(1) });

/** Takes a shared label off every active task. */
export const labelDeleteOccurrences = defineCommand(OccurrencesArgs, (context, args) => {
  renameOnItems(context.account, args.name, null, true);
  return null;
});

const OrdersArgs = z.object({ id_order_mapping: z.record(z.string(), z.int32()) });

/** Sets the integer order of several labels (deprecated by the vendor). */
export const labelUpdateOrders = defineCommand(OrdersArgs, (context, args) => {
  for (const [id, itemOrder] of Object.entries(args.id_order_mapping)) {
    context.account.store.labels.put({ ...context.label(id), item_order: itemOrder });
  }
  return null;
});

function renameOnItems(account: Account, from: string, to: string | null, activeOnly = false): void {
  for (const item of account.store.items.at('liveByLabel', from)) {
    if (activeOnly && item.checked) continue;
    const labels = item.labels.flatMap((label) => (label === from ? (to === null ? [] : [to]) : [label]));
    updateItem(account, item, { labels: [...new Set(labels)] });
  }
}
