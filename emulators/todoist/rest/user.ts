/** REST: the owner, and the two look-ups of ids that changed. Old ids are told by the control route. */
import type { Hono } from 'hono';
import type { Account } from '../account.ts';
import { invalidArgument } from '../errors.ts';
import { MAX_ID_MAPPINGS } from '../limits.ts';
import { userRestView } from '../views.ts';
import type { RestParts } from './rest-edge.ts';

/** Adds `/user`, `/id_mappings` and `/moved_ids`. */
export function addUserRoutes(routes: Hono, { account, token }: RestParts): void {
  routes.get('/user', (context) => context.json(userRestView(account, token)));

  routes.get('/id_mappings/:kind/:ids', (context) => {
    const exists = existenceOf(account, context.req.param('kind'));
    const { oldIds } = account.store;
    const newIdByOld = new Map([...oldIds].map(([newId, oldId]) => [oldId, newId]));
    const ids = context.req.param('ids').split(',');
    if (ids.length > MAX_ID_MAPPINGS) throw invalidArgument('ids', `at most ${String(MAX_ID_MAPPINGS)} ids`);
    return context.json(
      ids.map((id) => {
        const newId = newIdByOld.get(id) ?? id;
        if (exists(newId)) return { old_id: oldIds.get(newId) ?? null, new_id: newId };
        return { old_id: id, new_id: null };
      }),
    );
  });

  routes.get('/moved_ids/:kind', (context) => {
    existenceOf(account, context.req.param('kind'));
    return context.json([]);
  });
}

function existenceOf(account: Account, kind: string): (id: string) => boolean {
  const { store } = account;
  switch (kind) {
    case 'tasks':
      return (id) => store.items.get(id) !== undefined;
    case 'projects':
      return (id) => store.projects.get(id) !== undefined;
    case 'sections':
      return (id) => store.sections.get(id) !== undefined;
    case 'comments':
      return (id) => store.notes.get(id) !== undefined || store.projectNotes.get(id) !== undefined;
    case 'reminders':
    case 'location_reminders':
      return (id) => store.reminders.get(id) !== undefined;
    default:
      throw invalidArgument(
        'obj_name',
        'sections, tasks, comments, reminders, location_reminders or projects',
      );
  }
}
