// What senders of webhooks are answered, and what their owner is shown.

import * as z from 'zod';
import { WEBHOOK_CONFIG, WEBHOOK_EVENTS } from '../endpoints/webhooks.ts';
import { olderErrorSchema } from '../problem.ts';
import { AGAIN } from './older/again.ts';
import { group, told, type Answer } from './told.ts';

const takenSchema = z.object({
  received: z.literal(true),
  processed: z.literal(true),
  eventId: z.string(),
  taskTitle: z.string().nullable(),
});
const passedOverSchema = z.object({
  received: z.literal(true),
  processed: z.literal(false),
  error: z.string().describe('Why the event was not processed.'),
});
const introducedSchema = z.union([
  z.object({ received: z.literal(true) }),
  z.object({ challenge: z.string() }),
]);
const eventSchema = z.union([takenSchema, passedOverSchema, introducedSchema]);

const common = { enabled: z.boolean(), secretSet: z.boolean() };
const place = z
  .string()
  .nullable()
  .describe('The project or area, by name, in which tasks are created; null means the inbox.');
const names = z.array(z.string());

const shownConfigSchema = z
  .object({
    enabled: z.boolean(),
    sources: z.object({
      github: z.object({
        ...common,
        place,
        repositories: names,
        events: names,
        me: z.string().nullable(),
        completesClosed: z.boolean(),
      }),
      notion: z.object({
        ...common,
        place,
        databases: names,
        dueProperty: z.string(),
        done: z.object({ property: z.string(), equals: z.string().nullable() }).nullable(),
      }),
      slack: z.object({ ...common, place, channels: names, emoji: names, users: names }),
      generic: z.object({ ...common, place, transformRules: z.array(z.looseObject({ name: z.string() })) }),
      todoist: z.object(common),
    }),
    rateLimits: z.object({ perMinute: z.number(), perHour: z.number() }),
    olderConfigWaits: z.boolean().describe('An earlier version left settings that were not taken over yet.'),
    verificationTokenWaits: z
      .boolean()
      .describe('Notion sent a verification token that has not been shown yet.'),
  })
  .meta({ id: 'WebhookConfig', description: 'Shows whether a secret is set, never the secret.' });

const changedSchema = z.object({ success: z.literal(true), message: z.string() });

const testedSchema = z.object({
  testResult: z.union([
    z.object({
      processed: z.literal(true),
      tasks: z.array(
        z.object({
          object: z.string().describe('Identifies the object, so that later events change the same task.'),
          does: z.enum(['open', 'tell', 'edit', 'close']),
          title: z.string(),
          notes: z.string(),
          tags: names,
          deadline: z.string().nullable(),
          place: z.string().nullable(),
        }),
      ),
    }),
    z.object({ processed: z.literal(false), error: z.string() }),
  ]),
  status: z.literal(200),
  ...AGAIN,
});

const adoptedSchema = z.object({
  success: z.literal(true),
  adopted: z.array(z.string()),
  refused: z.array(z.object({ source: z.string(), reason: z.string() })),
});

const tokenSchema = z.object({ verificationToken: z.string().nullable() });

export type EventAnswer = Answer<typeof eventSchema>;
export type ShownWebhookConfig = Answer<typeof shownConfigSchema>;
export type WebhookConfigChanged = Answer<typeof changedSchema>;
export type WebhookTested = Answer<typeof testedSchema>;
export type WebhookConfigAdopted = Answer<typeof adoptedSchema>;
export type VerificationToken = Answer<typeof tokenSchema>;

const QUERY = { account: 'The account, if it is not the default one.' };
const LIMITED = {
  429: {
    does: 'Too many events from this sender; `X-RateLimit-Reset-Minute` and `X-RateLimit-Reset-Hour` (epoch ms) say when it may send again.',
    answer: olderErrorSchema,
  },
};
const event = (summary: string) =>
  told(summary, eventSchema, { parameters: QUERY, also: LIMITED, fails: [401] });

/** Events and their settings. */
export const WEBHOOK_GROUP = group(
  'Webhooks',
  'Events of other services become tasks. Each is signed by its sender; see docs/webhooks.md.',
  {
    endpoints: { ...WEBHOOK_EVENTS, ...WEBHOOK_CONFIG },
    told: {
      githubEvent: event('Receive an event of GitHub'),
      slackEvent: event('Receive an event of Slack'),
      notionEvent: event('Receive an event of Notion'),
      genericEvent: event('Receive an event of any service that signs JSON'),
      todoistEvent: event('Receive an event of Todoist, which is then read at once'),
      webhookConfig: told('Get the settings of webhooks', shownConfigSchema),
      changeWebhookConfig: told('Change the settings of webhooks', changedSchema, {
        more: 'Objects are merged; lists and values are replaced. A secret of `null` is removed.',
      }),
      adoptWebhookConfig: told('Take over the settings that an earlier version left', adoptedSchema, {
        more: 'Each sender by itself; what can’t be used today is refused with its reason and stays as it is. Secrets are encrypted.',
        fails: [404, 503],
      }),
      testWebhook: told('Show what an event would become; changes nothing', testedSchema),
      takeVerificationToken: told('Get the verification token of Notion, once', tokenSchema),
    },
  },
);
