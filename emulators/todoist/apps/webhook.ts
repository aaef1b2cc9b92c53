/**
 * The webhook that an app names in the console. It is kept and shown, never called: the vendor only takes https
 * addresses without a port, and the emulator only calls its own machine (see webhooks/).
 */
import type { Hono } from 'hono';
import * as z from 'zod';
import { parseArgs } from '../commands/context.ts';
import { readBody } from '../rest/rest-edge.ts';
import { WEBHOOK_EVENTS } from '../webhooks/webhook-events.ts';
import { appOf, changeApp } from './console-edge.ts';
import type { ConsoleParts } from './console-edge.ts';

const EVENTS: readonly string[] = WEBHOOK_EVENTS.map((event) => `e_${event.replace(':', '_')}`);

const WebhookArgs = z.object({
  callback_url: z.url({ protocol: /^https$/ }).refine((text) => new URL(text).port === '', 'no port'),
  events: z
    .array(z.string().refine((event) => EVENTS.includes(event), 'an event'))
    .refine((events) => new Set(events).size === events.length, 'unique events'),
  version: z.enum(['1']).default('1'),
});

/** Adds `/apps/{id}/webhook`. */
export function addAppWebhookRoutes(routes: Hono, parts: ConsoleParts): void {
  routes.get('/apps/:id/webhook', (context) => context.json(appOf(parts, context.req.param('id')).webhook));
  routes.post('/apps/:id/webhook', async (context) => {
    const app = appOf(parts, context.req.param('id'));
    const webhook = { status: 'active', ...parseArgs(WebhookArgs, await readBody(context)) } as const;
    changeApp(parts, app, { webhook });
    return context.json(webhook);
  });
  routes.delete('/apps/:id/webhook', (context) => {
    changeApp(parts, appOf(parts, context.req.param('id')), { webhook: null });
    return context.body(null, 204);
  });
}
