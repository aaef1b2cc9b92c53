// What is told of the sync itself, of being there, and of this description.

import * as z from 'zod';
import { DESCRIPTION } from '../endpoints/description.ts';
import { EXCHANGE } from '../endpoints/exchange.ts';
import { HEALTH } from '../endpoints/health.ts';
import { exchangeResponseSchema } from '../exchange-answer.ts';
import { group, told } from './told.ts';

/** What anybody may ask. */
export const SERVICE_GROUP = group('Service', 'Open to anybody.', {
  endpoints: { ...HEALTH, ...DESCRIPTION },
  told: {
    health: told(
      'Check that the Worker answers',
      z.object({ status: z.literal('ok'), timestamp: z.iso.datetime() }),
    ),
    openApi: told('Get this description as OpenAPI 3.1', z.looseObject({ openapi: z.literal('3.1.1') })),
    docs: told('Get this description as a page', z.string(), { type: 'text/html' }),
    docsStyle: told('Get the style sheet of the page', z.string(), { type: 'text/css' }),
  },
});

/** The sync itself. */
export const SYNC_GROUP = group('Sync', 'What moves tasks.', {
  endpoints: EXCHANGE,
  told: {
    exchange: told('Exchange changes with the agent on the Mac', exchangeResponseSchema, {
      more: 'The agent sends changes and acknowledgements, and receives operations. docs/spec.md explains the terms.',
    }),
    poll: told('Run a sync without the agent', z.object({ operationsForThings: z.number() }), {
      more: 'Reads Todoist, takes in what is new, and answers with the number of operations that wait for Things.',
    }),
    poke: told('Open a WebSocket that tells the agent when something waits', z.never(), {
      more: 'It carries only these messages, never tasks.',
      also: { 101: { does: 'The WebSocket is open.', answer: null } },
      fails: [426],
    }),
  },
});
