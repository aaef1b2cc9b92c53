// What an owner sets for subscribers over HTTP: `POST` and `PATCH` below `/webhook/subscribers`.

import * as z from 'zod';
import { OUTBOUND_EVENTS, SUBSCRIBER_KINDS } from '../model/outbound.ts';

const MAX_URL_CHARS = 2000;
const MAX_TEMPLATE_CHARS = 1000;
const HOUR_MS = 3_600_000;

/** A header can carry it: a push service gets it as a token. */
const secret = z
  .string()
  .min(8)
  .max(500)
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

const template = z.string().trim().min(1).max(MAX_TEMPLATE_CHARS).nullable();

const settings = {
  url: z.string().min(1).max(MAX_URL_CHARS),
  events: z.array(z.enum(OUTBOUND_EVENTS)).min(1).max(OUTBOUND_EVENTS.length),
  enabled: z.boolean(),
  includeText: z.boolean(),
  retryPolicy: z.strictObject({
    enabled: z.boolean().optional(),
    maxRetries: z.int().min(0).max(50).optional(),
    backoffMs: z.int().min(1000).max(HOUR_MS).optional(),
  }),
  title: template,
  body: template,
};

/** The body of `POST /webhook/subscribers`. A webhook without a secret gets one, which the answer shows once. */
export const newSubscriberSchema = z.strictObject({
  url: settings.url,
  kind: z.enum(SUBSCRIBER_KINDS).optional(),
  events: settings.events,
  secret: secret.nullable().optional(),
  enabled: settings.enabled.optional(),
  includeText: settings.includeText.optional(),
  retryPolicy: settings.retryPolicy.optional(),
  title: settings.title.optional(),
  body: settings.body.optional(),
});
export type NewSubscriber = z.infer<typeof newSubscriberSchema>;

/**
 * The body of `PATCH /webhook/subscribers/{id}`: what is missing stays as it is. `enabled: true` ends a pause as well. A secret of `null`
 * removes the token of a push service; a webhook always has one.
 */
export const subscriberChangeSchema = newSubscriberSchema.omit({ kind: true }).partial();
export type SubscriberChange = z.infer<typeof subscriberChangeSchema>;

/** The body of `POST /webhook/subscribers/adopt`. Without `ids`: all that the earlier version left. */
export const adoptSubscribersSchema = z.strictObject({
  ids: z.array(z.string().max(128)).max(100).optional(),
});
