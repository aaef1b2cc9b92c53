// Todoist's own webhooks only tell that something changed: it is read then, and what they say of it is believed by nobody.
// https://developer.todoist.com/api/v1 (webhooks)

import * as z from 'zod';
import { isBase64Signature } from './signature.ts';
import type { Source } from './source.ts';

const eventSchema = z.object({ event_name: z.string() });

/** Todoist as a source. The secret is the client secret of the app that the webhook belongs to. */
export const TODOIST_EVENTS: Source<null> = {
  name: 'todoist',
  title: 'Todoist',
  isJoined: true,
  verify: ({ header, raw }, secret) => isBase64Signature(header('x-todoist-hmac-sha256'), secret, raw),
  deliveryId: ({ header }) => header('x-todoist-delivery-id'),
  read: (payload) =>
    eventSchema.safeParse(payload).success
      ? { kind: 'poke' }
      : { kind: 'malformed', why: 'it is no event: `event_name` is a text' },
};
