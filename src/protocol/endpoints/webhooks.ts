// Where senders of webhooks send to, and what their owner sets of them.

import * as z from 'zod';
import { webhookConfigChangeSchema, webhookTestSchema } from '../webhooks.ts';
import { get, post, put, type EndpointOptions } from './endpoint.ts';

/** The largest event that is read, bytes. */
const MAX_EVENT_BYTES = 2 * 1024 * 1024;

/** A sender shows by its signature who it is; whether it sent something before is known by its own name of the delivery. */
const EVENT: EndpointOptions = { access: 'signed', maxBodyBytes: MAX_EVENT_BYTES, whenRepeated: 'own_ids' };

/** `account`: whose senders it is, where that is not the default one. */
const TAKES = { query: z.object({ account: z.string().max(32).optional() }), body: z.unknown() };

/** Events, by their senders. The body is looked at only when its signature is known to be right. */
export const WEBHOOK_EVENTS = {
  githubEvent: post('/webhook/github', TAKES, EVENT),
  slackEvent: post('/webhook/slack', TAKES, EVENT),
  notionEvent: post('/webhook/notion', TAKES, EVENT),
  genericEvent: post('/webhook/generic', TAKES, EVENT),
  todoistEvent: post('/webhook/todoist', TAKES, EVENT),
} as const;

/** What is set of them. */
export const WEBHOOK_CONFIG = {
  webhookConfig: get('/webhook/config', {}, { access: 'owner' }),
  changeWebhookConfig: put('/webhook/config', { body: webhookConfigChangeSchema }, { access: 'owner' }),
  adoptWebhookConfig: post('/webhook/config/adopt', {}, { access: 'owner' }),
  testWebhook: post(
    '/webhook/test',
    { body: webhookTestSchema },
    { access: 'owner', maxBodyBytes: MAX_EVENT_BYTES },
  ),
  // What is answered here is kept nowhere.
  takeVerificationToken: post(
    '/webhook/notion/verification-token',
    {},
    { access: 'owner', whenRepeated: 'refused' },
  ),
} as const;
