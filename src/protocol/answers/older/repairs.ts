// What maintenance of the earlier API answers: the shapes of before, with what is true.

import * as z from 'zod';
import { OLDER_REPAIRS } from '../../endpoints/older/repairs.ts';
import { BULK_DIRECTIONS } from '../../older/repairs.ts';
import { group, told, type Answer } from '../told.ts';
import { AGAIN } from './again.ts';

const count = z.number();
const texts = z.array(z.string());

const receivedSchema = z.object({
  received: z.literal(true),
  responseId: z.string(),
  timestamp: z.string(),
  ...AGAIN,
});

const bulkSchema = z.object({
  todoistTasks: count,
  mappingsCleared: z.literal(0),
  mappingsCreated: z.literal(0),
  errors: z.array(z.never()),
  dryRun: z.boolean(),
  direction: z.enum(BULK_DIRECTIONS),
  actions: texts,
  summary: z.string(),
  timestamp: z.string(),
  ...AGAIN,
});

const toBatchDoneSchema = z.object({
  status: z.literal('success'),
  migrated: count,
  deletedMappings: count,
  duration: z.number().describe('ms'),
  newBatchSize: count,
  message: z.string(),
  ...AGAIN,
});
const toBatchDrySchema = z.object({
  status: z.literal('dry_run'),
  individualKeys: z.object({ hash: count, mapping: count, total: count }),
  action: z.string(),
  estimatedKvWrites: count,
  currentKvWritesPerSync: count,
  message: z.string(),
  ...AGAIN,
});

const processed = z.object({ processed: count, migrated: count, errors: count });
const migrateSchema = z.object({
  todoistTasks: processed,
  legacyMappings: processed,
  summary: texts,
  ...AGAIN,
});

const cleanUpTagsSchema = z.object({
  processed: count,
  cleaned: z.literal(0),
  errors: z.literal(0),
  summary: texts,
  ...AGAIN,
});
const cleanUpMetricsSchema = z.object({ deleted: z.literal(0), message: z.string(), ...AGAIN });
const unmarkAllSchema = z.object({
  count,
  results: z.array(
    z.object({
      id: z.string(),
      removed: z.boolean(),
      hash: z.string().nullable(),
      title: z.string(),
      wouldRemove: z.boolean().optional(),
    }),
  ),
  mode: z.enum(['dry_run', 'executed']),
  ...AGAIN,
});
const unmarkSchema = z.object({
  id: z.string(),
  removed: z.boolean(),
  hash: z.string().nullable().describe('The fingerprint of the task; null where it is not known.'),
  ...AGAIN,
});

const backfillMappingsSchema = z.object({
  dryRun: z.boolean(),
  summary: z.object({ created: count, updated: count, skipped: count, missing: count, total: count }),
  results: z.array(
    z.object({ todoistId: z.string(), thingsId: z.string().optional(), action: z.literal('skipped') }),
  ),
  nextCursor: z.string().optional(),
  ...AGAIN,
});

const backfillByFingerprintSchema = z.object({
  summary: z.object({ created: count, updated: count, skipped: count, notFound: count, total: count }),
  results: z.array(
    z.union([
      z.object({ thingsId: z.string(), action: z.literal('not_found'), message: z.string() }),
      z.object({ thingsId: z.string(), todoistId: z.string(), action: z.literal('skipped') }),
    ]),
  ),
  ...AGAIN,
});

const closedSchema = z.object({
  closed: count,
  total: count,
  results: z.array(z.object({ id: z.string(), closed: z.boolean() })),
  ...AGAIN,
});

const deletedMappingsSchema = z.object({ deleted: z.literal(0), total: count, ...AGAIN });

/** The answer of `POST /sync/bulk`. */
export type OlderBulk = Answer<typeof bulkSchema>;
/** The answer of `POST /sync/migrate-to-batch`. */
export type OlderToBatch = Answer<typeof toBatchDoneSchema>;
/** The same with `dry_run=true`. */
export type OlderToBatchDry = Answer<typeof toBatchDrySchema>;
/** The answer of `POST /migrate`. */
export type OlderMigrated = Answer<typeof migrateSchema>;
/** The answer of `POST /cleanup-tags`. */
export type OlderTagsCleaned = Answer<typeof cleanUpTagsSchema>;
/** The answer of `POST /inbox/unmark-all`. */
export type OlderUnmarkedAll = Answer<typeof unmarkAllSchema>;
/** The answer of `POST /inbox/unmark/{id}`. */
export type OlderUnmarked = Answer<typeof unmarkSchema>;
/** The answer of `POST /repair/backfill-mappings`. */
export type OlderBackfilled = Answer<typeof backfillMappingsSchema>;
/** The answer of `POST /repair/backfill-by-fingerprint`. */
export type OlderFingerprinted = Answer<typeof backfillByFingerprintSchema>;
/** The answer of `POST /repair/close-todoist`. */
export type OlderClosed = Answer<typeof closedSchema>;

const dry_run = '`true`: only tell what would be.';

/** All that changes or repairs. */
export const OLDER_REPAIR_GROUP = group(
  'Earlier API: repairs',
  'Maintenance, for whoever has the repair token. No pair is broken by any of it.',
  {
    endpoints: OLDER_REPAIRS,
    told: {
      respond: told('Answer what waits for Things', receivedSchema, {
        more: 'Nothing follows from it: what Things shows is what counts.',
      }),
      bulk: told('Have both sides read whole by the next run', bulkSchema, {
        parameters: { dry_run, direction: 'As before. Nothing is cleared, whatever it says.' },
      }),
      toBatch: told('Take in what older code left in KV', z.union([toBatchDoneSchema, toBatchDrySchema]), {
        parameters: { dry_run },
      }),
      migrate: told('The same, and keep the originals', migrateSchema, { parameters: { dry_run } }),
      cleanUpTags: told('Has nothing to do any more: labels are their owner\u2019s', cleanUpTagsSchema, {
        parameters: { dry_run },
      }),
      cleanUpMetrics: told('Has nothing to do any more', cleanUpMetricsSchema, { parameters: { dry_run } }),
      unmarkAll: told('Show anew what clients were handed out or told as imported', unmarkAllSchema, {
        more: 'As long as no to-do of it has shown: a pair stays.',
        parameters: { dry_run },
      }),
      unmark: told('The same of one task', unmarkSchema, {
        parameters: { dry_run, id: 'The id of the task in Todoist.' },
      }),
      backfillMappings: told('Which open tasks have their pair', backfillMappingsSchema, {
        parameters: {
          dry_run,
          limit: 'At most so many, 1000 at the most.',
          cursor: '`nextCursor` of the page before.',
        },
      }),
      backfillByFingerprint: told('What each of these to-dos is paired with', backfillByFingerprintSchema, {
        parameters: { dry_run },
      }),
      closeInTodoist: told('Complete these tasks, here and on every side', closedSchema, {
        more: 'An undo takes it back.',
        parameters: { dry_run },
      }),
      deleteMappings: told('Has nothing to do any more: pairs stay', deletedMappingsSchema, {
        parameters: { dry_run },
      }),
    },
  },
);
