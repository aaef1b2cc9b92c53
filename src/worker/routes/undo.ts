// Taking back what was done: a run, or everything since a time. `?dry_run=true` only tells what would be.

import * as z from 'zod';
import { undoSinceSchema } from '../../protocol/history.ts';
import { parseJson } from '../parse-input.ts';
import { problemResponse } from '../problems.ts';
import { coordinatorOf, pathOf, queryOf, withInput, type Route } from './route.ts';

const runSchema = z.object({
  id: z
    .string()
    .regex(/^\d{1,15}$/, 'not a whole number')
    .transform(Number),
});

const dryRunSchema = z
  .strictObject({ dry_run: z.enum(['true', 'false']).optional() })
  .transform((query) => ({ dryRun: query.dry_run === 'true' }));

/** `POST /v1/runs/{id}/undo`, `POST /v1/undo`. */
export const UNDO_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/runs/:id/undo',
    answer: async (context) => {
      const options = queryOf(context, dryRunSchema);
      if (!options.ok) return problemResponse(options.error);
      return withInput(pathOf(context, runSchema), ({ id }) =>
        coordinatorOf(context).undoRun(id, options.value),
      );
    },
  },
  {
    method: 'POST',
    path: '/v1/undo',
    answer: async (context) => {
      const options = queryOf(context, dryRunSchema);
      if (!options.ok) return problemResponse(options.error);
      return withInput(parseJson(await context.req.text(), undoSinceSchema), ({ since }) =>
        coordinatorOf(context).undoSince(since, options.value),
      );
    },
  },
];
