// What moves tasks: the agent's exchange, a poll of Todoist, and the socket over which the agent is poked.

import { exchangeRequestSchema, MAX_EXCHANGE_BYTES } from '../exchange.ts';
import { get, post } from './endpoint.ts';

/** The sync itself. */
export const EXCHANGE = {
  exchange: post(
    '/v1/exchange',
    { body: exchangeRequestSchema },
    { maxBodyBytes: MAX_EXCHANGE_BYTES, whenRepeated: 'own_ids' },
  ),
  poll: post('/v1/poll'),
  poke: get('/v1/poke'),
} as const;
