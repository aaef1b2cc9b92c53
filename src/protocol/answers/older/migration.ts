// What the migration of older code answers at its own addresses, and what is told of that.

import * as z from 'zod';
import { OLDER_MIGRATION } from '../../endpoints/older/migration.ts';
import { group, told, type Answer } from '../told.ts';

const LIMIT = 'The largest number of keys to look at, up to 1000. Without it, 200.';
const CURSOR = '`nextCursor` of the page before.';
const page = { limit: LIMIT, cursor: CURSOR };
const ending = {
  nextCursor: z.string().optional(),
  listComplete: z.boolean(),
  waiting: z.string().optional().describe('Why the page is to be asked for again.'),
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
  'The migration of what older code left in KV, at the addresses that it had for it.',
  {
    endpoints: OLDER_MIGRATION,
    told: {
      migrationVerify: told('As `GET /kv/verify`, in the answer of older code', migrationVerifySchema),
      migrationEstimate: told('What touching each entry costs', migrationEstimateSchema),
      migrationRun: told('As `POST /kv/migrate`, in the answer of older code', migrationRunSchema),
      migrationCleanup: told('Delete originals of what was taken in', migrationCleanupSchema, {
        more: 'One page of each prefix; what is not taken in stays.',
        parameters: { aggressive: 'Which prefixes, as in older code.' },
      }),
      metricsPage: told('One page of older metrics', metricsPageSchema, {
        parameters: { ...page, keepOriginals: '`false` deletes the originals.' },
      }),
      webhooksPage: told('One page of older deliveries', webhooksPageSchema, { parameters: page }),
      cleanupPage: told('One page of what may be deleted', cleanupPageSchema, {
        parameters: { ...page, prefix: 'Which keys.' },
      }),
    },
  },
);
