/** REST: personal labels, in their REST shape, and shared labels, which are plain names. */
import type { Hono } from 'hono';
import type { Account } from '../account.ts';
import { argumentMissing } from '../errors.ts';
import {
  labelAdd,
  labelDelete,
  labelDeleteOccurrences,
  labelRename,
  labelUpdate,
} from '../commands/labels.ts';
import { ROOT } from '../store.ts';
import { labelRestView } from '../views.ts';
import { pageResponse } from './paging.ts';
import { lookUp, nameSearch, readBody, runCommand, runCreate, withoutNulls } from './rest-edge.ts';
import type { RestBody, RestParts } from './rest-edge.ts';

/** Adds the label routes. */
export function addLabelRoutes(routes: Hono, { account }: RestParts): void {
  const labelOf = (id: string): RestBody => labelRestView(lookUp(account).label(id));

  routes.get('/labels', (context) =>
    pageResponse(context, account.store.labels.at('live', ROOT).map(labelRestView)),
  );

  routes.get('/labels/search', (context) => {
    const found = account.store.labels.at('live', ROOT).filter(nameSearch(context));
    return pageResponse(context, found.map(labelRestView));
  });

  routes.get('/labels/shared', (context) =>
    pageResponse(context, labelNames(account, context.req.query('omit_personal') === 'true')),
  );

  routes.post('/labels/shared/rename', async (context) => {
    const body = await readBody(context);
    const oldName = body['name'] ?? context.req.query('name');
    if (oldName === undefined) throw argumentMissing('name');
    runCommand(account, labelRename, { name_old: oldName, name_new: body['new_name'] });
    return context.body(null, 204);
  });

  routes.post('/labels/shared/remove', async (context) => {
    runCommand(account, labelDeleteOccurrences, await readBody(context));
    return context.body(null, 204);
  });

  routes.post('/labels', async (context) => {
    const id = runCreate(account, labelAdd, labelArgs(withoutNulls(await readBody(context))));
    return context.json(labelOf(id));
  });

  routes.get('/labels/:id', (context) => context.json(labelOf(context.req.param('id'))));

  routes.post('/labels/:id', async (context) => {
    const id = context.req.param('id');
    runCommand(account, labelUpdate, { ...labelArgs(withoutNulls(await readBody(context))), id });
    return context.json(labelOf(id));
  });

  routes.delete('/labels/:id', (context) => {
    runCommand(account, labelDelete, { id: context.req.param('id') });
    return context.body(null, 204);
  });
}

/** REST calls a label's position `order`. */
function labelArgs(body: RestBody): RestBody {
  const { order, ...rest } = body;
  return order === undefined ? rest : { ...rest, item_order: order };
}

/** The names on active tasks, and the personal ones unless they are left out. */
function labelNames(account: Account, omitPersonal: boolean): readonly string[] {
  const personal = new Set(account.store.labels.at('live', ROOT).map(({ name }) => name));
  const onTasks = account.store.items
    .keys('liveByLabel')
    .filter((name) => account.store.items.at('liveByLabel', name).some((item) => !item.checked));
  const names = omitPersonal
    ? onTasks.filter((name) => !personal.has(name))
    : [...new Set([...personal, ...onTasks])];
  return names.toSorted();
}
