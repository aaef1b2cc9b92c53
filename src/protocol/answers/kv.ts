// What is told of KV: its use, the copy of the state in it, and what older code left there.

import * as z from 'zod';
import { KV, MIGRATION } from '../endpoints/kv.ts';
import { group, told, type Answer } from './told.ts';

const counts = z
  .object({ reads: z.number(), writes: z.number(), lists: z.number(), deletes: z.number() })
  .meta({ id: 'KvCounts' });
const waits = z.object({ reason: z.string(), resumesAt: z.number().describe('Epoch ms.') }).nullable();
const dayStats = z.object({
  day: z.string().describe('`YYYY-MM-DD`, UTC.'),
  operations: counts,
  byFamily: z.record(z.string(), counts),
});

const kvStatsSchema = z
  .object({
    today: dayStats.extend({
      share: counts.describe('Of the plan\u2019s limits, 0 to 1.'),
      forecast: counts.describe('The estimate for the whole day at the current rate.'),
      step: z.string(),
    }),
    days: z
      .array(dayStats)
      .describe('The last 30 days, newest first, today included; days without any operation are left out.'),
    limits: counts,
    usable: counts.describe('The part of the limits that ordinary work may use.'),
    documents: z.array(
      z.object({
        document: z.string().describe('Device ids are not shown.'),
        bytes: z.number(),
        parts: z.number(),
        writtenAt: z.number().nullable().describe('Epoch ms.'),
        dirtyForSeconds: z.number().nullable(),
      }),
    ),
    waiting: z.array(
      z.object({
        purpose: z.string(),
        what: z.string(),
        reason: z.string(),
        resumesAt: z.number().describe('Epoch ms.'),
      }),
    ),
    problems: z.array(z.string()),
  })
  .meta({ id: 'KvStats' });

const checkpointSchema = z.object({
  documents: z.array(
    z.object({
      key: z.string(),
      outcome: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('written'), bytes: z.number(), parts: z.number() }),
        z.object({ kind: z.literal('unchanged') }),
        z.object({ kind: z.enum(['waits', 'failed']), reason: z.string(), resumesAt: z.number() }),
      ]),
    }),
  ),
});

const stateCounts = z.object({
  tasks: z.number(),
  links: z.number(),
  containers: z.number(),
  operations: z.number(),
  conflicts: z.number(),
});
const restorePlanSchema = z
  .object({
    confirm: z.string().describe('Send it with the same call to carry out exactly this plan.'),
    writtenAt: z.string().nullable().describe('When the document was written, ISO 8601.'),
    document: stateCounts,
    workingState: stateCounts,
    onlyInDocument: z.number().describe('Tasks that are only in the document.'),
    onlyInWorkingState: z.number().describe('Tasks that are only in the working state.'),
  })
  .meta({ id: 'RestorePlan' });
const restoreReportSchema = z
  .object({
    restored: stateCounts,
    exact: z.boolean().describe('`true`: the working state, read back, equals the document.'),
  })
  .meta({ id: 'RestoreReport' });

const entries = {
  entries: z.number().describe('Entries that were found, including those that were empty when read.'),
  done: z.number().describe('In the working state and in their document.'),
  left: z.number().describe('Taken in, and not in their document yet.'),
  bad: z.number().describe('Entries in an unknown format.'),
  gone: z
    .number()
    .describe('Entries that were listed, but had expired or been deleted before they were read.'),
  deleted: z.number().describe('Originals that were deleted.'),
  leftToDelete: z.number().describe('Originals that are to be deleted.'),
  expiring: z.number().describe('Originals that expire by themselves.'),
};
const migrationProgressSchema = z
  .object({
    phase: z.enum(['not_started', 'taking', 'landing', 'checking', 'deleting', 'complete', 'stopped']),
    startedAt: z.number().nullable(),
    finishedAt: z.number().nullable(),
    families: z.array(z.object({ family: z.string(), ...entries })),
    total: z.object(entries),
    pairs: z.object({
      known: z.number(),
      untranslated: z.number().describe('Entries whose Todoist id is not translated yet.'),
      problem: z.string().nullable(),
    }),
    documents: z.object({ metrics: z.number(), webhooks: z.number(), mobile: z.number() }),
    daysToGo: z.number().describe('Days until the last original is deleted, within the daily budget.'),
    waiting: waits,
    bad: z.object({
      count: z.number(),
      entries: z
        .array(z.object({ key: z.string(), family: z.string(), reason: z.string() }))
        .describe('The first few entries.'),
    }),
    stuck: z.array(z.object({ document: z.string(), reason: z.string() })),
    rollback: z.object({ phase: z.string(), written: z.number(), left: z.number() }).nullable(),
  })
  .meta({ id: 'MigrationProgress' });

const keyCountsSchema = z
  .object({
    dryRun: z.literal(true),
    families: z.record(z.string(), z.object({ entries: z.number(), known: z.number() })),
    complete: z.boolean().describe('`false`: the count was cut short; `reason` says why.'),
    reason: z.string().nullable(),
    cost: z.object({ reads: z.number(), lists: z.number(), deletes: z.number() }),
    days: z.number().describe('Within the daily budget.'),
  })
  .meta({ id: 'KeyCounts' });

const verifyViewSchema = z
  .object({
    ok: z
      .boolean()
      .nullable()
      .describe('`true`: everything under older keys in KV has been migrated. `null`: never compared.'),
    computedAt: z.string().nullable().describe('ISO 8601.'),
    families: z.record(
      z.string(),
      z.object({
        legacy: z.number(),
        imported: z.number(),
        pending: z.number(),
        bad: z.number(),
        missing: z.number(),
        differs: z.number(),
      }),
    ),
    documents: z.object({ compared: z.number(), wrong: z.number() }),
    newSinceMigration: z
      .number()
      .describe(
        'Entries that were added or changed after the migration ended, which means that older code is still running.',
      ),
    running: z.boolean(),
    nextRefreshAt: z.string().describe('The earliest time of the next comparison, ISO 8601.'),
    waiting: waits,
    details: z
      .array(z.object({ key: z.string(), family: z.string(), problem: z.string() }))
      .optional()
      .describe('Only with a token of the kind `owner` or `read_only`.'),
  })
  .meta({ id: 'KvVerify' });

const rollbackSchema = z
  .object({
    phase: z.string(),
    written: z.number(),
    left: z.number().describe('Deleted originals that are not written back yet.'),
    expected: z.number().describe('Originals in KV once the rollback is complete.'),
    waiting: waits,
    verification: verifyViewSchema.optional(),
  })
  .meta({ id: 'Rollback' });

/** How KV is used. */
export type KvStats = Answer<typeof kvStatsSchema>;
/** What a restore would do. */
export type RestorePlan = Answer<typeof restorePlanSchema>;
/** What a restore did. */
export type RestoreReport = Answer<typeof restoreReportSchema>;
/** How a migration stands. */
export type MigrationProgress = Answer<typeof migrationProgressSchema>;
/** What there is to migrate. */
export type KeyCounts = Answer<typeof keyCountsSchema>;
/** What is shown of a comparison. */
export type VerifyView = Answer<typeof verifyViewSchema>;
/** How far a rollback is. */
export type RollbackView = Answer<typeof rollbackSchema>;

/** The copy of the state in KV. */
export const KV_GROUP = group('KV', 'How KV is used, and the copy of the state in it.', {
  endpoints: KV,
  told: {
    kvStats: told('Get the use of KV, in counts', kvStatsSchema, {
      more: 'Without a token, the figures are those of the default account; with any token, those of its own account.',
    }),
    kvCheckpoint: told('Write changes to KV now', checkpointSchema),
    kvRestore: told('Restore the state from KV', z.union([restorePlanSchema, restoreReportSchema]), {
      more: 'Without `confirm` it shows what would be restored; with the `confirm` of that plan it restores it.',
      fails: [404, 409],
      parameters: { confirm: 'The `confirm` of the plan to carry out.' },
    }),
  },
});

const DRY_RUN = '`true` only shows what would be done; nothing changes.';
const LIMIT = 'The largest number of keys to handle, up to 1000.';

/** What older code left in KV. */
export const MIGRATION_GROUP = group(
  'Migration',
  'Data of older versions in KV: migrate it, compare it, write it back.',
  {
    endpoints: MIGRATION,
    told: {
      kvMigrate: told(
        'Migrate the data of older versions',
        z.union([migrationProgressSchema, keyCountsSchema]),
        {
          more: 'Continues by itself. With `dry_run=true` it only lists and counts the keys.',
          parameters: { dry_run: DRY_RUN, limit: LIMIT, delete: '`false` keeps the originals.' },
        },
      ),
      kvMigration: told('Get the progress of the migration', migrationProgressSchema),
      kvVerify: told('Compare KV with what was migrated', verifyViewSchema, {
        more: 'At most once an hour. The counts are open to anybody; the keys need a token of the kind `owner` or `read_only`.',
      }),
      kvRollback: told('Write the older keys back', rollbackSchema, {
        parameters: { dry_run: DRY_RUN, verify: '`true` only compares what is in KV.' },
      }),
    },
  },
);
