/** REST: tasks. Reads active tasks in pages, and writes through the same commands as `/sync`. */
import type { Hono } from 'hono';
import { itemClose, itemDelete, itemUncomplete } from '../commands/item-complete.ts';
import { itemMove } from '../commands/item-move.ts';
import { itemAdd, itemUpdate } from '../commands/item-write.ts';
import { compileFilter } from '../filter/compile-filter.ts';
import { argumentMissing } from '../errors.ts';
import { isActiveItem } from '../views.ts';
import type { WireItem } from '../wire.ts';
import { pageResponse } from './paging.ts';
import { listParam, lookUp, readBody, runCommand, runCreate, withoutKeys } from './rest-edge.ts';
import type { RestParts } from './rest-edge.ts';
import { taskArgs } from './task-body.ts';

/** Adds the task routes. */
export function addTaskRoutes(routes: Hono, parts: RestParts): void {
  addTaskReads(routes, parts);
  addTaskWrites(routes, parts);
}

function addTaskReads(routes: Hono, { account }: RestParts): void {
  const activeItems = (): readonly WireItem[] =>
    [...account.store.items.all()].filter((item) => isActiveItem(account, item));

  routes.get('/tasks', (context) => {
    const { project_id: projectId, section_id: sectionId, parent_id: parentId, label } = context.req.query();
    const ids = listParam(context, 'ids');
    const found = activeItems().filter(
      (item) =>
        (projectId === undefined || item.project_id === projectId) &&
        (sectionId === undefined || item.section_id === sectionId) &&
        (parentId === undefined || item.parent_id === parentId) &&
        (label === undefined || item.labels.includes(label)) &&
        (ids === null || ids.includes(item.id)),
    );
    return pageResponse(context, found);
  });

  routes.get('/tasks/filter', (context) => {
    const query = context.req.query('query');
    if (query === undefined) throw argumentMissing('query');
    return pageResponse(context, activeItems().filter(compileFilter(account, query)));
  });

  routes.get('/tasks/:id', (context) => context.json(lookUp(account).item(context.req.param('id'))));
}

function addTaskWrites(routes: Hono, { account }: RestParts): void {
  const itemOf = (id: string): WireItem => lookUp(account).item(id);

  routes.post('/tasks', async (context) => {
    const id = runCreate(account, itemAdd, taskArgs(await readBody(context)));
    return context.json(itemOf(id));
  });

  routes.post('/tasks/:id', async (context) => {
    const id = context.req.param('id');
    const body = withoutKeys(await readBody(context), 'project_id', 'section_id', 'parent_id');
    runCommand(account, itemUpdate, { ...taskArgs(body), id });
    return context.json(itemOf(id));
  });

  routes.post('/tasks/:id/move', async (context) => {
    const id = context.req.param('id');
    runCommand(account, itemMove, { ...(await readBody(context)), id });
    return context.json(itemOf(id));
  });

  routes.post('/tasks/:id/close', (context) => {
    runCommand(account, itemClose, { id: context.req.param('id') });
    return context.body(null, 204);
  });

  routes.post('/tasks/:id/reopen', (context) => {
    runCommand(account, itemUncomplete, { id: context.req.param('id') });
    return context.body(null, 204);
  });

  routes.delete('/tasks/:id', (context) => {
    runCommand(account, itemDelete, { id: context.req.param('id') });
    return context.body(null, 204);
  });
}
