/** item_move and the order commands: where a task stands. Content and completion stay as they are. */
import * as z from 'zod';
import { badRequest, invalidArgument } from '../errors.ts';
import type { WireItem } from '../wire.ts';
import { defineCommand } from './context.ts';
import type { CommandContext } from './context.ts';
import { assertRoomInProject, descendantsOf, lastOrderIn, updateItem } from './item-steps.ts';
import type { ItemPlace } from './item-steps.ts';

const MoveArgs = z.object({
  id: z.string(),
  parent_id: z.string().nullable().optional(),
  section_id: z.string().nullable().optional(),
  project_id: z.string().optional(),
});

/** Moves a task with its sub-tasks to the end of another parent, section or project. */
export const itemMove = defineCommand(MoveArgs, (context, args) => {
  const { account } = context;
  const item = context.item(args.id);
  const targets = [args.parent_id, args.section_id, args.project_id].filter((target) => target !== undefined);
  if (targets.length !== 1)
    throw badRequest('Exactly one of parent_id, section_id and project_id is required');
  const subtree = descendantsOf(account, item);
  const place = placeOf(context, item, args);
  if (place.parent_id !== null && [item, ...subtree].some((moved) => moved.id === place.parent_id)) {
    throw invalidArgument('parent_id', 'a task outside of the moved one');
  }
  if (place.project_id !== item.project_id) {
    assertRoomInProject(
      account,
      place.project_id,
      [item, ...subtree].filter((moved) => !moved.checked).length,
    );
  }
  updateItem(account, item, { ...place, ...lastOrderIn(account, place) });
  for (const child of subtree) {
    if (child.project_id === place.project_id && child.section_id === place.section_id) continue;
    updateItem(account, child, { project_id: place.project_id, section_id: place.section_id });
  }
  return null;
});

function placeOf(context: CommandContext, item: WireItem, args: z.output<typeof MoveArgs>): ItemPlace {
  if (args.parent_id != null) {
    const parent = context.item(args.parent_id);
    return { project_id: parent.project_id, section_id: parent.section_id, parent_id: parent.id };
  }
  if (args.section_id != null) {
    const section = context.section(args.section_id);
    return { project_id: section.project_id, section_id: section.id, parent_id: null };
  }
  if (args.project_id !== undefined) {
    return { project_id: context.project(args.project_id).id, section_id: null, parent_id: null };
  }
  const leavesParent = args.parent_id === null;
  return {
    project_id: item.project_id,
    section_id: leavesParent ? item.section_id : null,
    parent_id: leavesParent ? null : item.parent_id,
  };
}

const ReorderArgs = z.object({ items: z.array(z.object({ id: z.string(), child_order: z.int32() })) });

/** Sets the integer order of several tasks (deprecated by the vendor). */
export const itemReorder = defineCommand(ReorderArgs, (context, args) => {
  for (const { id, child_order: childOrder } of args.items) {
    updateItem(context.account, context.item(id), { child_order: childOrder });
  }
  return null;
});

const DayOrderArgs = z.object({ ids_to_orders: z.record(z.string(), z.int32()) });

/** Sets the order of tasks in the Today view. */
export const itemUpdateDayOrders = defineCommand(DayOrderArgs, (context, args) => {
  for (const [id, dayOrder] of Object.entries(args.ids_to_orders)) {
    updateItem(context.account, context.item(id), { day_order: dayOrder });
  }
  return null;
});
