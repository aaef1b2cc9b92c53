// What an owner is shown of subscribers and their deliveries.

import * as z from 'zod';
import { DELIVERY_STATUSES, OUTBOUND_EVENTS, SUBSCRIBER_KINDS } from '../../model/outbound.ts';
import { SUBSCRIBERS } from '../endpoints/subscribers.ts';
import { group, told, type Answer } from './told.ts';

const time = z.string().describe('ISO 8601, UTC.');

const subscriberSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    kind: z.enum(SUBSCRIBER_KINDS),
    secret: z.null().describe('Never shown; `secretSet` says whether there is one.'),
    secretSet: z.boolean(),
    admitted: z.boolean().describe('false: the earlier version left it, and nothing is sent to it.'),
    events: z.array(z.enum(OUTBOUND_EVENTS)),
    enabled: z.boolean(),
    includeText: z.boolean().describe('Titles of tasks may be sent.'),
    title: z.string().nullable(),
    body: z.string().nullable(),
    retryPolicy: z.object({ enabled: z.boolean(), maxRetries: z.number(), backoffMs: z.number() }),
    createdAt: time,
    paused: z.object({ at: time, reason: z.string() }).nullable(),
    waiting: z.number().describe('Deliveries that wait for it.'),
    missed: z.number().describe('Events that were not kept because too many were waiting.'),
  })
  .meta({ id: 'Subscriber' });

const addedSchema = z.object({
  success: z.literal(true),
  subscriber: subscriberSchema.extend({
    secret: z.string().nullable().describe('A secret that was made now, shown only this once.'),
  }),
});
const changedSchema = z.object({ success: z.literal(true), subscriber: subscriberSchema });
const adoptedSchema = z.object({
  success: z.literal(true),
  adopted: z.array(addedSchema.shape.subscriber),
  refused: z.array(z.object({ id: z.string(), reason: z.string() })),
});
const removedSchema = z.object({ success: z.literal(true), message: z.string() });

const deliverySchema = z
  .object({
    id: z.string(),
    subscriber: z.string().nullable().describe('null: an entry of the earlier version.'),
    webhookUrl: z.string().describe('Scheme and host; a path may hold a secret.'),
    event: z.string(),
    payload: z.unknown().describe('The `data` of the event.'),
    status: z.string().describe(`One of ${DELIVERY_STATUSES.join(', ')}.`),
    attempts: z.number(),
    error: z.string().nullable().describe('Why the last attempt failed.'),
    responseStatus: z.number().nullable(),
    durationMs: z.number().nullable(),
    createdAt: time,
    lastAttemptAt: time.nullable(),
    nextAttemptAt: time.nullable(),
  })
  .meta({ id: 'Delivery' });

const deliveriesSchema = z.object({
  deliveries: z.array(deliverySchema),
  count: z.number(),
  timeRangeHours: z.number(),
  nextCursor: z.string().nullable().describe('The `cursor` of the next page; null: there is none.'),
  budget: z
    .object({ usedSeconds: z.number(), limitSeconds: z.number(), resumesAt: time.nullable() })
    .describe('Time that deliveries may take on this UTC day; `resumesAt`: when it is used up.'),
});

export type ShownSubscriber = Answer<typeof subscriberSchema>;
export type ShownSubscribers = readonly ShownSubscriber[];
export type SubscriberAdded = Answer<typeof addedSchema>;
export type SubscriberChanged = Answer<typeof changedSchema>;
export type SubscribersAdopted = Answer<typeof adoptedSchema>;
export type SubscriberRemoved = Answer<typeof removedSchema>;
export type ShownDelivery = Answer<typeof deliverySchema>;
export type ShownDeliveries = Answer<typeof deliveriesSchema>;

const URL_RULE =
  'Targets are public hosts over https. A push URL and its texts may have placeholders such as `{{event}}` and `{{count}}`.';

/** Subscribers and their deliveries. */
export const SUBSCRIBER_GROUP = group(
  'Subscribers',
  'Who is told what the sync did. Each delivery is signed and retried for a day; see docs/webhooks.md.',
  {
    endpoints: SUBSCRIBERS,
    told: {
      subscribers: told('Lists subscribers', z.array(subscriberSchema)),
      addSubscriber: told('Adds a subscriber', addedSchema, {
        more: `Without a secret a webhook gets one, which is shown in this answer and never again. ${URL_RULE}`,
        fails: [503],
      }),
      changeSubscriber: told('Changes a subscriber', changedSchema, {
        more: `What is missing stays as it is. \`enabled: true\` also ends a pause. ${URL_RULE}`,
        parameters: { id: 'As `GET /webhook/subscribers` lists it.' },
        fails: [404, 503],
      }),
      adoptSubscribers: told('Admits subscribers that the earlier version left', adoptedSchema, {
        more: 'They are shown as not admitted until then. One without a secret gets one, which is shown in this answer and never again.',
        fails: [503],
      }),
      removeSubscriber: told('Removes a subscriber, and what waits for it', removedSchema, {
        parameters: { id: 'As `GET /webhook/subscribers` lists it.' },
        fails: [404],
      }),
      deliveries: told('Lists deliveries, newest first', deliveriesSchema, {
        parameters: {
          hours: 'How far back; 24 without it.',
          status: 'Only those of this status.',
          subscriber: 'Only those to this subscriber.',
          event: 'Only those of this event.',
          limit: 'At most so many; 100 without it.',
          cursor: 'The `nextCursor` of the previous page.',
        },
      }),
      redeliver: told(
        'Sends an event again, under its id',
        z.object({ success: z.literal(true), delivery: deliverySchema }),
        {
          more: 'A subscriber that is paused goes on.',
          parameters: { id: 'As `GET /webhook/deliveries` lists it.' },
          fails: [404],
        },
      ),
    },
  },
);
