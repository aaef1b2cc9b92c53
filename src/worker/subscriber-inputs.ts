// What each call about subscribers is given. Types only.

import type * as z from 'zod';
import type { SUBSCRIBERS } from '../protocol/endpoints/subscribers.ts';
import type { NewSubscriber, SubscriberChange } from '../protocol/subscribers.ts';

/** The input of each call, by name. */
export interface SubscriberInputs {
  readonly all: null;
  readonly add: NewSubscriber;
  readonly change: { readonly id: string; readonly change: SubscriberChange };
  readonly remove: string;
  readonly deliveries: z.output<(typeof SUBSCRIBERS)['deliveries']['takes']['query']>;
  readonly redeliver: string;
}

/** Names a call. */
export type SubscriberName = keyof SubscriberInputs;
