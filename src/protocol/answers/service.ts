// What is told of the sync itself, of being there, and of this description.

import * as z from 'zod';
import { DESCRIPTION } from '../endpoints/description.ts';
import { EXCHANGE } from '../endpoints/exchange.ts';
import { HEALTH } from '../endpoints/health.ts';
import { exchangeResponseSchema } from '../exchange-answer.ts';
import { group, told } from './told.ts';

/** What anybody may ask. */
export const SERVICE_GROUP = group('Service', 'What anybody may ask.', {
  endpoints: { ...HEALTH, ...DESCRIPTION },
  told: {
    health: told('It is there', z.object({ status: z.literal('ok'), timestamp: z.iso.datetime() })),
    openApi: told('This description, as OpenAPI 3.1', z.looseObject({ openapi: z.literal('3.1.1') })),
    docs: told('This description, as a page', z.string(), { type: 'text/html' }),
    docsStyle: told('How that page looks', z.string(), { type: 'text/css' }),
  },
});

/** The sync itself. */
export const SYNC_GROUP = group('Sync', 'What moves tasks.', {
  endpoints: EXCHANGE,
  told: {
    exchange: told('One exchange of the agent on the Mac', exchangeResponseSchema, {
      more: 'Changes and acknowledgements up, operations down. What the words mean stands in docs/spec.md.',
    }),
    poll: told('One run without the agent', z.object({ operationsForThings: z.number() }), {
      more: 'Reads Todoist, carries over what is new, and tells how many operations wait for Things.',
    }),
    poke: told('A socket over which the agent is told that something waits', z.never(), {
      more: 'A WebSocket; it carries nothing but pokes.',
      also: { 101: { does: 'The socket.', answer: null } },
      fails: [426],
    }),
  },
});
