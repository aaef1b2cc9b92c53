// The Worker's HTTP side: who may ask, how much, and which route answers. No logic of tasks.

import { Hono, type MiddlewareHandler } from 'hono';
import { APP_PATH } from '../protocol/app-pages.ts';
import { DEFAULT_MAX_BODY_BYTES } from '../protocol/endpoints/endpoint.ts';
import { wholeBody } from './edge/body.ts';
import { createGuards } from './edge/guards.ts';
import { safeHeaders } from './edge/headers.ts';
import { logRequests } from './edge/log-requests.ts';
import { inOlderWords } from './edge/older-words.ts';
import { carriedOutOnce } from './edge/repeatable.ts';
import { onlyJson } from './edge/media-type.ts';
import { knownOrigins, ownHosts, sharedWithOrigins } from './edge/origins.ts';
import { createLog, type WriteLine } from './log/log.ts';
import { problemResponse } from './problems.ts';
import { OLDER_ROUTES, ROUTES } from './routes/all.ts';
import { appPages } from './routes/app-pages.ts';
import type { AppEnv, Route } from './routes/route.ts';

type Handler = MiddlewareHandler<AppEnv>;
type Guards = ReturnType<typeof createGuards>;

/** In front of an older address: the token of a client that can be given nothing but an address. */
const TOKEN_IN_ADDRESS = '/t/:token';

/** What stands behind it. */
const BEHIND_TOKEN: readonly Route[] = OLDER_ROUTES.map((route) => ({
  ...route,
  path: `${TOKEN_IN_ADDRESS}${route.path}`,
}));

/** Makes the application. `write` gets the lines of its log. */
export function createApp(write: WriteLine): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(logRequests(write), inOlderWords, safeHeaders, ownHosts, knownOrigins, sharedWithOrigins);
  const methods = methodsByPath([...ROUTES, ...OLDER_ROUTES, ...BEHIND_TOKEN]);
  const guards = createGuards();
  for (const [path, allowed] of methods) app.options(path, () => optionsOf(allowed));
  // `/app/*` is `/app`, too.
  app.use(`${APP_PATH}*`, guards.open, appPages);
  // Nobody without the token learns which addresses there are below it.
  app.use('/v1/*', guards.owner);
  for (const route of ROUTES) app.on(route.method, route.path, ...stepsOf(route, guards));
  for (const route of OLDER_ROUTES) addOlder(app, route, [guards[route.access ?? 'older']]);
  for (const route of BEHIND_TOKEN) addOlder(app, route, [guards.address, ...guardsBehind(route, guards)]);
  for (const [path, allowed] of methods)
    app.all(path, () => problemResponse({ kind: 'wrong_method', allowed }));
  app.notFound(() => problemResponse({ kind: 'unknown_path' }));
  app.onError((error, context) => {
    const id = context.get('request') ?? crypto.randomUUID();
    createLog(context.env, write).failure(id, error);
    return problemResponse({ kind: 'unforeseen', id });
  });
  return app;
}

/** What a request passes on its way to an answer. */
function stepsOf(route: Route, guards: Guards): readonly [Handler, ...Handler[]] {
  const limit = limitOf(route);
  const once = onceBy(route, 'today');
  const alone = route.access === 'owner_alone' ? [guards.owner_alone] : [];
  // Whoever writes to the older addresses never had to say what a body is.
  if (route.path.startsWith('/v1/')) return [onlyJson, ...alone, limit, ...once, route.answer];
  return [guards[route.access ?? 'owner'], limit, ...once, route.answer];
}

/** Puts an older address in, behind those who stand before it. */
function addOlder(app: Hono<AppEnv>, route: Route, before: readonly [Handler, ...Handler[]]): void {
  const { method, path, answer } = route;
  app.on(method, path, ...before, limitOf(route), ...onceBy(route, 'older'), answer);
}

/** What stands before an address so that a request with a key is carried out once. */
function onceBy({ whenRepeated = 'same_answer' }: Route, words: 'today' | 'older'): readonly Handler[] {
  if (whenRepeated === 'own_ids') return [];
  return [carriedOutOnce({ keepsAnswer: whenRepeated === 'same_answer', words })];
}

/** Who else is asked where the token in the address is right. */
function guardsBehind({ access = 'older' }: Route, guards: Guards): readonly Handler[] {
  if (access === 'older' || access === 'open' || access === 'signed') return [];
  return [access === 'owner' ? guards.owner_besides : guards[access]];
}

function limitOf({ maxBodyBytes = DEFAULT_MAX_BODY_BYTES }: Route): Handler {
  return wholeBody(maxBodyBytes);
}

/** Answers what may be asked of an address, which is no secret. */
function optionsOf(allowed: readonly string[]): Response {
  return new Response(null, { status: 204, headers: { allow: allowed.join(', ') } });
}

/** Everything that may be asked of each address: what its routes take, and what is answered for all of them. */
function methodsByPath(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const routesByPath = Map.groupBy(routes, (route) => route.path);
  return new Map(
    [...routesByPath].map(([path, group]) => {
      const own = group.map(({ method }) => method);
      return [path, [...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS']];
    }),
  );
}
