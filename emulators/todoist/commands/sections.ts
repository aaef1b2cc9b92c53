/** The section commands. Tasks follow their section when it moves, and are deleted with it. */
import * as z from 'zod';
import type { Account } from '../account.ts';
import { countLimitReached } from '../errors.ts';
import { MAX_SECTION_NAME_CHARS } from '../limits.ts';
import { orderKeyAfter, uniqueOrderKey } from '../order-key.ts';
import type { WireSection } from '../wire.ts';
import { defineCommand, given } from './context.ts';
import { assertRoomInProject, deleteItemTree, updateItem } from './item-steps.ts';

const name = z.string().min(1).max(MAX_SECTION_NAME_CHARS);
const orderFields = { section_order: z.int32().optional(), order_key: z.string().min(1).optional() };
const AddArgs = z.object({ ...orderFields, name, project_id: z.string(), description: z.string().nullish() });
const UpdateArgs = z.object({
  ...orderFields,
  id: z.string(),
  name: name.optional(),
  description: z.string().nullable().optional(),
  is_collapsed: z.boolean().optional(),
});
const IdArgs = z.object({ id: z.string() });

function updateSection(account: Account, section: WireSection, changes: Partial<WireSection>): WireSection {
  return account.store.sections.put({ ...section, ...changes, updated_at: account.clock.nowMicros() });
}

/** Adds a section at the end of a project. */
export const sectionAdd = defineCommand(AddArgs, (context, args) => {
  const { account } = context;
  const project = context.project(args.project_id);
  assertRoomForSection(account, project.id);
  const id = account.ids.object();
  const nowIso = account.clock.nowMicros();
  const order = lastOrderIn(account, project.id);
  account.store.sections.put({
    id,
    name: args.name,
    description: args.description ?? null,
    project_id: project.id,
    section_order: args.section_order ?? order.section_order,
    order_key: freeSectionKey(account, { id, project_id: project.id }, args.order_key ?? order.order_key),
    is_collapsed: false,
    user_id: account.userId,
    is_deleted: false,
    is_archived: false,
    archived_at: null,
    added_at: nowIso,
    updated_at: nowIso,
  });
  return id;
});

/** Changes a section's own fields; what is not given stays. */
export const sectionUpdate = defineCommand(UpdateArgs, (context, args) => {
  const section = context.section(args.id);
  const changes = given(args, 'id', 'order_key');
  const key =
    args.order_key === undefined
      ? {}
      : { order_key: freeSectionKey(context.account, section, args.order_key) };
  updateSection(context.account, section, { ...changes, ...key });
  return null;
});

const MoveArgs = z.object({ id: z.string(), project_id: z.string() });

/** Moves a section with its tasks to the end of another project. */
export const sectionMove = defineCommand(MoveArgs, (context, args) => {
  const { account } = context;
  const section = context.section(args.id);
  const projectId = context.project(args.project_id).id;
  if (projectId === section.project_id) return null;
  assertRoomForSection(account, projectId);
  const items = account.store.items.at('liveInSection', section.id);
  assertRoomInProject(account, projectId, items.filter((item) => !item.checked).length);
  updateSection(account, section, { project_id: projectId, ...lastOrderIn(account, projectId) });
  for (const item of items) updateItem(account, item, { project_id: projectId });
  return null;
});

/** Deletes a section with all tasks in it. */
export const sectionDelete = defineCommand(IdArgs, (context, args) => {
  const { account } = context;
  const section = context.section(args.id);
  for (const item of account.store.items.at('liveInSection', section.id)) {
    if (account.store.items.get(item.id)?.is_deleted === false) deleteItemTree(account, item);
  }
  updateSection(account, section, { is_deleted: true });
  return null;
});

const ArchiveArgs = z.object({ id: z.string(), archived_at: z.string().nullish() });

/** Archives a section; its tasks leave the active set with it and are announced again. */
export const sectionArchive = defineCommand(ArchiveArgs, (context, args) => {
  const { account } = context;
  const section = context.section(args.id);
  updateSection(account, section, {
    is_archived: true,
    archived_at: args.archived_at ?? account.clock.nowMicros(),
  });
  announceItems(account, section);
  return null;
});

/** Brings an archived section back to the end of its project. */
export const sectionUnarchive = defineCommand(IdArgs, (context, args) => {
  const { account } = context;
  const section = context.section(args.id);
  if (!section.is_archived) return null;
  assertRoomForSection(account, section.project_id);
  updateSection(account, section, {
    is_archived: false,
    archived_at: null,
    ...lastOrderIn(account, section.project_id),
  });
  announceItems(account, section);
  return null;
});

const ReorderArgs = z.object({ sections: z.array(z.object({ id: z.string(), section_order: z.int32() })) });

/** Sets the integer order of several sections (deprecated by the vendor). */
export const sectionReorder = defineCommand(ReorderArgs, (context, args) => {
  for (const { id, section_order: sectionOrder } of args.sections) {
    updateSection(context.account, context.section(id), { section_order: sectionOrder });
  }
  return null;
});

function assertRoomForSection(account: Account, projectId: string): void {
  const { maxSections } = account.limits;
  if (account.store.sections.count('activeInProject', projectId) >= maxSections) {
    throw countLimitReached('SECTIONS', maxSections);
  }
}

function announceItems(account: Account, section: WireSection): void {
  for (const item of account.store.items.at('liveInSection', section.id)) account.store.items.put(item);
}

function lastOrderIn(
  account: Account,
  projectId: string,
): { readonly section_order: number; readonly order_key: string } {
  const siblings = account.store.sections.at('activeInProject', projectId);
  const keys = siblings.map((sibling) => sibling.order_key ?? '').toSorted();
  return {
    section_order: siblings.reduce((highest, sibling) => Math.max(highest, sibling.section_order), 0) + 1,
    order_key: orderKeyAfter(keys.at(-1) || null),
  };
}

function freeSectionKey(
  account: Account,
  section: Pick<WireSection, 'id' | 'project_id'>,
  wanted: string,
): string {
  const siblings = account.store.sections.at('activeInProject', section.project_id);
  const taken = siblings
    .filter((sibling) => sibling.id !== section.id)
    .map((sibling) => sibling.order_key ?? '');
  return uniqueOrderKey(wanted, new Set(taken));
}
