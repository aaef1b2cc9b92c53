/** The reminder commands: relative, absolute and location reminders of tasks. Firing is webhooks/'s job. */
import * as z from 'zod';
import type { Account } from '../account.ts';
import { DueInput, resolveDue } from '../due/resolve-due.ts';
import { argumentMissing, countLimitReached, invalidArgument, premiumOnly } from '../errors.ts';
import { ROOT } from '../store.ts';
import type { WireReminder } from '../wire.ts';
import { defineCommand, given } from './context.ts';
import { relativeDue } from './reminder-steps.ts';

const reminderFields = {
  minute_offset: z.int32().optional(),
  due: DueInput.optional(),
  name: z.string().optional(),
  loc_lat: z.string().optional(),
  loc_long: z.string().optional(),
  loc_trigger: z.enum(['on_enter', 'on_leave']).optional(),
  radius: z.int32().optional(),
  notify_uid: z.string().optional(),
  is_urgent: z.boolean().optional(),
  service: z.string().optional(),
};
const types = z.enum(['relative', 'absolute', 'location']);
const AddArgs = z.object({ ...reminderFields, type: types, item_id: z.string() });
const UpdateArgs = z.object({ ...reminderFields, id: z.string(), type: types.optional() });
const IdArgs = z.object({ id: z.string() });

/** Adds a reminder to a task. The free plan has only the one at the task's due time. */
export const reminderAdd = defineCommand(AddArgs, (context, args) => {
  const { account } = context;
  const item = context.item(args.item_id);
  assertAllowed(account, args.type, args.minute_offset ?? 0);
  assertRoom(account, args.type);
  if (args.type === 'location') {
    for (const key of ['name', 'loc_lat', 'loc_long'] as const)
      if (args[key] === undefined) throw argumentMissing(key);
  }
  if (args.type === 'absolute' && args.due == null) throw argumentMissing('due');
  if (args.type === 'relative' && item.due === null)
    throw invalidArgument('item_id', 'a task with a due date');
  const id = account.ids.object();
  const offset = args.type === 'relative' ? (args.minute_offset ?? 0) : null;
  account.store.reminders.put({
    id,
    notify_uid: args.notify_uid ?? account.userId,
    item_id: item.id,
    type: args.type,
    due:
      offset === null ? resolveDue(args.due ?? null, account.dueContext) : relativeDue(account, item, offset),
    minute_offset: offset,
    name: args.name ?? null,
    loc_lat: args.loc_lat ?? null,
    loc_long: args.loc_long ?? null,
    loc_trigger: args.type === 'location' ? (args.loc_trigger ?? 'on_enter') : null,
    radius: args.type === 'location' ? (args.radius ?? 100) : null,
    is_deleted: false,
    is_urgent: args.is_urgent ?? false,
  });
  return id;
});

/** Changes a reminder; what is not given stays. */
export const reminderUpdate = defineCommand(UpdateArgs, (context, args) => {
  const { account } = context;
  const reminder = context.reminder(args.id);
  const type = args.type ?? reminder.type;
  const offset = type === 'relative' ? (args.minute_offset ?? reminder.minute_offset ?? 0) : null;
  assertAllowed(account, type, offset ?? 0);
  const changes: Partial<WireReminder> = given(args, 'id', 'due', 'service', 'minute_offset');
  const due =
    offset !== null
      ? relativeDue(account, context.item(reminder.item_id), offset)
      : args.due === undefined
        ? reminder.due
        : resolveDue(args.due, account.dueContext);
  account.store.reminders.put({ ...reminder, ...changes, due, minute_offset: offset });
  return null;
});

/** Deletes a reminder. */
export const reminderDelete = defineCommand(IdArgs, (context, args) => {
  context.account.store.reminders.put({ ...context.reminder(args.id), is_deleted: true });
  return null;
});

function assertAllowed(account: Account, type: WireReminder['type'], minuteOffset: number): void {
  if (account.plan === 'free' && (type !== 'relative' || minuteOffset !== 0)) throw premiumOnly();
}

/** Time reminders and location reminders are counted apart. */
function assertRoom(account: Account, type: WireReminder['type']): void {
  const { maxReminders, maxLocationReminders } = account.limits;
  const isLocation = type === 'location';
  const limit = isLocation ? maxLocationReminders : maxReminders;
  const alike = account.store.reminders
    .at('live', ROOT)
    .filter((one) => (one.type === 'location') === isLocation);
  if (alike.length >= limit) throw countLimitReached('REMINDERS', limit);
}
