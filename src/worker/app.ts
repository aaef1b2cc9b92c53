// The Worker's HTTP side: who may ask, how much, and which route answers. No logic of tasks.

import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { accountOfOwner, accountOfRepair } from './auth.ts';
import { describeError } from './describe-error.ts';
import { problemResponse } from './problems.ts';
import { ACCOUNT_ROUTES } from './routes/account.ts';
import { EXCHANGE_ROUTES } from './routes/exchange.ts';
import { HISTORY_ROUTES } from './routes/history.ts';
import { KEEPER_ROUTES } from './routes/keeper.ts';
import { KV_ROUTES } from './routes/kv.ts';
import { MIGRATION_ROUTES } from './routes/migration.ts';
import { PLAN_ROUTES } from './routes/plan.ts';
import type { AppEnv, Route } from './routes/route.ts';

const DEFAULT_MAX_BODY_BYTES = 64 * 1024;

const ROUTES: readonly Route[] = [
  ...EXCHANGE_ROUTES,
  ...PLAN_ROUTES,
  ...ACCOUNT_ROUTES,
  ...KEEPER_ROUTES,
  ...HISTORY_ROUTES,
  ...KV_ROUTES,
  ...MIGRATION_ROUTES,
];

/** Makes the application. `log` gets what went wrong unforeseen, without task text or secrets. */
export function createApp(log: (line: string) => void): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get('/health', (context) => context.json({ ok: true }));
  app.all('/health', () => problemResponse({ kind: 'wrong_method', allowed: ['GET'] }));
  const owner: MiddlewareHandler<AppEnv> = async (context, next) => {
    const account = await accountOfOwner(context.req.header('authorization') ?? null, context.env);
    if (!account.ok) return problemResponse(account.error);
    context.set('account', account.value);
    return next();
  };
  const repair: MiddlewareHandler<AppEnv> = async (context, next) => {
    const account = await accountOfRepair(context.req.header('x-repair-auth') ?? null, context.env);
    if (!account.ok) return problemResponse(account.error);
    context.set('account', account.value);
    return next();
  };
  const either: MiddlewareHandler<AppEnv> = (context, next) =>
    context.req.header('x-repair-auth') === undefined ? owner(context, next) : repair(context, next);
  const guards = { open: null, repair, repair_or_owner: either, owner };
  app.use('/v1/*', owner);
  for (const route of ROUTES) {
    const maxBytes = route.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    const limit = bodyLimit({
      maxSize: maxBytes,
      onError: () => problemResponse({ kind: 'too_large', maxBytes }),
    });
    const guard = route.path.startsWith('/v1/') ? null : guards[route.access ?? 'owner'];
    if (guard !== null) app.on(route.method, route.path, guard);
    app.on(route.method, route.path, limit, route.answer);
  }
  for (const [path, allowed] of methodsByPath(ROUTES)) {
    app.all(path, () => problemResponse({ kind: 'wrong_method', allowed }));
  }
  app.notFound(() => problemResponse({ kind: 'unknown_path' }));
  app.onError((error) => {
    const id = crypto.randomUUID();
    log(`${id} ${describeError(error)}`);
    return problemResponse({ kind: 'unforeseen', id });
  });
  return app;
}

function methodsByPath(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const methods = Map.groupBy(routes, (route) => route.path);
  return new Map([...methods].map(([path, group]) => [path, group.map((route) => route.method)]));
}
