// How KV is used, and the batches on request: checkpoint and restore.

import * as z from 'zod';
import { coordinatorOf, passOn, queryOf, withInput, type Route } from './route.ts';

const restoreQuerySchema = z.strictObject({ confirm: z.string().min(1).max(128).optional() });

/**
 * `GET /kv/stats` (open: the counts of the default account; an owner sees those of their own), `POST /kv/checkpoint`,
 * `POST /kv/restore` (`?confirm=` names the plan that is to be done).
 */
export const KV_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/kv/stats',
    access: 'open_or_owner',
    answer: (context) => passOn(coordinatorOf(context).kvStats()),
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
