// How things stand, as the earlier API tells it. Times are ISO 8601; the members stand in the order of before.

import * as z from 'zod';
import { OLDER_VIEWS } from '../../endpoints/older/views.ts';
import { group, told, type Answer } from '../told.ts';

const count = z.number();
const nextCursor = z
  .string()
  .optional()
  .describe('There may be more: repeat the request with it as `cursor`.');

const olderStatusSchema = z
  .object({
    syncLocked: z.boolean().describe('Always `false`: a request during a run waits for its turn.'),
    legacy: z.object({
      mappings: z.object({ things: count, todoist: count, total: count }),
      taggedTasks: z.object({ total: count, withFingerprints: count, pendingMigration: count }),
    }),
    fingerprint: z.object({
      hashMappings: count,
      migratedLegacyMappings: count,
      pendingLegacyMigration: count,
    }),
    migration: z.object({
      progress: z.string(),
      isComplete: z.boolean(),
      recommendations: z.array(z.string()),
    }),
    timestamp: z.string(),
  })
  .meta({ id: 'OlderStatus' });

const discrepancySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('orphaned_mapping'),
    hashKey: z.string(),
    todoistId: z.string(),
    thingsId: z.string(),
  }),
  z.object({
    type: z.literal('missing_hash_mapping'),
    todoistId: z.string(),
    title: z.string(),
    thingsId: z.string(),
    hashKey: z.string(),
  }),
]);

const olderVerifySchema = z
  .object({
    summary: z.object({
      todoistTaskCount: count,
      hashMappingCount: count,
      discrepancyCount: count,
      isHealthy: z.boolean(),
    }),
    discrepancies: z.array(discrepancySchema),
    recommendations: z.array(z.string()),
    timestamp: z.string(),
    nextCursor,
  })
  .meta({ id: 'OlderVerify' });

const ofType = z.object({
  count,
  successRate: z.number().describe('0 to 1.'),
  averageDuration: z.number().describe('ms'),
  totalTasks: count,
});

const olderMetricsSchema = z
  .object({
    period: z.string(),
    totalSyncs: count,
    successRate: z.number().describe('0 to 1.'),
    averageDuration: z.number().describe('ms'),
    byType: z.record(z.string(), ofType),
    recentErrors: z.array(z.object({ timestamp: z.string(), type: z.string(), message: z.string() })),
    taskStats: z.object({
      totalProcessed: count,
      created: count,
      updated: count,
      completed: count,
      errors: count,
    }),
    performance: z.object({
      p50Duration: z.number(),
      p90Duration: z.number(),
      p99Duration: z.number(),
      slowestSync: z.object({ timestamp: z.string(), type: z.string(), duration: z.number() }).nullable(),
    }),
    idleCounts: z
      .literal('approximate')
      .describe('What came to nothing is counted in memory first, and may be lost with it.'),
  })
  .meta({ id: 'OlderMetrics' });

const olderRequestsSchema = z
  .object({
    requests: z.array(
      z.object({
        id: z.string(),
        timestamp: z.string(),
        type: z.literal('todoist_to_things'),
        tasks: count,
        status: z.literal('pending'),
      }),
    ),
    count,
    timestamp: z.string(),
  })
  .meta({ id: 'OlderRequests' });

const fingerprint = {
  primaryHash: z.string().describe('The first 12 hex digits of SHA-256 over title, notes and due.'),
  titleVariations: z.array(z.string()),
  fuzzySearchable: z.string(),
};
const mappingSchema = z
  .looseObject({
    todoistId: z.string(),
    thingsId: z.string(),
    fingerprint: z.looseObject(fingerprint),
    lastSynced: z.string(),
    source: z.string(),
  })
  .meta({ id: 'OlderMapping', description: 'One pair of a Todoist task and a Things to-do.' });
const lookedAtSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  labels: z.array(z.string()),
  fingerprint: z.string(),
  hasMapping: z.boolean(),
});

const olderMappingsSchema = z
  .object({
    mappings: z.array(mappingSchema),
    legacyMappings: z.array(z.never()),
    todoistTasks: z.array(lookedAtSchema),
    analysis: z.object({
      duplicateFingerprints: z.array(z.object({ hash: z.string(), count })),
      orphanedMappings: z.array(mappingSchema),
      tasksWithoutMappings: z.array(lookedAtSchema),
    }),
    nextCursor,
  })
  .meta({ id: 'OlderMappings' });

const olderHashSchema = z
  .object({
    input: z.object({ title: z.string(), notes: z.string(), due: z.string().nullable() }),
    fingerprint: z.object(fingerprint),
    hashKey: z.string(),
    existingMapping: mappingSchema.nullable(),
  })
  .meta({ id: 'OlderHash' });

const olderKvEntrySchema = z
  .object({
    key: z.string(),
    value: z.unknown(),
    exists: z.boolean(),
    note: z.string().describe('What the value means, in plain words.'),
  })
  .meta({ id: 'OlderKvEntry' });

/** The answer of `GET /sync/status`. */
export type OlderStatus = Answer<typeof olderStatusSchema>;
/** One thing that is not as it should be. */
export type Discrepancy = Answer<typeof discrepancySchema>;
/** The answer of `GET /sync/verify`. */
export type OlderVerify = Answer<typeof olderVerifySchema>;
/** The answer of `GET /metrics`. */
export type OlderMetrics = Answer<typeof olderMetricsSchema>;
/** The answer of `GET /sync/requests`. */
export type OlderRequests = Answer<typeof olderRequestsSchema>;
/** A task of Todoist, as older code looked at it. */
export type LookedAt = Answer<typeof lookedAtSchema>;
/** The answer of `GET /debug/mappings`. */
export type OlderMappings = Answer<typeof olderMappingsSchema>;
/** The answer of `GET /debug/hash`. */
export type OlderHash = Answer<typeof olderHashSchema>;
/** The answer of `GET /debug/kv/{key}`. */
export type OlderKvEntry = Answer<typeof olderKvEntrySchema>;

const page = {
  limit: 'The largest number of entries to return, up to 1000.',
  cursor: '`nextCursor` of the previous page.',
};

/** All that only looks. */
export const OLDER_VIEW_GROUP = group(
  'Earlier API: views',
  'The state of the sync, in the earlier formats.',
  {
    endpoints: OLDER_VIEWS,
    told: {
      olderStatus: told('Get the numbers of pairs and the progress of the migration', olderStatusSchema),
      olderVerify: told(
        'List tasks that are missing on one side although nothing is pending',
        olderVerifySchema,
        {
          parameters: page,
        },
      ),
      olderRequests: told('Get what waits for Things, as one request', olderRequestsSchema),
      olderMetrics: told('Get metrics of the runs', olderMetricsSchema, {
        parameters: { hours: 'The number of hours to look back, up to 720; 24 by default.' },
      }),
      olderMappings: told('List pairs with their fingerprints', olderMappingsSchema, { parameters: page }),
      olderHash: told('Get the fingerprint of a text, and its pair', olderHashSchema, {
        parameters: { title: 'The title.', notes: 'The notes.', due: 'The day, `YYYY-MM-DD`.' },
      }),
      olderKvEntry: told('Get what is known about a KV key, never a secret', olderKvEntrySchema, {
        also: { 404: { does: 'Nothing is known about this key.', answer: olderKvEntrySchema } },
        parameters: { key: 'The key, percent-encoded.' },
      }),
    },
  },
);
