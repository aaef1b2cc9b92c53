/** REST: time reminders and location reminders, two lists of one kind of object. */
import type { Hono } from 'hono';
import { reminderAdd, reminderDelete, reminderUpdate } from '../commands/reminders.ts';
import { invalidArgument, objectNotFound } from '../errors.ts';
import { ROOT } from '../store.ts';
import type { WireReminder } from '../wire.ts';
import { pageResponse } from './paging.ts';
import { lookUp, readBody, runCommand, runCreate, withoutNulls } from './rest-edge.ts';
import type { RestBody, RestParts } from './rest-edge.ts';

/** Adds the routes of time reminders and of location reminders; neither shows the other's. */
export function addReminderRoutes(routes: Hono, parts: RestParts): void {
  addKind(routes, parts, '/reminders', false);
  addKind(routes, parts, '/location_reminders', true);
}

function addKind(routes: Hono, { account }: RestParts, path: string, isLocation: boolean): void {
  const isKind = ({ type }: WireReminder): boolean => (type === 'location') === isLocation;
  const reminderOf = (id: string): WireReminder => {
    const reminder = lookUp(account).reminder(id);
    if (!isKind(reminder)) throw objectNotFound('reminder');
    return reminder;
  };

  routes.get(path, (context) => {
    const taskId = context.req.query('task_id');
    const all =
      taskId === undefined
        ? account.store.reminders.at('live', ROOT)
        : account.store.reminders.at('liveByOwner', lookUp(account).item(taskId).id);
    return pageResponse(context, all.filter(isKind));
  });

  routes.post(path, async (context) => {
    const args = reminderArgs(withoutNulls(await readBody(context)));
    const id = runCreate(account, reminderAdd, isLocation ? { ...args, type: 'location' } : timed(args));
    return context.json(reminderOf(id));
  });

  routes.get(`${path}/:id`, (context) => context.json(reminderOf(context.req.param('id') ?? '')));

  routes.post(`${path}/:id`, async (context) => {
    const { id } = reminderOf(context.req.param('id') ?? '');
    runCommand(account, reminderUpdate, { ...reminderArgs(withoutNulls(await readBody(context))), id });
    return context.json(reminderOf(id));
  });

  routes.delete(`${path}/:id`, (context) => {
    runCommand(account, reminderDelete, { id: reminderOf(context.req.param('id') ?? '').id });
    return context.body(null, 204);
  });
}

/** Without a type, a time reminder is relative; a place is not taken here. */
function timed(args: RestBody): RestBody {
  if (args['type'] === 'location') throw invalidArgument('reminder_type', 'relative, absolute');
  return args['type'] === undefined ? { ...args, type: 'relative' } : args;
}

/** REST says `task_id` and `reminder_type` where the commands say `item_id` and `type`. */
function reminderArgs(body: RestBody): RestBody {
  const { task_id: taskId, reminder_type: type, ...rest } = body;
  return {
    ...rest,
    ...(taskId === undefined ? {} : { item_id: taskId }),
    ...(type === undefined ? {} : { type }),
  };
}
