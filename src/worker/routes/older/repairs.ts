// Maintenance of the earlier API, for whoever has the repair token. Nothing here clears a pair: what was to be repaired that way
// can't break any more.

import { OLDER_REPAIRS } from '../../../protocol/endpoints/older/repairs.ts';
import { answerJson } from '../../answer-response.ts';
import { older, route, type Route } from '../route.ts';

function json(value: unknown): Response {
  return answerJson(JSON.stringify(value));
}

/** Answers to what Things still had to do. Nothing follows from one: what Things shows is what counts. */
const RESPOND = route(OLDER_REPAIRS.respond, async () =>
  json({
    received: true,
    responseId: `response-${crypto.randomUUID()}`,
    timestamp: new Date().toISOString(),
  }),
);

const MIGRATIONS: readonly Route[] = [
  route(OLDER_REPAIRS.bulk, (context, { query, body }) =>
    older(context, 'bulk', { dryRun: query.dryRun, of: query.direction ?? body.direction ?? 'both' }),
  ),
  route(OLDER_REPAIRS.toBatch, (context, { query }) => older(context, 'toBatch', { ...query, of: null })),
  route(OLDER_REPAIRS.migrate, (context, { query }) => older(context, 'migrate', { ...query, of: null })),
  route(OLDER_REPAIRS.cleanUpTags, (context) => older(context, 'cleanUpTags', null)),
  route(OLDER_REPAIRS.cleanUpMetrics, async () =>
    json({
      deleted: 0,
      message: 'Nothing to clean up: what runs did is forgotten by itself after 30 days',
    }),
  ),
];

const UNMARKS: readonly Route[] = [
  route(OLDER_REPAIRS.unmarkAll, (context, { query }) => older(context, 'unmarkAll', { ...query, of: null })),
  route(OLDER_REPAIRS.unmark, (context, { path, query }) =>
    older(context, 'unmark', { ...query, of: path.id }),
  ),
];

const REPAIRS: readonly Route[] = [
  route(OLDER_REPAIRS.backfillMappings, (context, { query }) => older(context, 'backfillMappings', query)),
  route(OLDER_REPAIRS.backfillByFingerprint, (context, { body }) =>
    older(
      context,
      'backfillByFingerprint',
      body.map(({ id }) => id),
    ),
  ),
  route(OLDER_REPAIRS.closeInTodoist, (context, { query, body }) =>
    older(context, 'closeInTodoist', { ...query, of: body.ids }),
  ),
  route(OLDER_REPAIRS.deleteMappings, async (_context, { body }) => json({ deleted: 0, total: body.length })),
];

/** All that changes or repairs. */
export const OLDER_REPAIR_ROUTES: readonly Route[] = [RESPOND, ...MIGRATIONS, ...UNMARKS, ...REPAIRS];
