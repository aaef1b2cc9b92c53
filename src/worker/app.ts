// The Worker's HTTP side: who may ask, how much, and which route answers. No logic of tasks.

import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { describeError } from './describe-error.ts';
import { createGuards } from './edge/guards.ts';
import { safeHeaders } from './edge/headers.ts';
import { repeatable } from './edge/repeatable.ts';
import { onlyJson } from './edge/media-type.ts';
import { knownOrigins, ownHosts, sharedWithOrigins } from './edge/origins.ts';
import { problemResponse } from './problems.ts';
import { ACCOUNT_ROUTES } from './routes/account.ts';
import { EXCHANGE_ROUTES } from './routes/exchange.ts';
import { HEALTH_ROUTES } from './routes/health.ts';
import { HISTORY_ROUTES } from './routes/history.ts';
import { KEEPER_ROUTES } from './routes/keeper.ts';
import { KV_ROUTES } from './routes/kv.ts';
import { MIGRATION_ROUTES } from './routes/migration.ts';
import { PLAN_ROUTES } from './routes/plan.ts';
import type { AppEnv, Route } from './routes/route.ts';
import { TOKEN_ROUTES } from './routes/tokens.ts';

type Handler = MiddlewareHandler<AppEnv>;

const DEFAULT_MAX_BODY_BYTES = 64 * 1024;

const ROUTES: readonly Route[] = [
  ...HEALTH_ROUTES,
  ...EXCHANGE_ROUTES,
  ...PLAN_ROUTES,
  ...ACCOUNT_ROUTES,
  ...KEEPER_ROUTES,
  ...HISTORY_ROUTES,
  ...KV_ROUTES,
  ...MIGRATION_ROUTES,
  ...TOKEN_ROUTES,
];

/** Makes the application. `log` gets what went wrong unforeseen, without task text or secrets. */
export function createApp(log: (line: string) => void): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(safeHeaders, ownHosts, knownOrigins, sharedWithOrigins);
  const methods = methodsByPath(ROUTES);
  const guards = createGuards();
  for (const [path, allowed] of methods) app.options(path, () => optionsOf(allowed));
  // Nobody without the token learns which addresses there are below it.
  app.use('/v1/*', guards.owner);
  for (const route of ROUTES) app.on(route.method, route.path, ...stepsOf(route, guards));
  for (const [path, allowed] of methods)
    app.all(path, () => problemResponse({ kind: 'wrong_method', allowed }));
  app.notFound(() => problemResponse({ kind: 'unknown_path' }));
  app.onError((error) => {
    const id = crypto.randomUUID();
    log(`${id} ${describeError(error)}`);
    return problemResponse({ kind: 'unforeseen', id });
  });
  return app;
}

/** What a request passes on its way to an answer. */
function stepsOf(route: Route, guards: ReturnType<typeof createGuards>): readonly [Handler, ...Handler[]] {
  const maxSize = route.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
  const limit = bodyLimit({
    maxSize,
    onError: () => problemResponse({ kind: 'too_large', maxBytes: maxSize }),
  });
  const once = route.isRepeatable === false ? [] : [repeatable];
  // Whoever writes to the older addresses never had to say what a body is.
  if (route.path.startsWith('/v1/')) return [onlyJson, limit, ...once, route.answer];
  return [guards[route.access ?? 'owner'], limit, ...once, route.answer];
}

/** Answers what may be asked of an address, which is no secret. */
function optionsOf(allowed: readonly string[]): Response {
  const withHead = allowed.includes('GET') ? ['HEAD'] : [];
  return new Response(null, {
    status: 204,
    headers: { allow: [...allowed, ...withHead, 'OPTIONS'].join(', ') },
  });
}

function methodsByPath(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const methods = Map.groupBy(routes, (route) => route.path);
  return new Map([...methods].map(([path, group]) => [path, group.map((route) => route.method)]));
}
