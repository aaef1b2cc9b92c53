// Maintenance of the earlier API, for whoever has the repair token, and answers to what Things still had to do.

import * as z from 'zod';
import {
  backfillSchema,
  BULK_DIRECTIONS,
  closeTodoistSchema,
  deleteMappingsSchema,
  respondSchema,
} from '../../older/repairs.ts';
import { post } from '../endpoint.ts';
import { trueOrFalse } from '../inputs.ts';
import { PAGE_QUERY } from './page-query.ts';

const OPTIONS = { access: 'repair' } as const;

const DRY_RUN = { dry_run: trueOrFalse.default('false') } as const;
const dryRunQuery = z.object(DRY_RUN).transform((query) => ({ dryRun: query.dry_run === 'true' }));
const direction = z.enum(BULK_DIRECTIONS).optional();
const bulkQuery = z.object({ ...DRY_RUN, direction }).transform((query) => ({
  dryRun: query.dry_run === 'true',
  direction: query.direction,
}));
const pagedQuery = z.object({ ...DRY_RUN, ...PAGE_QUERY }).transform((query) => ({
  dryRun: query.dry_run === 'true',
  of: { limit: query.limit, cursor: query.cursor ?? null },
}));
const taskPath = z.object({ id: z.string().min(1).max(200) });

/** All that changes or repairs. */
export const OLDER_REPAIRS = {
  respond: post('/sync/respond', { body: respondSchema }, { access: 'older' }),
  bulk: post(
    '/sync/bulk',
    // The direction stood in the query, and in the documents in the body.
    { query: bulkQuery, body: z.object({ direction }) },
    { ...OPTIONS, isBodyOptional: true },
  ),
  toBatch: post('/sync/migrate-to-batch', { query: dryRunQuery }, OPTIONS),
  migrate: post('/migrate', { query: dryRunQuery }, OPTIONS),
  cleanUpTags: post('/cleanup-tags', { query: dryRunQuery }, OPTIONS),
  cleanUpMetrics: post('/metrics/cleanup', { query: dryRunQuery }, OPTIONS),
  unmarkAll: post('/inbox/unmark-all', { query: dryRunQuery }, OPTIONS),
  unmark: post('/inbox/unmark/:id', { path: taskPath, query: dryRunQuery }, OPTIONS),
  backfillMappings: post('/repair/backfill-mappings', { query: pagedQuery }, OPTIONS),
  backfillByFingerprint: post(
    '/repair/backfill-by-fingerprint',
    { query: dryRunQuery, body: backfillSchema },
    { ...OPTIONS, maxBodyBytes: 1024 * 1024 },
  ),
  closeInTodoist: post('/repair/close-todoist', { query: dryRunQuery, body: closeTodoistSchema }, OPTIONS),
  deleteMappings: post(
    '/repair/delete-mappings',
    { query: dryRunQuery, body: deleteMappingsSchema },
    OPTIONS,
  ),
} as const;
