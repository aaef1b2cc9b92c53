// Settings and conflicts as the earlier API tells them. Times are ISO 8601; the members stand in the order of before.

import * as z from 'zod';
import { STRATEGIES } from '../../../model/conflict.ts';
import { OLDER_CONFIG, OLDER_CONFLICTS } from '../../endpoints/older/settings.ts';
import { olderConfigSchema } from '../../older/config.ts';
import { group, told, type Answer } from '../told.ts';
import { AGAIN } from './again.ts';

const config = olderConfigSchema.meta({ id: 'OlderConfig' });
const configChangedSchema = z.object({ config, message: z.string() });

const names = z.array(z.string());
const version = {
  title: z.string(),
  notes: z.string(),
  due: z.string().nullable().describe('A day, `YYYY-MM-DD`.'),
};

const conflictSchema = z
  .object({
    id: z.string(),
    todoistId: z.string().nullable(),
    thingsId: z.string().nullable(),
    detectedAt: z.string(),
    todoistVersion: z.object({ ...version, labels: names, modifiedAt: z.string() }),
    thingsVersion: z.object({ ...version, tags: names, modifiedAt: z.string() }),
    lastSyncedVersion: z.object({ ...version, labels: names }),
    suggestedResolution: z.enum(STRATEGIES),
    resolved: z.literal(false),
    fields: names.describe('The fields that are in conflict, by their current names.'),
  })
  .meta({ id: 'OlderConflict', description: 'A task with conflicts that wait for a decision.' });

const conflictsSchema = z.object({
  conflicts: z.array(conflictSchema),
  count: z.number().describe('The number on all pages.'),
  timestamp: z.string(),
  nextCursor: z.string().optional(),
});

const resolvedSchema = z
  .object({
    resolved: z.literal(true),
    resolution: z.object({
      title: z.string(),
      content: z.string(),
      notes: z.string(),
      description: z.string(),
      due: z.string().nullable(),
      labels: names,
      tags: names,
    }),
    strategy: z.string(),
    timestamp: z.string(),
    ...AGAIN,
  })
  .meta({ id: 'OlderResolved' });

const noConflictSchema = z.object({ error: z.string(), conflictId: z.string() });

/** What became of a change of settings. */
export type OlderConfigChanged = Answer<typeof configChangedSchema>;
/** A task with conflicts that wait for a decision. */
export type OlderConflict = Answer<typeof conflictSchema>;
/** The answer of `GET /conflicts`. */
export type OlderConflicts = Answer<typeof conflictsSchema>;
/** The answer of `POST /conflicts/resolve`. */
export type OlderResolved = Answer<typeof resolvedSchema>;

/** `/config` and `/conflicts`. */
export const OLDER_SETTINGS_GROUP = group(
  'Earlier API: settings and conflicts',
  'Settings in their earlier format, and conflicts that wait for a decision.',
  {
    endpoints: { ...OLDER_CONFIG, ...OLDER_CONFLICTS },
    told: {
      olderConfig: told('Get the settings', config),
      changeOlderConfig: told('Change settings', configChangedSchema, {
        more: 'Settings that are not sent stay as they are; unknown members are ignored.',
      }),
      olderConfigSchema: told(
        'Get the JSON Schema of the settings',
        z.looseObject({ type: z.literal('object') }),
        {
          type: 'application/schema+json',
        },
      ),
      olderConflicts: told('List conflicts that wait for a decision, by task', conflictsSchema, {
        parameters: {
          limit: 'The largest number of entries to return, up to 1000.',
          cursor: '`nextCursor` of the previous page.',
        },
      }),
      resolveOlderConflict: told('Resolve all conflicts of a task', resolvedSchema, {
        more: 'By a strategy, or with your own values in `resolution`. The result goes to both sides.',
        also: {
          404: {
            does: 'There is no conflict with this id, or it is already resolved.',
            answer: noConflictSchema,
          },
        },
      }),
    },
  },
);
