// What moves tasks: the agent's exchange, a poll of Todoist, and the socket over which the agent is poked.

import { MAX_EXCHANGE_BYTES } from '../../protocol/exchange.ts';
import { problemResponse } from '../problems.ts';
import { coordinatorOf, passOn, type Route } from './route.ts';

/** `POST /v1/exchange`, `POST /v1/poll`, `GET /v1/poke`. */
export const EXCHANGE_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/exchange',
    maxBodyBytes: MAX_EXCHANGE_BYTES,
    isRepeatable: false,
    answer: async (context) => passOn(coordinatorOf(context).exchange(await context.req.arrayBuffer())),
  },
  {
    method: 'POST',
    path: '/v1/poll',
    answer: (context) => passOn(coordinatorOf(context).poll()),
  },
  {
    method: 'GET',
    path: '/v1/poke',
    answer: async (context) =>
      context.req.header('upgrade')?.toLowerCase() === 'websocket'
        ? coordinatorOf(context).fetch(context.req.raw)
        : problemResponse({ kind: 'upgrade_required' }),
  },
];
