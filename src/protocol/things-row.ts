// What the agent tells of one row of the Things database: decoded, but still in Things' own words.
// Worker and agent share it; nothing here decides anything.

import * as z from 'zod';
import { parseCivilDate, parseClockTime, type CivilDate, type ClockTime } from '../model/dates.ts';
import { remoteId } from '../model/ids.ts';

const thingsId = z.string().min(1).max(64).transform(remoteId);
const day = z.string().transform((text, context): CivilDate => {
  const parsed = parseCivilDate(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: 'must be a day such as 2026-12-01' });
  return z.NEVER;
});
const minute = z.string().transform((text, context): ClockTime => {
  const parsed = parseClockTime(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: 'must be a time such as 09:30' });
  return z.NEVER;
});
const epochMs = z.number().finite();

/** One line of a to-do's checklist, in Things' order. All ids are new when a client rewrites the list. */
const thingsChecklistItemSchema = z.object({
  id: thingsId,
  title: z.string(),
  done: z.boolean(),
});

/** One to-do: what the database holds of it, dates as `YYYY-MM-DD`, stamps as epoch ms. */
export const thingsTodoSchema = z.object({
  id: thingsId,
  title: z.string(),
  notes: z.string(),
  status: z.enum(['open', 'completed', 'canceled']),
  /** Its own trash flag, or that of the project or heading that holds it. */
  trashed: z.boolean(),
  /** The raw `start`: 0, 1, 2. */
  list: z.enum(['inbox', 'anytime', 'someday']),
  startDate: day.nullable(),
  evening: z.boolean(),
  reminder: minute.nullable(),
  deadline: day.nullable(),
  /** At most one of the three is set, as in the database. */
  area: thingsId.nullable(),
  project: thingsId.nullable(),
  heading: thingsId.nullable(),
  /** Titles of its direct tags. */
  tags: z.array(z.string()),
  checklist: z.array(thingsChecklistItemSchema),
  /** The repeating template that made it, if one did. */
  template: thingsId.nullable(),
  createdAt: epochMs.nullable(),
  /** `userModificationDate`: a hint, never a change feed. */
  changedAt: epochMs.nullable(),
  /** The newest `userModificationDate` of its lines, which the to-do's own stamp does not follow; null: it has none. Absent from older agents. */
  linesChangedAt: epochMs.nullable().optional(),
  /** Digest of all fields above but the three stamps: what the agent compares before it writes. */
  digest: z.string().min(1).max(64),
});

/** One area, project or heading. */
export const thingsContainerSchema = z.object({
  id: thingsId,
  kind: z.enum(['area', 'project', 'heading']),
  title: z.string(),
  /** A project's area, a heading's project. */
  parent: thingsId.nullable(),
  /** Trashed, completed, canceled or archived. */
  gone: z.boolean(),
});

/** One to-do as the agent tells of it. */
export type ThingsTodo = z.infer<typeof thingsTodoSchema>;
/** One area, project or heading as the agent tells of it. */
export type ThingsContainer = z.infer<typeof thingsContainerSchema>;
