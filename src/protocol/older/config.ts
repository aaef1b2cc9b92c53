// The settings as the earlier API tells and takes them.

import * as z from 'zod';
import { ASSIGNED_SCOPES } from '../../model/config.ts';
import { STRATEGIES } from '../../model/conflict.ts';
import { markerLabelsSchema, priorityTagsSchema, strategiesSchema } from '../config.ts';

const MIN_INTERVAL = 60;
const MAX_INTERVAL = 3600;

const INTERVAL = { error: `must be a whole number of seconds from ${MIN_INTERVAL} to ${MAX_INTERVAL}` };
const NAMES = { error: 'must be a list of at most 200 names' };
const NAME = { error: 'must be a name of 1 to 120 characters' };

const names = z.array(z.string(NAME).trim().min(1, NAME).max(120, NAME), NAMES).max(200, NAMES);

/** The answer of `GET /config`, in the order of its members. */
export const olderConfigSchema = z.object({
  conflictStrategy: z.enum(STRATEGIES, { error: `must be one of ${STRATEGIES.join(', ')}` }),
  autoResolveConflicts: z.boolean({ error: 'must be true or false' }),
  /** Seconds. Kept for the clients that read it: what we do by ourselves has times of its own. */
  syncInterval: z.int(INTERVAL).min(MIN_INTERVAL, INTERVAL).max(MAX_INTERVAL, INTERVAL),
  /** Only these; absent: all. */
  enabledProjects: names.optional(),
  excludedProjects: names,
  enabledTags: names.optional(),
  excludedTags: names,
  /** What older code did not have is told where it is not as usual, and changed like the rest. */
  fieldStrategies: strategiesSchema.optional(),
  inboxOnly: z.boolean({ error: 'must be true or false' }).optional(),
  assigned: z.enum(ASSIGNED_SCOPES, { error: `must be one of ${ASSIGNED_SCOPES.join(', ')}` }).optional(),
  /** Only these; absent: all. */
  enabledAreas: names.optional(),
  excludedAreas: names.optional(),
  markerLabels: markerLabelsSchema.optional(),
  priorityTags: priorityTagsSchema.optional(),
});

/** The body of `PUT /config`: any part of it. A member that is not known is passed over, so that what was told may be sent back. */
export const olderConfigChangeSchema = olderConfigSchema.partial();

/** The settings, as older clients know them. */
export type OlderConfig = z.infer<typeof olderConfigSchema>;
/** Some of them. */
export type OlderConfigChange = z.infer<typeof olderConfigChangeSchema>;
