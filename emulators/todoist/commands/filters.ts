/** The commands of saved filters, personal and of workspaces. Queries are stored as sent; running them is filter/'s job. */
import * as z from 'zod';
import { countLimitReached } from '../errors.ts';
import { COLORS, MAX_FILTER_NAME_CHARS, MAX_FILTER_QUERY_CHARS } from '../limits.ts';
import { orderKeyAfter } from '../order-key.ts';
import { ROOT } from '../store.ts';
import type { WireWorkspaceFilter } from '../wire-more.ts';
import { defineCommand, given } from './context.ts';
import type { CommandContext } from './context.ts';

const fields = {
  description: z.string().nullable().optional(),
  color: z.enum(COLORS).optional(),
  item_order: z.int32().optional(),
  is_favorite: z.boolean().optional(),
};
const name = z.string().min(1).max(MAX_FILTER_NAME_CHARS);
const query = z.string().min(1).max(MAX_FILTER_QUERY_CHARS);
const orderKey = { order_key: z.string().min(1).optional() };
const AddArgs = z.object({ ...fields, ...orderKey, name, query });
const UpdateArgs = z.object({
  ...fields,
  ...orderKey,
  id: z.string(),
  name: name.optional(),
  query: query.optional(),
});
const IdArgs = z.object({ id: z.string() });
const OrdersArgs = z.object({ id_order_mapping: z.record(z.string(), z.int32()) });

function nextOrder(rows: readonly { readonly item_order: number }[]): number {
  return rows.reduce((highest, row) => Math.max(highest, row.item_order), 0) + 1;
}

/** Adds a filter at the end of the list; each plan has its number of them. */
export const filterAdd = defineCommand(AddArgs, (context, args) => {
  const { store, ids, limits } = context.account;
  const all = store.filters.at('live', ROOT);
  if (all.length >= limits.maxFilters) throw countLimitReached('FILTERS', limits.maxFilters);
  const lastKey = all
    .map((filter) => filter.order_key ?? '')
    .toSorted()
    .at(-1);
  return store.filters.put({
    id: ids.numeric(),
    name: args.name,
    query: args.query,
    description: args.description ?? null,
    color: args.color ?? 'charcoal',
    item_order: args.item_order ?? nextOrder(all),
    order_key: args.order_key ?? orderKeyAfter(lastKey || null),
    is_deleted: false,
    is_favorite: args.is_favorite ?? false,
    is_frozen: false,
  }).id;
});

/** Changes a filter; what is not given stays. */
export const filterUpdate = defineCommand(UpdateArgs, (context, args) => {
  context.account.store.filters.put({ ...context.filter(args.id), ...given(args, 'id') });
  return null;
});

/** Deletes a filter. */
export const filterDelete = defineCommand(IdArgs, (context, args) => {
  context.account.store.filters.put({ ...context.filter(args.id), is_deleted: true });
  return null;
});

/** Sets the integer order of several filters (deprecated by the vendor). */
export const filterUpdateOrders = defineCommand(OrdersArgs, (context, args) => {
  for (const [id, itemOrder] of Object.entries(args.id_order_mapping)) {
    context.account.store.filters.put({ ...context.filter(id), item_order: itemOrder });
  }
  return null;
});

const WorkspaceAddArgs = z.object({ ...fields, name, query, workspace_id: z.string() });
const WorkspaceUpdateArgs = z.object({
  ...fields,
  id: z.string(),
  name: name.optional(),
  query: query.optional(),
});

/** Adds a filter to a workspace. */
export const workspaceFilterAdd = defineCommand(WorkspaceAddArgs, (context, args) => {
  const { store, ids, userId, clock } = context.account;
  const workspace = context.workspace(args.workspace_id);
  const nowIso = clock.nowMicros();
  return store.workspaceFilters.put({
    id: ids.numeric(),
    workspace_id: workspace.id,
    name: args.name,
    query: args.query,
    description: args.description ?? null,
    color: args.color ?? 'charcoal',
    item_order: args.item_order ?? nextOrder(store.workspaceFilters.at('live', ROOT)),
    is_deleted: false,
    is_favorite: args.is_favorite ?? false,
    is_frozen: false,
    creator_uid: userId,
    updater_uid: userId,
    created_at: nowIso,
    updated_at: nowIso,
  }).id;
});

function changeWorkspaceFilter(
  context: CommandContext,
  id: string,
  changes: Partial<WireWorkspaceFilter>,
): null {
  const { store, userId, clock } = context.account;
  const filter = store.workspaceFilters.get(context.realId(id));
  if (filter === undefined || filter.is_deleted) throw context.missing('filter', id);
  store.workspaceFilters.put({ ...filter, ...changes, updater_uid: userId, updated_at: clock.nowMicros() });
  return null;
}

/** Changes a workspace's filter; what is not given stays. */
export const workspaceFilterUpdate = defineCommand(WorkspaceUpdateArgs, (context, args) =>
  changeWorkspaceFilter(context, args.id, given(args, 'id')),
);

/** Deletes a workspace's filter. */
export const workspaceFilterDelete = defineCommand(IdArgs, (context, args) =>
  changeWorkspaceFilter(context, args.id, { is_deleted: true }),
);

/** Sets the integer order of several filters of a workspace. */
export const workspaceFilterUpdateOrders = defineCommand(OrdersArgs, (context, args) => {
  for (const [id, itemOrder] of Object.entries(args.id_order_mapping)) {
    changeWorkspaceFilter(context, id, { item_order: itemOrder });
  }
  return null;
});
