// What a paired device sends: whole tasks, as clients of the earlier API do, or edits of single fields with the values that the
// person saw.

import * as z from 'zod';
import { parseCivilDate, parseClockTime, type CivilDate, type ClockTime } from '../model/dates.ts';
import { containerId } from '../model/ids.ts';
import { canonicalTags, STATUSES } from '../model/task.ts';
import { canonicalLine, canonicalNotes, plainText } from '../model/text.ts';
import { isZone } from '../model/zones.ts';

/** The most changes in one request. */
export const MAX_MOBILE_CHANGES = 500;
/** The most tasks and containers in one page of changes. */
export const MAX_MOBILE_PAGE = 500;

/** The lists of Things, as a client shows them. */
export const MOBILE_LISTS = ['inbox', 'today', 'upcoming', 'anytime', 'someday'] as const;
/** The list that a task is shown in. */
export type MobileList = (typeof MOBILE_LISTS)[number];

const NOT_A_DAY = 'must be a day, YYYY-MM-DD';

const mobileIdSchema = z.string().min(1).max(100);
// What the person saw is compared with what the hub has, character by character; only what they typed is cleaned.
const seenTitleSchema = z.string().max(4000).transform(canonicalLine);
const titleSchema = z.string().max(4000).overwrite(plainText).transform(canonicalLine);
const seenNotesSchema = z.string().max(100_000).nullable().transform(canonicalNotes);
const notesSchema = z.string().max(100_000).overwrite(plainText).nullable().transform(canonicalNotes);
const seenTagsSchema = z.array(z.string().max(200)).max(200).transform(canonicalTags);
const tagsSchema = z.array(z.string().max(200).overwrite(plainText)).max(200).transform(canonicalTags);
const instantSchema = z.iso.datetime({ offset: true, local: false });

const daySchema = z
  .string()
  .refine((text) => parseCivilDate(text) !== null, NOT_A_DAY)
  .transform((text) => text as CivilDate);
const clockSchema = z
  .string()
  .refine((text) => parseClockTime(text) !== null, 'must be a time of day, HH:MM')
  .transform((text) => text as ClockTime);

const timeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('floating'), at: clockSchema }),
    z.strictObject({ kind: z.literal('fixed'), at: clockSchema, zone: z.string().refine(isZone) }),
  ])
  .nullable();
const startSchema = z.union([
  z.enum(['inbox', 'anytime', 'someday']),
  z.strictObject({ date: daySchema, evening: z.boolean().default(false), time: timeSchema.default(null) }),
]);
function linesOf<T extends z.ZodType>(title: T) {
  const line = z.strictObject({
    /** As it was shown; a new line has none, or one that the client chose. */
    key: z.string().max(200).optional(),
    title,
    done: z.boolean().default(false),
  });
  return z.array(line).max(500);
}

/** A task as clients of the earlier API send it. Further members are ignored. */
export const mobileTaskSchema = z.object({
  id: mobileIdSchema,
  title: titleSchema,
  notes: notesSchema.optional(),
  /** ISO 8601: a day, a local time, or an instant. */
  due: z.string().max(40).nullish(),
  status: z.enum(['open', 'completed', 'deleted']).default('open'),
  list: z.enum(MOBILE_LISTS).optional(),
  labels: tagsSchema.optional(),
  updatedAt: z.string().max(40).optional(),
  /** Not known to earlier clients. */
  deadline: daySchema.nullable().optional(),
});

/** A value of a field before and after a person's edit. Without `from`, what the device had seen follows from `lastSyncAt`. */
function editOf<T extends z.ZodType>(value: T, seen: T = value) {
  return z.strictObject({ from: seen.optional(), to: value }).optional();
}

/** A client's name for an edit. */
export const intentSchema = z.string().min(1).max(100);

/** Edits of single fields of one task, in the hub's own terms. */
export const mobileEditSchema = z.strictObject({
  id: mobileIdSchema,
  /** The client's name for this edit: the same edit sent again gets the first answer. */
  intent: intentSchema.optional(),
  /** When the person made it. */
  at: instantSchema.optional(),
  fields: z.strictObject({
    title: editOf(titleSchema, seenTitleSchema),
    notes: editOf(notesSchema, seenNotesSchema),
    start: editOf(startSchema),
    deadline: editOf(daySchema.nullable()),
    tags: editOf(tagsSchema, seenTagsSchema),
    checklist: editOf(linesOf(titleSchema), linesOf(seenTitleSchema)),
    status: editOf(z.enum(STATUSES)),
    place: editOf(z.string().max(100).transform(containerId).nullable()),
    priority: editOf(z.literal([1, 2, 3, 4])),
  }),
});

const listSchema = z.array(z.unknown()).default([]);

/** The body of `POST /mobile/sync`. Each change is looked at by itself, so these are lists of anything. */
export const mobileSyncSchema = z.object({
  deviceId: mobileIdSchema.optional(),
  changes: z.object({
    created: listSchema,
    updated: listSchema,
    completed: listSchema,
    deleted: listSchema,
    reopened: listSchema,
    edited: listSchema,
  }),
  /** The `serverTime` of the last answer that the device has processed; null: it never had one. */
  lastSyncAt: instantSchema.nullish(),
});

/** A task of a device. */
export type MobileTaskInput = z.output<typeof mobileTaskSchema>;
/** Edits of one task by a device. */
export type MobileEdit = z.output<typeof mobileEditSchema>;
/** The body of a sync. */
export type MobileSync = z.output<typeof mobileSyncSchema>;
/** The id of a task, as a device knows it. */
export const mobileIdOnly = mobileIdSchema;
