// How KV is used, and the batches on request: checkpoint and restore.

import * as z from 'zod';
import { accountOfOwner } from '../auth.ts';
import { problemResponse } from '../problems.ts';
import { coordinatorOf, passOn, queryOf, withInput, type Route, type RouteContext } from './route.ts';

const restoreQuerySchema = z.strictObject({ confirm: z.string().min(1).max(128).optional() });

/** Anybody may see the counts of the default account; an owner sees those of their own, and a wrong token none. */
async function answerStats(context: RouteContext): Promise<Response> {
  const authorization = context.req.header('authorization') ?? null;
  if (authorization !== null) {
    const account = await accountOfOwner(authorization, context.env);
    if (!account.ok) return problemResponse(account.error);
    context.set('account', account.value);
  }
  return passOn(coordinatorOf(context).kvStats());
}

/** `GET /kv/stats` (open), `POST /kv/checkpoint`, `POST /kv/restore` (`?confirm=` names the plan that is to be done). */
export const KV_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/kv/stats',
    access: 'open',
    answer: answerStats,
  },
  {
    method: 'POST',
    path: '/kv/checkpoint',
    answer: (context) => passOn(coordinatorOf(context).kvCheckpoint()),
  },
  {
    method: 'POST',
    path: '/kv/restore',
    answer: (context) =>
      withInput(queryOf(context, restoreQuerySchema), ({ confirm }) =>
        coordinatorOf(context).kvRestore(confirm ?? null),
      ),
  },
];
