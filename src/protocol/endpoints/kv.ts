// How KV is used, the batches on request, and the way over from older code and back.

import * as z from 'zod';
import { get, post } from './endpoint.ts';
import { flag, limitUpTo } from './inputs.ts';

const MAX_PAGE = 1000;
/** Older code answers a page of 200 where nobody says otherwise. */
const PAGE = 200;

const limit = limitUpTo(MAX_PAGE).optional();
const cursor = z.string().min(1).max(2000).optional();
const pageQuery = { limit, cursor };

/** Prefixes that a page can be cleaned up of. */
const CLEANED_PREFIXES = [
  'mobile-mapping:',
  'webhook-delivery:',
  'mapping:',
  'hash:',
  'sync-request:',
  'sync-response:',
] as const;

const restoreQuery = z
  .strictObject({ confirm: z.string().min(1).max(128).optional() })
  .transform(({ confirm }) => confirm ?? null);

const migrateQuery = z.strictObject({ dry_run: flag, limit, delete: flag }).transform((query) => ({
  dryRun: query.dry_run === 'true',
  limit: query.limit ?? null,
  keep: query.delete === 'false',
}));

const rollbackQuery = z
  .strictObject({ dry_run: flag, verify: flag })
  .transform((query) => ({ dryRun: query.dry_run === 'true', verify: query.verify === 'true' }));

const metricsPageQuery = z.strictObject({ ...pageQuery, keepOriginals: flag }).transform((query) => ({
  ...pageOf(query),
  prefix: 'metrics:' as const,
  remove: query.keepOriginals === 'false',
}));
const webhooksPageQuery = z
  .strictObject(pageQuery)
  .transform((query) => ({ ...pageOf(query), prefix: 'webhook-delivery:' as const, remove: true }));
const cleanupPageQuery = z
  .strictObject({ ...pageQuery, prefix: z.enum(CLEANED_PREFIXES) })
  .transform((query) => ({ ...pageOf(query), prefix: query.prefix, remove: true }));
const cleanupQuery = z
  .strictObject({ aggressive: flag })
  .transform((query) => ({ aggressive: query.aggressive === 'true' }));

function pageOf(query: { readonly limit?: number | undefined; readonly cursor?: string | undefined }): {
  readonly limit: number;
  readonly cursor: string | null;
} {
  return { limit: query.limit ?? PAGE, cursor: query.cursor ?? null };
}

/** The copy of the state in KV. */
export const KV = {
  kvStats: get('/kv/stats', {}, { access: 'open_or_owner' }),
  kvCheckpoint: post('/kv/checkpoint'),
  kvRestore: post('/kv/restore', { query: restoreQuery }),
} as const;

/** What older code left in KV. */
export const MIGRATION = {
  kvMigrate: post('/kv/migrate', { query: migrateQuery }, { access: 'repair' }),
  kvMigration: get('/kv/migrate', {}, { access: 'repair_or_owner' }),
  kvVerify: get('/kv/verify', {}, { access: 'open_or_owner' }),
  kvRollback: post('/kv/rollback', { query: rollbackQuery }, { access: 'repair' }),
  migrationVerify: get('/kv/migration/verify', {}, { access: 'repair' }),
  migrationEstimate: get('/kv/migration/estimate', {}, { access: 'repair' }),
  migrationRun: post('/kv/migration/run', {}, { access: 'repair' }),
  migrationCleanup: post('/kv/migration/cleanup', { query: cleanupQuery }, { access: 'repair' }),
  metricsPage: post('/kv/migration/metrics-page', { query: metricsPageQuery }, { access: 'repair' }),
  webhooksPage: post('/kv/migration/webhooks-page', { query: webhooksPageQuery }, { access: 'repair' }),
  cleanupPage: post('/kv/migration/cleanup-page', { query: cleanupPageQuery }, { access: 'repair' }),
} as const;
