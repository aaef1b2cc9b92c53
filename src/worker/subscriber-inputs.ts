// What each call about subscribers is given. Types only.

import type { DeliveriesQuery } from '../protocol/endpoints/subscribers.ts';
import type { NewSubscriber, SubscriberChange } from '../protocol/subscribers.ts';

/** The input of each call, by name. */
export interface SubscriberInputs {
  readonly all: null;
  readonly add: NewSubscriber;
  readonly change: { readonly id: string; readonly change: SubscriberChange };
  /** null: all. */
  readonly adopt: readonly string[] | null;
  readonly remove: string;
  readonly deliveries: DeliveriesQuery;
  readonly redeliver: string;
}

/** Names a call. */
export type SubscriberName = keyof SubscriberInputs;
