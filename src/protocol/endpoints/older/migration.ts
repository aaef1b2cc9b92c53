// The way over from older code at the addresses that it had for that itself.

import * as z from 'zod';
import { get, post } from '../endpoint.ts';
import { flag, limitUpTo } from '../inputs.ts';

const MAX_PAGE = 1000;
/** Older code answers a page of 200 where nobody says otherwise. */
const PAGE = 200;

const OPTIONS = { access: 'repair' } as const;

const pageQuery = {
  limit: limitUpTo(MAX_PAGE).optional(),
  cursor: z.string().min(1).max(2000).optional(),
};

/** The prefixes of older keys that have pages. */
export const PAGE_PREFIXES = [
  'mobile-mapping:',
  'webhook-delivery:',
  'mapping:',
  'hash:',
  'sync-request:',
  'sync-response:',
] as const;

const metricsPageQuery = z.object({ ...pageQuery, keepOriginals: flag }).transform((query) => ({
  ...pageOf(query),
  prefix: 'metrics:' as const,
  remove: query.keepOriginals === 'false',
}));
const webhooksPageQuery = z
  .object(pageQuery)
  .transform((query) => ({ ...pageOf(query), prefix: 'webhook-delivery:' as const, remove: true }));
const cleanupPageQuery = z
  .object({ ...pageQuery, prefix: z.enum(PAGE_PREFIXES) })
  .transform((query) => ({ ...pageOf(query), prefix: query.prefix, remove: true }));
const cleanupQuery = z
  .object({ aggressive: flag })
  .transform((query) => ({ aggressive: query.aggressive === 'true' }));

function pageOf(query: { readonly limit?: number | undefined; readonly cursor?: string | undefined }): {
  readonly limit: number;
  readonly cursor: string | null;
} {
  return { limit: query.limit ?? PAGE, cursor: query.cursor ?? null };
}

/** `/kv/migration/…`. */
export const OLDER_MIGRATION = {
  migrationVerify: get('/kv/migration/verify', {}, OPTIONS),
  migrationEstimate: get('/kv/migration/estimate', {}, OPTIONS),
  migrationRun: post('/kv/migration/run', {}, OPTIONS),
  migrationCleanup: post('/kv/migration/cleanup', { query: cleanupQuery }, OPTIONS),
  metricsPage: post('/kv/migration/metrics-page', { query: metricsPageQuery }, OPTIONS),
  webhooksPage: post('/kv/migration/webhooks-page', { query: webhooksPageQuery }, OPTIONS),
  cleanupPage: post('/kv/migration/cleanup-page', { query: cleanupPageQuery }, OPTIONS),
} as const;
