// `/conflicts` of the earlier API.

import { OLDER_CONFLICTS } from '../../../protocol/endpoints/older/settings.ts';
import { answerJson } from '../../answer-response.ts';
import { older, route, type Route } from '../route.ts';

/** What waits for a person, and its end. */
export const OLDER_CONFLICT_ROUTES: readonly Route[] = [
  route(OLDER_CONFLICTS.olderConflicts, (context, { query }) => older(context, 'conflicts', query)),
  route(OLDER_CONFLICTS.resolveOlderConflict, async (context, { body }) => {
    const call = await older(context, 'resolveConflict', body);
    if (call.ok || call.failure.kind !== 'not_found') return call;
    return answerJson(JSON.stringify({ error: 'Conflict not found', conflictId: body.conflictId }), 404);
  }),
];
