// The parts of Todoist API v1 that we read, parsed once and tolerantly: what we use is required, everything else is ignored. Must
// not interpret: what the values mean is up to lift.ts, containers.ts, account.ts and outcomes.ts.

import * as z from 'zod';

const idSchema = z.union([z.string().min(1), z.number().int()]).transform(String);
const optionalIdSchema = idSchema.nullish().transform((id) => id ?? null);
const flagSchema = z
  .boolean()
  .nullish()
  .transform((flag) => flag ?? false);

/** A value that may be missing or invalid without invalidating the object: undefined then means "unknown". */
function tolerant<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return schema.optional().catch(undefined);
}

const dueSchema = z.object({
  date: z.string(),
  timezone: z.string().nullish(),
  string: z.string().nullish(),
  lang: z.string().nullish(),
  is_recurring: z.boolean(),
});

const identifiedSchema = z.object({ id: idSchema, is_deleted: flagSchema.catch(false) });

const itemSchema = z.object({
  id: idSchema,
  project_id: idSchema,
  section_id: optionalIdSchema,
  parent_id: optionalIdSchema,
  content: z.string(),
  labels: z.array(z.string()),
  checked: z.boolean(),
  is_deleted: flagSchema,
  description: tolerant(z.string().nullable()),
  due: tolerant(dueSchema.nullable()),
  deadline: tolerant(z.object({ date: z.string() }).nullable()),
  duration: tolerant(
    z.object({ amount: z.number().int().positive(), unit: z.enum(['minute', 'day']) }).nullable(),
  ),
  priority: tolerant(z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])),
  child_order: tolerant(z.number()),
  completed_count: tolerant(z.number()),
  updated_at: tolerant(z.string().nullable()),
  completed_at: tolerant(z.string().nullable()),
  responsible_uid: tolerant(idSchema.nullable()),
});

const projectSchema = z.object({
  id: idSchema,
  name: z.string(),
  parent_id: optionalIdSchema,
  is_archived: flagSchema,
  is_deleted: flagSchema,
  inbox_project: flagSchema,
  is_shared: tolerant(z.boolean().nullable()),
  shared: tolerant(z.boolean().nullable()),
  workspace_id: tolerant(idSchema.nullable()),
  child_order: tolerant(z.number()),
  created_at: tolerant(z.string().nullable()),
  updated_at: tolerant(z.string().nullable()),
});

const sectionSchema = z.object({
  id: idSchema,
  name: z.string(),
  project_id: idSchema,
  section_order: tolerant(z.number()),
  is_archived: flagSchema,
  is_deleted: flagSchema,
  added_at: tolerant(z.string().nullable()),
  updated_at: tolerant(z.string().nullable()),
});

const labelSchema = z.object({ id: idSchema, name: z.string(), is_deleted: flagSchema });

const userSchema = z.object({
  id: idSchema,
  inbox_project_id: idSchema,
  is_premium: z.boolean(),
  tz_info: z.object({ timezone: z.string(), gmt_string: tolerant(z.string()) }),
});

const planLimitsSchema = z.object({
  current: z.object({ deadlines: tolerant(z.boolean()), durations: tolerant(z.boolean()) }),
});

const rowsSchema = z
  .array(z.unknown())
  .nullish()
  .transform((rows) => rows ?? []);

const answerSchema = z.object({
  sync_token: z.string().min(1),
  full_sync: z.boolean(),
  items: rowsSchema,
  projects: rowsSchema,
  sections: rowsSchema,
  labels: rowsSchema,
  user: z.unknown().optional(),
  user_plan_limits: z.unknown().optional(),
  sync_status: z.record(z.string(), z.unknown()).nullish(),
  temp_id_mapping: z.record(z.string(), idSchema).nullish(),
});

const donePageSchema = z.object({
  items: z.array(z.unknown()),
  next_cursor: z
    .string()
    .nullish()
    .transform((cursor) => cursor ?? null),
});

const errorSchema = z.object({
  error: tolerant(z.string()),
  error_code: tolerant(z.number()),
  error_tag: tolerant(z.string()),
  http_code: tolerant(z.number()),
  error_extra: tolerant(
    z.object({ argument: tolerant(z.string()), retry_after: tolerant(z.number().nonnegative()) }),
  ),
});

/** A due date; see section "Due dates" of developer.todoist.com for its three kinds of `date`. */
export type WireDue = z.infer<typeof dueSchema>;

/** A task. An undefined member is one that could not be parsed. */
export type WireItem = z.infer<typeof itemSchema>;

/** A project. */
export type WireProject = z.infer<typeof projectSchema>;

/** A section. */
export type WireSection = z.infer<typeof sectionSchema>;

/** A personal label. */
export type WireLabel = z.infer<typeof labelSchema>;

/** The account's owner. */
export type WireUser = z.infer<typeof userSchema>;

/** What the account's plan claims to allow. */
export type WirePlanLimits = z.infer<typeof planLimitsSchema>;

/** The frame of a `/sync` response, its objects not parsed yet. */
export type WireAnswer = z.infer<typeof answerSchema>;

/** A page of completed tasks, not parsed yet. */
export type WireDonePage = z.infer<typeof donePageSchema>;

/** An error of a request or of one command; all members are optional. */
export type WireError = z.infer<typeof errorSchema>;

/**
 * One object of a response. `read`: parsed. `deleted`: a tombstone of which only the id could be parsed. `odd`: it has an id, but
 * something required is missing. `unnamed`: not even an id.
 */
export type WireRow<T> =
  | { readonly kind: 'read'; readonly row: T }
  | { readonly kind: 'deleted' | 'odd'; readonly id: string }
  | { readonly kind: 'unnamed' };

/** Parses one task. */
export function readItem(raw: unknown): WireRow<WireItem> {
  return readRow(itemSchema, raw);
}

/** Parses one project. */
export function readProject(raw: unknown): WireRow<WireProject> {
  return readRow(projectSchema, raw);
}

/** Parses one section. */
export function readSection(raw: unknown): WireRow<WireSection> {
  return readRow(sectionSchema, raw);
}

/** Parses one personal label. */
export function readLabel(raw: unknown): WireRow<WireLabel> {
  return readRow(labelSchema, raw);
}

/** Parses the user; null if it is in an unknown format. */
export function readUser(raw: unknown): WireUser | null {
  return userSchema.safeParse(raw).data ?? null;
}

/** Parses the plan's limits; null if they are in an unknown format. */
export function readPlanLimits(raw: unknown): WirePlanLimits | null {
  return planLimitsSchema.safeParse(raw).data ?? null;
}

/** Parses the frame of a `/sync` response; null if it is none. */
export function readAnswer(raw: unknown): WireAnswer | null {
  return answerSchema.safeParse(raw).data ?? null;
}

/** Parses a page of completed tasks; null if it is none. */
export function readDonePage(raw: unknown): WireDonePage | null {
  return donePageSchema.safeParse(raw).data ?? null;
}

/** Parses an error; an unknown format gives an empty one. */
export function readError(raw: unknown): WireError {
  return errorSchema.safeParse(raw).data ?? errorSchema.parse({});
}

function readRow<T>(schema: z.ZodType<T>, raw: unknown): WireRow<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { kind: 'read', row: parsed.data };
  const identified = identifiedSchema.safeParse(raw);
  if (!identified.success) return { kind: 'unnamed' };
  return { kind: identified.data.is_deleted ? 'deleted' : 'odd', id: identified.data.id };
}
