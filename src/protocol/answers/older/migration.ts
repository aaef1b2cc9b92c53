// What the migration of older code answers at its own addresses, and what is told of that.

import * as z from 'zod';
import { OLDER_MIGRATION } from '../../endpoints/older/migration.ts';
import { group, told, type Answer } from '../told.ts';

const LIMIT = 'The largest number of keys to handle, up to 1000; 200 by default.';
const CURSOR = '`nextCursor` of the previous page.';
const page = { limit: LIMIT, cursor: CURSOR };
const ending = {
  nextCursor: z.string().optional(),
  listComplete: z.boolean(),
  waiting: z.string().optional().describe('Why this page has to be requested again.'),
};
const fourCounts = { reads: z.number(), writes: z.number(), lists: z.number(), deletes: z.number() };

const migrationVerifySchema = z.object({
  success: z.boolean(),
  issues: z.array(z.string()),
  recommendations: z.array(z.string()),
});
const migrationEstimateSchema = z.object({
  current: z.object(fourCounts),
  projected: z.object(fourCounts),
  reduction: z.object({ reads: z.string(), writes: z.string(), lists: z.string(), deletes: z.string() }),
});
const moved = { migrated: z.number(), deleted: z.number() };
const migrationRunSchema = z.object({
  success: z.boolean(),
  migratedItems: z.number(),
  deletedItems: z.number(),
  errors: z.array(z.string()),
  duration: z.number().describe('ms'),
  details: z.object({
    mobile: z.object({ ...moved, devices: z.number() }),
    metrics: z.object({ ...moved, buckets: z.number() }),
    webhooks: z.object({ ...moved, batches: z.number() }),
    legacy: z.object({ deleted: z.number(), patterns: z.array(z.string()) }),
  }),
});
const migrationCleanupSchema = z.object({ deleted: z.number(), patterns: z.array(z.string()) });
const metricsPageSchema = z.object({
  migrated: z.number(),
  deleted: z.number(),
  buckets: z.number(),
  bucketKeys: z.array(z.string()),
  ...ending,
});
const webhooksPageSchema = z.object({ migrated: z.number(), batches: z.number(), ...ending });
const cleanupPageSchema = z.object({ deleted: z.number(), ...ending });

/** The answer of `GET /kv/migration/verify`. */
export type MigrationVerify = Answer<typeof migrationVerifySchema>;
/** The answer of `GET /kv/migration/estimate`. */
export type MigrationEstimate = Answer<typeof migrationEstimateSchema>;
/** The answer of `POST /kv/migration/run`. */
export type MigrationRun = Answer<typeof migrationRunSchema>;
/** The answer of `POST /kv/migration/cleanup`. */
export type MigrationCleanup = Answer<typeof migrationCleanupSchema>;
/** The answers of the paged ones. */
export type MigrationPage =
  | Answer<typeof metricsPageSchema>
  | Answer<typeof webhooksPageSchema>
  | Answer<typeof cleanupPageSchema>;

/** The migration, as older code had it. */
export const OLDER_MIGRATION_GROUP = group(
  'Earlier API: migration',
  'The migration of KV at its earlier addresses.',
  {
    endpoints: OLDER_MIGRATION,
    told: {
      migrationVerify: told('Same as `GET /kv/verify`, answered as before', migrationVerifySchema),
      migrationEstimate: told('Estimate the cost of touching each entry', migrationEstimateSchema),
      migrationRun: told('Same as `POST /kv/migrate`, answered as before', migrationRunSchema),
      migrationCleanup: told('Delete originals that were migrated', migrationCleanupSchema, {
        more: 'One page for each prefix. Keys that are not migrated yet stay.',
        parameters: { aggressive: '`true` and `false` choose the prefixes, as before.' },
      }),
      metricsPage: told('Migrate one page of older metrics', metricsPageSchema, {
        parameters: { ...page, keepOriginals: '`false` deletes the originals.' },
      }),
      webhooksPage: told('Migrate one page of older deliveries', webhooksPageSchema, { parameters: page }),
      cleanupPage: told('Delete one page of migrated keys', cleanupPageSchema, {
        parameters: { ...page, prefix: 'The prefix of the keys.' },
      }),
    },
  },
);
