/** All REST routes under one roof, each family in its own file, counted against the REST rate limit. */
import { Hono } from 'hono';
import type { SyncSurroundings } from '../sync/sync-service.ts';

/** What REST routes need. */
export interface RestParts extends SyncSurroundings {
  readonly token: string;
}

/** Builds the REST routes relative to `/api/v1`. */
export function createRestRoutes(parts: RestParts): Hono {
  const routes = new Hono();
  routes.use('*', async (_context, next) => {
    parts.limiter.count('rest');
    await next();
  });
  return routes;
}
