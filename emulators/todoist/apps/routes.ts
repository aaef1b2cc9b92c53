/** The app console's routes under one roof, counted against the REST rate limit. Known from the official SDK alone. */
import { Hono } from 'hono';
import { errorResponse } from '../http-edge.ts';
import { addAppRoutes } from './apps.ts';
import { addAuthorizationRoutes } from './authorizations.ts';
import type { ConsoleParts } from './console-edge.ts';
import { addCredentialRoutes } from './credentials.ts';
import { addExtensionRoutes } from './extensions.ts';
import { addInstallationRoutes } from './installations.ts';
import { addAppWebhookRoutes } from './webhook.ts';

/** Builds the routes; they expect whole paths such as `/apps/1/webhook`. Fixed paths are added before those with an id. */
export function createAppConsoleRoutes(parts: ConsoleParts): Hono {
  const routes = new Hono();
  routes.onError(errorResponse);
  for (const path of ['/apps/*', '/user/authorizations/*']) {
    routes.use(path, async (_context, next) => {
      parts.limiter.count('rest');
      await next();
    });
  }
  addInstallationRoutes(routes, parts);
  addExtensionRoutes(routes, parts);
  addAppRoutes(routes, parts);
  addCredentialRoutes(routes, parts);
  addAppWebhookRoutes(routes, parts);
  addAuthorizationRoutes(routes, parts);
  return routes;
}
