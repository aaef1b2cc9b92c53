/** The API's routes under `/api/v1`, put together. Parses and answers; rules live in commands, reads in rest and sync. */
import { Hono } from 'hono';
import { methodNotAllowed, pathNotFound, unauthorized } from './errors.ts';
import { errorResponse, limitBody, requireBearer } from './http-edge.ts';
import { createAppConsoleRoutes } from './apps/routes.ts';
import type { RestParts } from './rest/rest-edge.ts';
import { createRestRoutes } from './rest/routes.ts';
import { createOAuthRoutes, scopesOfBearer } from './oauth/oauth-routes.ts';
import type { OAuthParts } from './oauth/oauth-routes.ts';
import { scopeOfCommand } from './oauth/scopes.ts';
import { parseSyncRequest } from './sync/request.ts';
import type { SyncService } from './sync/sync-service.ts';

/** What the routes need: the account with its surroundings, the sync service and the accepted token. */
export interface AppParts extends RestParts, OAuthParts {
  readonly sync: SyncService;
}

/** Builds the API's app; it expects whole paths such as `/api/v1/sync`. */
export function createApp(parts: AppParts): Hono {
  const app = new Hono();
  app.onError(errorResponse);
  app.notFound((context) => errorResponse(pathNotFound(), context));
  app.all('/rest/v2/*', (context) => context.text('This endpoint is deprecated.', 410));
  app.all('/sync/v9/*', (context) => context.text('This endpoint is deprecated.', 410));
  app.route('/', createOAuthRoutes(parts));
  for (const path of ['/apps/*', '/user/authorizations/*']) app.use(path, requireBearer(parts), limitBody());
  app.route('/', createAppConsoleRoutes(parts));
  app.get('/:folder/:name', (context) => {
    const file = parts.files.get(new URL(context.req.url).pathname);
    if (file === undefined) throw pathNotFound();
    if (scopesOfBearer(parts, context.req.header('authorization')) === null) throw unauthorized();
    return context.body(file.bytes, 200, { 'content-type': file.type });
  });
  app.use('/api/v1/*', requireBearer(parts), limitBody());
  app.post('/api/v1/sync', async (context) => {
    const request = parseSyncRequest(context.req.header('content-type') ?? '', await context.req.text());
    const scopes = scopesOfBearer(parts, context.req.header('authorization'));
    const mayRun = (type: string): boolean => scopes?.has(scopeOfCommand(type)) === true;
    return context.json(parts.sync.answer(request, mayRun));
  });
  app.all('/api/v1/sync', () => {
    throw methodNotAllowed();
  });
  app.route('/api/v1', createRestRoutes(parts));
  return app;
}
