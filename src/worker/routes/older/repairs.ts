// Maintenance of the earlier API, for whoever has the repair token. Nothing here clears a pair: what was to be repaired that way
// can't break any more.

import * as z from 'zod';
import {
  backfillSchema,
  BULK_DIRECTIONS,
  closeTodoistSchema,
  deleteMappingsSchema,
  respondSchema,
} from '../../../protocol/older/repairs.ts';
import { parseJson } from '../../parse-input.ts';
import { problemResponse } from '../../problems.ts';
import { older, passOn, pathOf, queryOf, withInput, type Route, type RouteContext } from '../route.ts';
import { pageQuerySchema } from './page-query.ts';

const dryRun = z.object({ dry_run: z.enum(['true', 'false']).default('false') });
const direction = z.enum(BULK_DIRECTIONS).optional();
const idSchema = z.object({ id: z.string().min(1).max(200) });

function json(value: unknown): Response {
  return new Response(JSON.stringify(value), {
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}

/** Answers by the query alone, once it is known whether anything may be done. */
async function ifTold(
  context: RouteContext,
  answer: (isDry: boolean) => Response | Promise<Response>,
): Promise<Response> {
  const query = queryOf(context, dryRun);
  return query.ok ? answer(query.value.dry_run === 'true') : problemResponse(query.error);
}

/** The same with a checked body. */
function withBody<T extends z.ZodType>(
  context: RouteContext,
  schema: T,
  answer: (value: z.infer<T>, isDry: boolean) => Response | Promise<Response>,
): Promise<Response> {
  return ifTold(context, async (isDry) => {
    const body = parseJson(await context.req.text(), schema);
    return body.ok ? answer(body.value, isDry) : problemResponse(body.error);
  });
}

/** The direction stood in the query, and in the documents in the body: the query counts. */
async function directionOf(context: RouteContext) {
  const text = await context.req.text();
  const body = parseJson(text === '' ? '{}' : text, z.object({ direction }));
  if (!body.ok) return body;
  const query = queryOf(context, z.object({ direction }));
  return query.ok
    ? { ok: true as const, value: query.value.direction ?? body.value.direction ?? 'both' }
    : query;
}

/** Answers to what Things still had to do. Nothing follows from one: what Things shows is what counts. */
const RESPOND: Route = {
  method: 'POST',
  path: '/sync/respond',
  answer: async (context) => {
    const body = parseJson(await context.req.text(), respondSchema);
    if (!body.ok) return problemResponse(body.error);
    const responseId = `response-${crypto.randomUUID()}`;
    return json({ received: true, responseId, timestamp: new Date().toISOString() });
  },
};

const MIGRATIONS: readonly Route[] = [
  {
    method: 'POST',
    path: '/sync/bulk',
    access: 'repair',
    answer: (context) =>
      ifTold(context, async (isDry) =>
        withInput(await directionOf(context), (of) => older(context, 'bulk', { dryRun: isDry, of })),
      ),
  },
  {
    method: 'POST',
    path: '/sync/migrate-to-batch',
    access: 'repair',
    answer: (context) =>
      ifTold(context, (isDry) => passOn(older(context, 'toBatch', { dryRun: isDry, of: null }))),
  },
  {
    method: 'POST',
    path: '/migrate',
    access: 'repair',
    answer: (context) =>
      ifTold(context, (isDry) => passOn(older(context, 'migrate', { dryRun: isDry, of: null }))),
  },
  {
    method: 'POST',
    path: '/cleanup-tags',
    access: 'repair',
    answer: (context) => ifTold(context, () => passOn(older(context, 'cleanUpTags', null))),
  },
  {
    method: 'POST',
    path: '/metrics/cleanup',
    access: 'repair',
    answer: (context) =>
      ifTold(context, () =>
        json({
          deleted: 0,
          message: 'Nothing to clean up: what runs did is forgotten by itself after 30 days',
        }),
      ),
  },
];

const UNMARKS: readonly Route[] = [
  {
    method: 'POST',
    path: '/inbox/unmark-all',
    access: 'repair',
    answer: (context) =>
      ifTold(context, (isDry) => json({ count: 0, results: [], mode: isDry ? 'dry_run' : 'executed' })),
  },
  {
    method: 'POST',
    path: '/inbox/unmark/:id',
    access: 'repair',
    answer: (context) =>
      ifTold(context, () => withInput(pathOf(context, idSchema), ({ id }) => older(context, 'unmark', id))),
  },
];

const REPAIRS: readonly Route[] = [
  {
    method: 'POST',
    path: '/repair/backfill-mappings',
    access: 'repair',
    answer: (context) =>
      ifTold(context, (isDry) =>
        withInput(queryOf(context, pageQuerySchema), (of) =>
          older(context, 'backfillMappings', { dryRun: isDry, of }),
        ),
      ),
  },
  {
    method: 'POST',
    path: '/repair/backfill-by-fingerprint',
    access: 'repair',
    maxBodyBytes: 1024 * 1024,
    answer: (context) =>
      withBody(context, backfillSchema, (todos) =>
        passOn(
          older(
            context,
            'backfillByFingerprint',
            todos.map(({ id }) => id),
          ),
        ),
      ),
  },
  {
    method: 'POST',
    path: '/repair/close-todoist',
    access: 'repair',
    answer: (context) =>
      withBody(context, closeTodoistSchema, ({ ids }, isDry) =>
        passOn(older(context, 'closeInTodoist', { dryRun: isDry, of: ids })),
      ),
  },
  {
    method: 'POST',
    path: '/repair/delete-mappings',
    access: 'repair',
    answer: (context) =>
      withBody(context, deleteMappingsSchema, (hashes) => json({ deleted: 0, total: hashes.length })),
  },
];

/** All that changes or repairs. */
export const OLDER_REPAIR_ROUTES: readonly Route[] = [RESPOND, ...MIGRATIONS, ...UNMARKS, ...REPAIRS];
