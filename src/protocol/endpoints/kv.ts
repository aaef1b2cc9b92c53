// How KV is used, the batches on request, and the way over from older code and back.

import * as z from 'zod';
import { get, post } from './endpoint.ts';
import { flag, limitUpTo } from './inputs.ts';

const MAX_PAGE = 1000;
const limit = limitUpTo(MAX_PAGE).optional();

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

/** The copy of the state in KV. */
export const KV = {
  kvStats: get('/kv/stats', {}, { access: 'open_or_owner' }),
  kvCheckpoint: post('/kv/checkpoint'),
  kvRestore: post('/kv/restore', { query: restoreQuery }),
} as const;

/** What older code left in KV. The addresses that it had for that itself are in `older/migration.ts`. */
export const MIGRATION = {
  kvMigrate: post('/kv/migrate', { query: migrateQuery }, { access: 'repair' }),
  kvMigration: get('/kv/migrate', {}, { access: 'repair_or_owner' }),
  kvVerify: get('/kv/verify', {}, { access: 'open_or_owner' }),
  kvRollback: post('/kv/rollback', { query: rollbackQuery }, { access: 'repair' }),
} as const;
