// What an owner sets of webhooks over HTTP: `GET` and `PUT /webhook/config`. Any subset may be given; what is missing stays as it is.

import * as z from 'zod';

const MAX_LIST = 200;
const MAX_RULES = 50;

const name = z.string().trim().min(1).max(200);
const names = z.array(name).max(MAX_LIST);
/** A place by its name; null: the inbox. */
const place = z.string().trim().min(1).max(120).nullable();
/** Never shown again; null forgets it. */
const secret = z.string().min(8).max(500).nullable();
const path = z.string().min(1).max(200);
const text = z.string().max(4000);

const conditionSchema = z.strictObject({
  field: path,
  operator: z.enum(['equals', 'contains', 'startsWith', 'exists']),
  value: z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]).optional(),
});

/** `condition` is how older configurations say it: one. None at all: the rule holds for everything. */
const ruleSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  condition: conditionSchema.optional(),
  conditions: z.array(conditionSchema).max(10).optional(),
  transformation: z.strictObject({
    title: z.string().min(1).max(1000),
    notes: text.optional(),
    tags: z.array(z.string().max(200)).max(20).optional(),
    project: z.string().max(200).optional(),
    due: z.string().max(200).optional(),
  }),
  /** Older configurations have it; nothing is done with it, as before. */
  template: z.string().max(4000).optional(),
});

const common = { enabled: z.boolean().optional(), secret: secret.optional(), place: place.optional() };

/** The body of `PUT /webhook/config`. */
export const webhookConfigChangeSchema = z.strictObject({
  enabled: z.boolean().optional(),
  sources: z
    .strictObject({
      github: z
        .strictObject({
          ...common,
          repositories: names.optional(),
          events: names.optional(),
          me: name.nullable().optional(),
          completesClosed: z.boolean().optional(),
        })
        .optional(),
      slack: z
        .strictObject({
          ...common,
          channels: names.optional(),
          emoji: names.optional(),
          users: names.optional(),
        })
        .optional(),
      notion: z
        .strictObject({
          ...common,
          databases: names.optional(),
          dueProperty: name.optional(),
          done: z.strictObject({ property: name, equals: name.nullable() }).nullable().optional(),
        })
        .optional(),
      generic: z
        .strictObject({ ...common, transformRules: z.array(ruleSchema).max(MAX_RULES).optional() })
        .optional(),
      todoist: z.strictObject({ enabled: z.boolean().optional(), secret: secret.optional() }).optional(),
    })
    .optional(),
  rateLimits: z
    .strictObject({
      perMinute: z.int().min(1).max(10_000).optional(),
      perHour: z.int().min(1).max(100_000).optional(),
    })
    .optional(),
});
export type WebhookConfigChange = z.infer<typeof webhookConfigChangeSchema>;

/** The body of `POST /webhook/test`. `headers`: those that tell the kind of an event, such as `x-github-event`. */
export const webhookTestSchema = z.strictObject({
  source: z.enum(['github', 'slack', 'notion', 'generic', 'todoist']),
  payload: z.unknown(),
  headers: z.record(z.string().max(100), z.string().max(1000)).optional(),
});
export type WebhookTest = z.infer<typeof webhookTestSchema>;
