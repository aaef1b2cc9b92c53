// One line of the log for each request: what was asked in the words of the API, never in those of whoever asked.

import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { createLog, type WriteLine } from '../log/log.ts';
import type { AppEnv, RouteContext } from '../routes/route.ts';

/** Methods are words of the client, too: others than these are not repeated. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Gives each request an id, and logs it when it is answered. */
export function logRequests(write: WriteLine): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const begun = Date.now();
    const id = crypto.randomUUID();
    context.set('request', id);
    await next();
    const { method } = context.req;
    const { status } = context.res;
    createLog(context.env, write).write({
      level: levelOf(status),
      what: 'request',
      id,
      method: METHODS.has(method) ? method : 'other',
      route: routeOf(context),
      status,
      ms: Math.max(0, Date.now() - begun),
      account: context.get('account') ?? null,
      token: context.get('token') ?? null,
    });
  };
}

/** The pattern: what stands in the place of its parameters may be a token, or text. */
function routeOf(context: RouteContext): string | null {
  const paths = matchedRoutes(context).map(({ path }) => path);
  return paths.findLast((path) => !path.endsWith('*')) ?? null;
}

function levelOf(status: number): 'info' | 'warn' | 'error' {
  if (status >= 500) return 'error';
  return status >= 400 ? 'warn' : 'info';
}
