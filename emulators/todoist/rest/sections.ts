/** REST: sections. */
import type { Context, Hono } from 'hono';
import {
  sectionAdd,
  sectionArchive,
  sectionDelete,
  sectionUnarchive,
  sectionUpdate,
} from '../commands/sections.ts';
import type { WireSection } from '../wire.ts';
import { pageResponse } from './paging.ts';
import {
  lookUp,
  nameSearch,
  readBody,
  runCommand,
  runCreate,
  withoutKeys,
  withoutNulls,
} from './rest-edge.ts';
import type { RestBody, RestParts } from './rest-edge.ts';

/** Adds the section routes. */
export function addSectionRoutes(routes: Hono, { account }: RestParts): void {
  const sectionOf = (id: string): WireSection => lookUp(account).section(id);
  const activeIn = (context: Context): readonly WireSection[] => {
    const projectId = context.req.query('project_id');
    return [...account.store.sections.all()].filter(
      (section) =>
        !section.is_deleted &&
        !section.is_archived &&
        account.store.projects.get(section.project_id)?.is_archived === false &&
        (projectId === undefined || section.project_id === projectId),
    );
  };

  routes.get('/sections', (context) => pageResponse(context, activeIn(context)));

  routes.get('/sections/search', (context) => {
    return pageResponse(context, activeIn(context).filter(nameSearch(context)));
  });

  routes.post('/sections', async (context) => {
    const id = runCreate(account, sectionAdd, sectionArgs(withoutNulls(await readBody(context))));
    return context.json(sectionOf(id));
  });

  routes.get('/sections/:id', (context) => context.json(sectionOf(context.req.param('id'))));

  routes.post('/sections/:id', async (context) => {
    const id = context.req.param('id');
    const body = withoutKeys(withoutNulls(await readBody(context)), 'project_id');
    runCommand(account, sectionUpdate, { ...sectionArgs(body), id });
    return context.json(sectionOf(id));
  });

  routes.delete('/sections/:id', (context) => {
    runCommand(account, sectionDelete, { id: context.req.param('id') });
    return context.body(null, 204);
  });

  routes.post('/sections/:id/archive', (context) => {
    const id = context.req.param('id');
    runCommand(account, sectionArchive, { id });
    return context.json(sectionOf(id));
  });

  routes.post('/sections/:id/unarchive', (context) => {
    const id = context.req.param('id');
    runCommand(account, sectionUnarchive, { id });
    return context.json(sectionOf(id));
  });
}

/** REST calls a section's position `order`. */
function sectionArgs(body: RestBody): RestBody {
  const { order, ...rest } = body;
  return order === undefined ? rest : { ...rest, section_order: order };
}
