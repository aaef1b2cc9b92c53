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
      forecast: counts.describe('What the whole day comes to if it goes on like this.'),
      step: z.string(),
    }),
    days: z
      .array(dayStats)
      .describe('The last 30 days, newest first, today included; days without any operation are left out.'),
    limits: counts,
    usable: counts.describe('What all but safety work may use of them.'),
    documents: z.array(
      z.object({
        document: z.string().describe('Ids of devices are not shown.'),
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
    confirm: z.string().describe('Names this very plan: with it, the same call does it.'),
    writtenAt: z.string().nullable().describe('When the document was written, ISO 8601.'),
    document: stateCounts,
    workingState: stateCounts,
    onlyInDocument: z.number().describe('Tasks that only the document knows.'),
    onlyInWorkingState: z.number().describe('Tasks that only the working state knows.'),
  })
  .meta({ id: 'RestorePlan' });
const restoreReportSchema = z
  .object({
    restored: stateCounts,
    exact: z.boolean().describe('The working state, read again, is to the letter what the document holds.'),
  })
  .meta({ id: 'RestoreReport' });

const entries = {
  entries: z
    .number()
    .describe('Entries that were found, those included that held nothing when they were read.'),
  done: z.number().describe('In the working state and in their document.'),
  left: z.number().describe('Taken in, and not in their document yet.'),
  bad: z.number().describe('In no shape that was ever written.'),
  gone: z.number().describe('Listed, but expired or deleted by others before they were read.'),
  deleted: z.number().describe('Originals that were deleted.'),
  leftToDelete: z.number().describe('Originals that are to be deleted.'),
  expiring: z.number().describe('Originals that KV forgets by itself.'),
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
      untranslated: z.number().describe('Whose Todoist id is still to be translated.'),
      problem: z.string().nullable(),
    }),
    documents: z.object({ metrics: z.number(), webhooks: z.number(), mobile: z.number() }),
    daysToGo: z
      .number()
      .describe('Days until the last original is deleted, at what a day\u2019s budget allows.'),
    waiting: waits,
    bad: z.object({
      count: z.number(),
      entries: z
        .array(z.object({ key: z.string(), family: z.string(), reason: z.string() }))
        .describe('The first of them.'),
    }),
    stuck: z.array(z.object({ document: z.string(), reason: z.string() })),
    rollback: z.object({ phase: z.string(), written: z.number(), left: z.number() }).nullable(),
  })
  .meta({ id: 'MigrationProgress' });

const keyCountsSchema = z
  .object({
    dryRun: z.literal(true),
    families: z.record(z.string(), z.object({ entries: z.number(), known: z.number() })),
    complete: z.boolean().describe('False: it was cut short; `reason` says why.'),
    reason: z.string().nullable(),
    cost: z.object({ reads: z.number(), lists: z.number(), deletes: z.number() }),
    days: z.number().describe('At what a day\u2019s budget allows.'),
  })
  .meta({ id: 'KeyCounts' });

const verifyViewSchema = z
  .object({
    ok: z
      .boolean()
      .nullable()
      .describe('True: all that KV has under older keys is taken in. Null: never compared.'),
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
      .describe('Entries that came, or changed, after the migration was over: older code is still running.'),
    running: z.boolean(),
    nextRefreshAt: z.string().describe('When the next comparison may be asked for, ISO 8601.'),
    waiting: waits,
    details: z
      .array(z.object({ key: z.string(), family: z.string(), problem: z.string() }))
      .optional()
      .describe('For the owner only.'),
  })
  .meta({ id: 'KvVerify' });

const rollbackSchema = z
  .object({
    phase: z.string(),
    written: z.number(),
    left: z.number().describe('Deleted originals that are still to be written.'),
    expected: z.number().describe('Originals that KV has once it is done.'),
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
    kvStats: told('How KV is used, in counts', kvStatsSchema, {
      more: 'Anybody sees the figures of the default account; an owner their own.',
    }),
    kvCheckpoint: told('Write what changed into KV now', checkpointSchema),
    kvRestore: told('Put the state back from KV', z.union([restorePlanSchema, restoreReportSchema]), {
      more: 'Without `confirm` it tells what that would do; with the `confirm` of that plan it does it.',
      fails: [404, 409],
      parameters: { confirm: '`confirm` of the plan that is to be done.' },
    }),
  },
});

const DRY_RUN = 'Only tell what would be; nothing is changed.';
const LIMIT = 'So many keys at most, 1000 at the most.';

/** What older code left in KV. */
export const MIGRATION_GROUP = group(
  'Migration',
  'What older code left in KV: taken in, compared, written back.',
  {
    endpoints: MIGRATION,
    told: {
      kvMigrate: told('Take in what older code left', z.union([migrationProgressSchema, keyCountsSchema]), {
        more: 'Goes on by itself. With `dry_run=true`, keys are counted by lists alone.',
        parameters: { dry_run: DRY_RUN, limit: LIMIT, delete: '`false` keeps the originals.' },
      }),
      kvMigration: told('How far that is, by family', migrationProgressSchema),
      kvVerify: told('Compare KV with what was taken in', verifyViewSchema, {
        more: 'Once an hour at most. Counts for anybody; the keys with the owner\u2019s token.',
      }),
      kvRollback: told('Write the older keys back', rollbackSchema, {
        parameters: { dry_run: DRY_RUN, verify: 'Only compare what KV shows.' },
      }),
    },
  },
);
