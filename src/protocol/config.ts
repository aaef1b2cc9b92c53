// What an owner can set over HTTP. Any subset may be given; what is missing stays as it is.

import * as z from 'zod';
import {
  CHANGE_KINDS,
  type ChangeKind,
  type GuardLimit,
  type GuardLimits,
  type SyncConfig,
} from '../model/config.ts';
import { STRATEGIES } from '../model/conflict.ts';
import { matchingText } from '../model/text.ts';

const name = z.string().trim().min(1).max(120);
const names = z.array(name).max(200);
const nameFilterSchema = z.strictObject({ include: names, exclude: names });
const limitSchema = z
  .strictObject({ maxTasks: z.number().int().min(0).max(100_000), maxShare: z.number().min(0).max(1) })
  .partial();
const label = z.string().trim().min(1).max(60);

/** The body of `PUT /v1/config`. */
export const configChangeSchema = z.strictObject({
  strategy: z.enum(STRATEGIES).optional(),
  scope: z
    .strictObject({
      inboxOnly: z.boolean(),
      projects: nameFilterSchema,
      areas: nameFilterSchema,
      tags: nameFilterSchema,
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
  markerLabels: z.strictObject({ someday: label, evening: label, canceled: label }).partial().optional(),
  priorityTags: z.tuple([label, label, label]).nullable().optional(),
});

/** What an owner changes. */
export type ConfigChange = z.infer<typeof configChangeSchema>;

/** Says why settings can't be used together; null where they can. Names are compared as the apps do, without case. */
export function whyUnusable({ markerLabels, priorityTags }: SyncConfig): string | null {
  if (hasDoubles(Object.values(markerLabels)))
    return 'Two of `markerLabels` have the same name: a label can stand for one thing only.';
  return hasDoubles(priorityTags ?? [])
    ? 'Two of `priorityTags` have the same name: a tag can stand for one priority only.'
    : null;
}

function hasDoubles(labels: readonly string[]): boolean {
  return new Set(labels.map((label) => matchingText(label))).size < labels.length;
}

/** Puts a change over a configuration. */
export function changeConfig(config: SyncConfig, change: ConfigChange): SyncConfig {
  return {
    strategy: change.strategy ?? config.strategy,
    scope: {
      inboxOnly: change.scope?.inboxOnly ?? config.scope.inboxOnly,
      projects: change.scope?.projects ?? config.scope.projects,
      areas: change.scope?.areas ?? config.scope.areas,
      tags: change.scope?.tags ?? config.scope.tags,
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
