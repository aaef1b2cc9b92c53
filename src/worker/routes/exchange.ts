// What moves tasks: the agent's exchange, a poll of Todoist, and the socket over which the agent is poked.

import { EXCHANGE } from '../../protocol/endpoints/exchange.ts';
import { problemResponse } from '../problems.ts';
import { coordinatorOf, isUpgrade, route, uncheckedRoute, type Route } from './route.ts';

/** The sync itself. The Coordinator checks what an exchange brings: it has the time for a whole library. */
export const EXCHANGE_ROUTES: readonly Route[] = [
  uncheckedRoute(EXCHANGE.exchange, async (context) =>
    coordinatorOf(context).exchange(await context.req.arrayBuffer()),
  ),
  route(EXCHANGE.poll, (context) => coordinatorOf(context).poll()),
  route(EXCHANGE.poke, async (context) =>
    isUpgrade(context)
      ? coordinatorOf(context).fetch(context.req.raw)
      : problemResponse({ kind: 'upgrade_required' }),
  ),
];
