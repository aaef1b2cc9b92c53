/** REST: projects. There is no REST move; that is a command of `/sync`. */
import type { Hono } from 'hono';
import {
  projectAdd,
  projectArchive,
  projectDelete,
  projectUnarchive,
  projectUpdate,
} from '../commands/projects.ts';
import { ROOT } from '../store.ts';
import { projectView } from '../views.ts';
import type { WireProject } from '../wire.ts';
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
import type { RestParts } from './rest-edge.ts';

/** Adds the project routes. */
export function addProjectRoutes(routes: Hono, { account }: RestParts): void {
  const show = (project: WireProject): object => projectView(account, project);
  const projectOf = (id: string): object => show(lookUp(account).project(id));

  routes.get('/projects', (context) => {
    const { workspace_id: workspaceId, folder_id: folderId } = context.req.query();
    const found = account.store.projects.at('active', ROOT).filter(({ id }) => {
      const place = account.store.projectPlaces.get(id);
      return (
        (workspaceId === undefined || place?.workspace_id === workspaceId) &&
        (folderId === undefined || place?.folder_id === folderId)
      );
    });
    return pageResponse(context, found.map(show));
  });

  routes.get('/projects/archived', (context) =>
    pageResponse(
      context,
      [...account.store.projects.all()]
        .filter((project) => project.is_archived && !project.is_deleted)
        .map(show),
    ),
  );

  routes.get('/projects/search', (context) => {
    const found = account.store.projects.at('active', ROOT).filter(nameSearch(context));
    return pageResponse(context, found.map(show));
  });

  routes.post('/projects', async (context) => {
    const id = runCreate(account, projectAdd, withoutNulls(await readBody(context)));
    return context.json(projectOf(id));
  });

  routes.get('/projects/:id', (context) => context.json(projectOf(context.req.param('id'))));

  routes.post('/projects/:id', async (context) => {
    const id = context.req.param('id');
    runCommand(account, projectUpdate, {
      ...withoutKeys(withoutNulls(await readBody(context)), 'parent_id'),
      id,
    });
    return context.json(projectOf(id));
  });

  routes.delete('/projects/:id', (context) => {
    runCommand(account, projectDelete, { id: context.req.param('id') });
    return context.body(null, 204);
  });

  routes.post('/projects/:id/archive', (context) => {
    const id = context.req.param('id');
    runCommand(account, projectArchive, { id });
    return context.json(projectOf(id));
  });

  routes.post('/projects/:id/unarchive', (context) => {
    const id = context.req.param('id');
    runCommand(account, projectUnarchive, { id });
    return context.json(projectOf(id));
  });
}
