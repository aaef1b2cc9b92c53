/** REST: quick add, where one text says everything about a task. */
import type { Hono } from 'hono';
import * as z from 'zod';
import { parseArgs } from '../commands/context.ts';
import { itemAdd } from '../commands/item-write.ts';
import { noteAdd } from '../commands/notes.ts';
import { reminderAdd } from '../commands/reminders.ts';
import { parseQuickText } from './quick-text.ts';
import { lookUp, readBody, runCommand, runCreate } from './rest-edge.ts';
import type { RestParts } from './rest-edge.ts';

const Body = z.object({
  text: z.string().min(1),
  note: z.string().nullish(),
  reminder: z.string().nullish(),
  auto_reminder: z.boolean().nullish(),
  meta: z.boolean().nullish(),
});

/** Adds `/tasks/quick`. */
export function addQuickRoutes(routes: Hono, { account }: RestParts): void {
  routes.post('/tasks/quick', async (context) => {
    const body = parseArgs(Body, await readBody(context));
    const quick = parseQuickText(account, body.text);
    const id = runCreate(account, itemAdd, {
      content: quick.content,
      description: quick.description,
      labels: quick.labels,
      priority: quick.priority,
      auto_reminder: body.auto_reminder ?? false,
      ...(quick.projectId === null ? {} : { project_id: quick.projectId }),
      ...(quick.sectionId === null ? {} : { section_id: quick.sectionId }),
      ...(quick.dueString === null ? {} : { due: { string: quick.dueString } }),
      ...(quick.deadline === null ? {} : { deadline: { date: quick.deadline } }),
    });
    if (body.note != null) runCommand(account, noteAdd, { item_id: id, content: body.note });
    if (quick.reminderMinutes !== null && quick.dueString !== null) {
      const minutes = quick.reminderMinutes;
      runCommand(account, reminderAdd, { type: 'relative', item_id: id, minute_offset: minutes });
    }
    if (body.reminder != null)
      runCommand(account, reminderAdd, { type: 'absolute', item_id: id, due: { string: body.reminder } });
    return context.json(lookUp(account).item(id));
  });
}
