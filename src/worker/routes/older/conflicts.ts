// `/conflicts` of the earlier API.

import { olderResolveSchema } from '../../../protocol/older/conflicts.ts';
import { parseJson } from '../../parse-input.ts';
import { problemResponse } from '../../problems.ts';
import { older, passOn, queryOf, withInput, type Route } from '../route.ts';
import { pageQuerySchema } from './page-query.ts';

/** `GET /conflicts` and `POST /conflicts/resolve`. */
export const OLDER_CONFLICT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/conflicts',
    answer: (context) =>
      withInput(queryOf(context, pageQuerySchema), (page) => older(context, 'conflicts', page)),
  },
  {
    method: 'POST',
    path: '/conflicts/resolve',
    answer: async (context) => {
      const wanted = parseJson(await context.req.text(), olderResolveSchema);
      if (!wanted.ok) return problemResponse(wanted.error);
      const call = await older(context, 'resolveConflict', wanted.value);
      if (call.ok || call.failure.kind !== 'not_found') return passOn(Promise.resolve(call));
      return Response.json(
        { error: 'Conflict not found', conflictId: wanted.value.conflictId },
        { status: 404 },
      );
    },
  },
];
