// Who is told what the sync did, and what became of each delivery.

import { SUBSCRIBERS } from '../../protocol/endpoints/subscribers.ts';
import type { CallAnswer } from '../calls.ts';
import type { SubscriberInputs, SubscriberName } from '../subscriber-inputs.ts';
import { coordinatorOf, route, type Route, type RouteContext } from './route.ts';

/** Subscribers and their deliveries. */
export const SUBSCRIBER_ROUTES: readonly Route[] = [
  route(SUBSCRIBERS.subscribers, (context) => ask(context, 'all', null)),
  route(SUBSCRIBERS.addSubscriber, (context, { body }) => ask(context, 'add', body)),
  route(SUBSCRIBERS.changeSubscriber, (context, { path: { id }, body }) =>
    ask(context, 'change', { id, change: body }),
  ),
  route(SUBSCRIBERS.adoptSubscribers, (context, { body }) => ask(context, 'adopt', body.ids ?? null)),
  route(SUBSCRIBERS.removeSubscriber, (context, { path }) => ask(context, 'remove', path.id)),
  route(SUBSCRIBERS.deliveries, (context, { query }) => ask(context, 'deliveries', query)),
  route(SUBSCRIBERS.redeliver, (context, { path }) => ask(context, 'redeliver', path.id)),
];

function ask<Name extends SubscriberName>(
  context: RouteContext,
  name: Name,
  input: SubscriberInputs[Name],
): Promise<CallAnswer> {
  return coordinatorOf(context).subscribers(name, input);
}
