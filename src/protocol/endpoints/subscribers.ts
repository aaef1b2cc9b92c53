// Who is told what the sync did, and what became of each delivery.

import * as z from 'zod';
import { DELIVERY_STATUSES, OUTBOUND_EVENTS } from '../../model/outbound.ts';
import { adoptSubscribersSchema, newSubscriberSchema, subscriberChangeSchema } from '../subscribers.ts';
import { get, patch, post, remove } from './endpoint.ts';
import { limitUpTo, wholeNumber } from './inputs.ts';

/** Deliveries are kept for so long, hours. */
const MAX_HOURS = 240;
const MAX_DELIVERIES = 500;

const ALONE = { access: 'owner_alone' } as const;
const longId = z.object({ id: z.string().min(1).max(300) });

const deliveriesQuerySchema = z.object({
  hours: limitUpTo(MAX_HOURS).optional(),
  status: z.enum(DELIVERY_STATUSES).optional(),
  subscriber: z.string().max(128).optional(),
  event: z.enum(OUTBOUND_EVENTS).optional(),
  limit: limitUpTo(MAX_DELIVERIES).optional(),
  cursor: wholeNumber.optional(),
});

/** Which deliveries to list. */
export type DeliveriesQuery = z.output<typeof deliveriesQuerySchema>;

/** Subscribers and their deliveries. */
export const SUBSCRIBERS = {
  subscribers: get('/webhook/subscribers', {}, ALONE),
  // What is answered here is kept nowhere: a secret may be in it.
  addSubscriber: post(
    '/webhook/subscribers',
    { body: newSubscriberSchema },
    { ...ALONE, whenRepeated: 'refused' },
  ),
  changeSubscriber: patch('/webhook/subscribers/:id', { path: longId, body: subscriberChangeSchema }, ALONE),
  adoptSubscribers: post(
    '/webhook/subscribers/adopt',
    { body: adoptSubscribersSchema },
    { ...ALONE, whenRepeated: 'refused', isBodyOptional: true },
  ),
  removeSubscriber: remove('/webhook/subscribers/:id', { path: longId }, ALONE),
  deliveries: get(
    '/webhook/deliveries',
    {
      query: deliveriesQuerySchema,
    },
    ALONE,
  ),
  redeliver: post('/webhook/deliveries/:id/redeliver', { path: longId }, ALONE),
} as const;
