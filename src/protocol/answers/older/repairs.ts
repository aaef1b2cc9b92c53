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
  hash: z.string().nullable().describe('The fingerprint of the task; null if it is unknown.'),
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

const dry_run = '`true` only shows what would be done; nothing changes.';

/** All that changes or repairs. */
export const OLDER_REPAIR_GROUP = group(
  'Earlier API: repairs',
  'Maintenance, which needs the repair token. None of it breaks a pair.',
  {
    endpoints: OLDER_REPAIRS,
    told: {
      respond: told('Report on operations for Things', receivedSchema, {
        more: 'It has no effect: only what Things shows counts.',
      }),
      bulk: told('Read both sides completely with the next run', bulkSchema, {
        parameters: { dry_run, direction: 'As before, except that no direction clears anything.' },
      }),
      toBatch: told(
        'Migrate the data of older versions in KV',
        z.union([toBatchDoneSchema, toBatchDrySchema]),
        {
          parameters: { dry_run },
        },
      ),
      migrate: told('Migrate the data of older versions and keep the originals', migrateSchema, {
        parameters: { dry_run },
      }),
      cleanUpTags: told('Does nothing any more: labels belong to their owner', cleanUpTagsSchema, {
        parameters: { dry_run },
      }),
      cleanUpMetrics: told('Does nothing any more', cleanUpMetricsSchema, { parameters: { dry_run } }),
      unmarkAll: told('Offer tasks again that were shown to clients or marked as imported', unmarkAllSchema, {
        more: 'Only tasks without a to-do in Things; pairs stay.',
        parameters: { dry_run },
      }),
      unmark: told('Offer one task again', unmarkSchema, {
        parameters: { dry_run, id: 'The id of the task in Todoist.' },
      }),
      backfillMappings: told('List which open tasks are paired', backfillMappingsSchema, {
        parameters: {
          dry_run,
          limit: 'The largest number of entries to return, up to 1000.',
          cursor: '`nextCursor` of the previous page.',
        },
      }),
      backfillByFingerprint: told('List what these to-dos are paired with', backfillByFingerprintSchema, {
        parameters: { dry_run },
      }),
      closeInTodoist: told('Complete tasks on every side', closedSchema, {
        more: 'It can be undone.',
        parameters: { dry_run },
      }),
      deleteMappings: told('Does nothing any more: pairs stay', deletedMappingsSchema, {
        parameters: { dry_run },
      }),
    },
  },
);
