// The way over from older code and back: migrate, verify, roll back, and the paged endpoints that older code had.

import * as z from 'zod';
import type { PageRequest } from '../../legacy/show/pages.ts';
import { coordinatorOf, older, passOn, queryOf, withInput, type Route, type RouteContext } from './route.ts';

const flag = z.enum(['true', 'false']).optional();
const limit = z
  .string()
  .regex(/^\d{1,4}$/, 'not a whole number')
  .transform(Number)
  .pipe(z.number().min(1).max(1000))
  .optional();
const cursor = z.string().min(1).max(2000).optional();

const migrateQuerySchema = z.strictObject({ dry_run: flag, limit, delete: flag }).transform((query) => ({
  dryRun: query.dry_run === 'true',
  limit: query.limit ?? null,
  keep: query.delete === 'false',
}));

const rollbackQuerySchema = z
  .strictObject({ dry_run: flag, verify: flag })
  .transform((query) => ({ dryRun: query.dry_run === 'true', verify: query.verify === 'true' }));

/** Older code answers a page of 200 where nobody says otherwise. */
const PAGE = 200;
const pageQuery = { limit, cursor };
const metricsPageSchema = z.strictObject({ ...pageQuery, keepOriginals: flag }).transform((query) => ({
  ...pageOf(query),
  prefix: 'metrics:' as const,
  remove: query.keepOriginals === 'false',
}));
const webhooksPageSchema = z
  .strictObject(pageQuery)
  .transform((query) => ({ ...pageOf(query), prefix: 'webhook-delivery:' as const, remove: true }));
const cleanupPageSchema = z
  .strictObject({
    ...pageQuery,
    prefix: z.enum([
      'mobile-mapping:',
      'webhook-delivery:',
      'mapping:',
      'hash:',
      'sync-request:',
      'sync-response:',
    ]),
  })
  .transform((query) => ({ ...pageOf(query), prefix: query.prefix, remove: true }));
const cleanupSchema = z
  .strictObject({ aggressive: flag })
  .transform((query) => ({ aggressive: query.aggressive === 'true' }));

function pageOf(query: { readonly limit?: number | undefined; readonly cursor?: string | undefined }): {
  readonly limit: number;
  readonly cursor: string | null;
} {
  return { limit: query.limit ?? PAGE, cursor: query.cursor ?? null };
}

function answerPage(
  context: RouteContext,
  name: 'metrics-page' | 'webhooks-page' | 'cleanup-page',
  schema: z.ZodType<PageRequest>,
): Promise<Response> {
  return withInput(queryOf(context, schema), (query) =>
    older(context, 'migrationPage', { name, request: query }),
  );
}

/** `/kv/migrate`, `/kv/verify`, `/kv/rollback` and `/kv/migration/…`. */
export const MIGRATION_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/kv/migrate',
    access: 'repair',
    answer: (context) =>
      withInput(queryOf(context, migrateQuerySchema), (query) => coordinatorOf(context).kvMigrate(query)),
  },
  {
    method: 'GET',
    path: '/kv/migrate',
    access: 'repair_or_owner',
    answer: (context) => passOn(coordinatorOf(context).kvMigration()),
  },
  {
    method: 'GET',
    path: '/kv/verify',
    access: 'open_or_owner',
    answer: (context) => passOn(coordinatorOf(context).kvVerify(context.get('account') !== undefined)),
  },
  {
    method: 'POST',
    path: '/kv/rollback',
    access: 'repair',
    answer: (context) =>
      withInput(queryOf(context, rollbackQuerySchema), (query) => coordinatorOf(context).kvRollback(query)),
  },
  {
    method: 'GET',
    path: '/kv/migration/verify',
    access: 'repair',
    answer: (context) => passOn(older(context, 'migrationVerify', null)),
  },
  {
    method: 'GET',
    path: '/kv/migration/estimate',
    access: 'repair',
    answer: (context) => passOn(older(context, 'migrationEstimate', null)),
  },
  {
    method: 'POST',
    path: '/kv/migration/run',
    access: 'repair',
    answer: (context) => passOn(older(context, 'migrationRun', null)),
  },
  {
    method: 'POST',
    path: '/kv/migration/cleanup',
    access: 'repair',
    answer: (context) =>
      withInput(queryOf(context, cleanupSchema), (query) => older(context, 'migrationCleanup', query)),
  },
  {
    method: 'POST',
    path: '/kv/migration/metrics-page',
    access: 'repair',
    answer: (context) => answerPage(context, 'metrics-page', metricsPageSchema),
  },
  {
    method: 'POST',
    path: '/kv/migration/webhooks-page',
    access: 'repair',
    answer: (context) => answerPage(context, 'webhooks-page', webhooksPageSchema),
  },
  {
    method: 'POST',
    path: '/kv/migration/cleanup-page',
    access: 'repair',
    answer: (context) => answerPage(context, 'cleanup-page', cleanupPageSchema),
  },
];
