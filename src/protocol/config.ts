// What an owner can set over HTTP. Any subset may be given; what is missing stays as it is.

import * as z from 'zod';
import {
  ASSIGNED_SCOPES,
  CHANGE_KINDS,
  DECIDED_FIELDS,
  type ChangeKind,
  type FieldStrategies,
  type GuardLimit,
  type GuardLimits,
  type NameFilter,
  type SyncConfig,
} from '../model/config.ts';
import { STRATEGIES } from '../model/conflict.ts';
import { matchingText } from '../model/text.ts';

const NAME = { error: 'must be a name of 1 to 120 characters' };
const NAMES = { error: 'must be a list of at most 200 names' };
const LABEL = { error: 'must be a name of 1 to 60 characters' };
const COUNT = { error: 'must be a whole number from 0 to 100000' };
const SHARE = { error: 'must be a number from 0 to 1' };
const YES_OR_NO = { error: 'must be true or false' };
const ASSIGNED = { error: `must be one of ${ASSIGNED_SCOPES.join(', ')}` };
const STRATEGY = { error: `must be one of ${STRATEGIES.join(', ')}` };
const OWN_STRATEGY = { error: `must be one of ${STRATEGIES.join(', ')}, or null` };
const TAGS = { error: 'must be three tags, for the priorities 1, 2 and 3, or null' };

const name = z.string(NAME).trim().min(1, NAME).max(120, NAME);
const names = z.array(name, NAMES).max(200, NAMES);
const nameFilterSchema = z.strictObject({ include: names, exclude: names }).partial();
const limitSchema = z
  .strictObject({
    maxTasks: z.number(COUNT).int(COUNT).min(0, COUNT).max(100_000, COUNT),
    maxShare: z.number(SHARE).min(0, SHARE).max(1, SHARE),
  })
  .partial();
const label = z.string(LABEL).trim().min(1, LABEL).max(60, LABEL);

const ownStrategy = z.enum(STRATEGIES, OWN_STRATEGY).nullable();

/** Strategies of single fields; null: the general one. */
export const strategiesSchema = z
  .strictObject(
    Object.fromEntries(DECIDED_FIELDS.map((field) => [field, ownStrategy])) as Record<
      (typeof DECIDED_FIELDS)[number],
      typeof ownStrategy
    >,
  )
  .partial();

/** Labels that carry to Todoist what it has no field for. */
export const markerLabelsSchema = z
  .strictObject({ someday: label, evening: label, canceled: label })
  .partial();

/** Tags that stand for priorities; null: none do. */
export const priorityTagsSchema = z.tuple([label, label, label], TAGS).nullable();

/** The body of `PUT /v1/config`. */
export const configChangeSchema = z.strictObject({
  strategy: z.enum(STRATEGIES, STRATEGY).optional(),
  strategies: strategiesSchema.optional(),
  scope: z
    .strictObject({
      inboxOnly: z.boolean(YES_OR_NO),
      projects: nameFilterSchema,
      areas: nameFilterSchema,
      tags: nameFilterSchema,
      assigned: z.enum(ASSIGNED_SCOPES, ASSIGNED),
    })
    .partial()
    .optional(),
  guard: z
    .strictObject({
      // As older clients say it: for deletions and for completions.
      ...limitSchema.shape,
      ...Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, limitSchema.optional()])),
    } as typeof limitSchema.shape & Record<ChangeKind, z.ZodOptional<typeof limitSchema>>)
    .optional(),
  markerLabels: markerLabelsSchema.optional(),
  priorityTags: priorityTagsSchema.optional(),
});

/** What an owner changes. */
export type ConfigChange = z.infer<typeof configChangeSchema>;

/** What the labels of installations begin with: one of such a name would be taken for one. */
const RESERVED = 'ttsync-';

/** Says why settings can't be used together; null where they can. Names are compared as the apps do, without case. */
export function whyUnusable({ markerLabels, priorityTags }: SyncConfig): string | null {
  const labels = Object.values(markerLabels);
  const tags = priorityTags ?? [];
  if (hasDoubles(labels))
    return 'Two of `markerLabels` have the same name: a label can stand for one thing only.';
  if (hasDoubles(tags))
    return 'Two of `priorityTags` have the same name: a tag can stand for one priority only.';
  if (hasDoubles([...labels, ...tags]))
    return 'One of `priorityTags` has the name of one of `markerLabels`: a name can stand for one thing only.';
  const odd = [...labels, ...tags].find(
    (label) => label.includes(',') || matchingText(label).startsWith(RESERVED),
  );
  return odd === undefined
    ? null
    : 'A name in `markerLabels` or `priorityTags` has a comma or begins with `ttsync-`: neither can be a label.';
}

function hasDoubles(labels: readonly string[]): boolean {
  return new Set(labels.map((label) => matchingText(label))).size < labels.length;
}

/** Puts a change over a configuration. */
export function changeConfig(config: SyncConfig, change: ConfigChange): SyncConfig {
  return {
    strategy: change.strategy ?? config.strategy,
    strategies: changeStrategies(config.strategies, change.strategies ?? {}),
    scope: {
      inboxOnly: change.scope?.inboxOnly ?? config.scope.inboxOnly,
      projects: changeFilter(config.scope.projects, change.scope?.projects),
      areas: changeFilter(config.scope.areas, change.scope?.areas),
      tags: changeFilter(config.scope.tags, change.scope?.tags),
      assigned: change.scope?.assigned ?? config.scope.assigned,
    },
    guard: changeGuard(config.guard, change.guard ?? {}),
    markerLabels: {
      someday: change.markerLabels?.someday ?? config.markerLabels.someday,
      evening: change.markerLabels?.evening ?? config.markerLabels.evening,
      canceled: change.markerLabels?.canceled ?? config.markerLabels.canceled,
    },
    priorityTags: change.priorityTags === undefined ? config.priorityTags : change.priorityTags,
  };
}

function changeStrategies(
  strategies: FieldStrategies,
  change: NonNullable<ConfigChange['strategies']>,
): FieldStrategies {
  const asked = DECIDED_FIELDS.map(
    (field) => [field, change[field] === undefined ? strategies[field] : change[field]] as const,
  );
  return { ...strategies, ...Object.fromEntries(asked) };
}

function changeFilter(
  filter: NameFilter,
  change: { readonly [Name in keyof NameFilter]?: NameFilter[Name] | undefined } | undefined,
): NameFilter {
  return { include: change?.include ?? filter.include, exclude: change?.exclude ?? filter.exclude };
}

function changeGuard(guard: GuardLimits, change: NonNullable<ConfigChange['guard']>): GuardLimits {
  const { maxTasks, maxShare } = change;
  const both = { deletions: { maxTasks, maxShare }, completions: { maxTasks, maxShare } };
  const asked = { ...both, ...change };
  const changed = CHANGE_KINDS.map((kind) => [kind, changeLimit(guard[kind], asked[kind])] as const);
  return { ...guard, ...Object.fromEntries(changed) };
}

function changeLimit(
  limit: GuardLimit,
  change: { readonly [Name in keyof GuardLimit]?: number | undefined } | undefined,
): GuardLimit {
  return { maxTasks: change?.maxTasks ?? limit.maxTasks, maxShare: change?.maxShare ?? limit.maxShare };
}
