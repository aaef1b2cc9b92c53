/** REST: time reminders. Location reminders are only emulated in `/sync`. */
import type { Hono } from 'hono';
import { reminderAdd, reminderDelete, reminderUpdate } from '../commands/reminders.ts';
import { ROOT } from '../store.ts';
import type { WireReminder } from '../wire.ts';
import { pageResponse } from './paging.ts';
import { lookUp, readBody, runCommand, runCreate, withoutNulls } from './rest-edge.ts';
import type { RestBody, RestParts } from './rest-edge.ts';

/** Adds the reminder routes. */
export function addReminderRoutes(routes: Hono, { account }: RestParts): void {
  const reminderOf = (id: string): WireReminder => lookUp(account).reminder(id);

  routes.get('/reminders', (context) => {
    const taskId = context.req.query('task_id');
    const all =
      taskId === undefined
        ? account.store.reminders.at('live', ROOT)
        : account.store.reminders.at('liveByOwner', lookUp(account).item(taskId).id);
    return pageResponse(
      context,
      all.filter(({ type }) => type !== 'location'),
    );
  });

  routes.post('/reminders', async (context) => {
    const id = runCreate(account, reminderAdd, reminderArgs(withoutNulls(await readBody(context))));
    return context.json(reminderOf(id));
  });

  routes.get('/reminders/:id', (context) => context.json(reminderOf(context.req.param('id'))));

  routes.post('/reminders/:id', async (context) => {
    const id = context.req.param('id');
    runCommand(account, reminderUpdate, { ...reminderArgs(withoutNulls(await readBody(context))), id });
    return context.json(reminderOf(id));
  });

  routes.delete('/reminders/:id', (context) => {
    runCommand(account, reminderDelete, { id: context.req.param('id') });
    return context.body(null, 204);
  });
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
