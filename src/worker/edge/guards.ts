// Lets through who may ask for what, and keeps whose account it is.

import type { MiddlewareHandler } from 'hono';
import type { Result } from '../../model/result.ts';
import { accountOfOwner, accountOfRepair } from '../auth.ts';
import { problemResponse, type Failure } from '../problems.ts';
import type { AppEnv, Route, RouteContext } from '../routes/route.ts';

type Guard = MiddlewareHandler<AppEnv>;

const owner = guardBy((context) => accountOfOwner(context.req.header('authorization') ?? null, context.env));
const repair = guardBy((context) =>
  accountOfRepair(context.req.header('x-repair-auth') ?? null, context.env),
);

/** What stands before a route, by its access. */
export const GUARDS: Readonly<Record<NonNullable<Route['access']>, Guard>> = {
  open: (_context, next) => next(),
  owner,
  repair,
  repair_or_owner: (context, next) =>
    context.req.header('x-repair-auth') === undefined ? owner(context, next) : repair(context, next),
};

function guardBy(find: (context: RouteContext) => Promise<Result<string, Failure>>): Guard {
  return async (context, next) => {
    const account = await find(context);
    if (!account.ok) return problemResponse(account.error);
    context.set('account', account.value);
    return next();
  };
}
