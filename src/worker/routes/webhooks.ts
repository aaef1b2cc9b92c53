// Events of other services, as they were sent, and their settings.

import { SOURCE_NAMES, type SourceName } from '../../model/webhook.ts';
import { WEBHOOK_CONFIG, WEBHOOK_EVENTS } from '../../protocol/endpoints/webhooks.ts';
import { isAccount } from '../accounts.ts';
import type { CallAnswer } from '../calls.ts';
import type { WebhookInputs, WebhookName } from '../webhook-inputs.ts';
import { coordinatorOf, route, type Route, type RouteContext } from './route.ts';

/** What says who sent it, when, and what of; nothing else of a request goes further. */
const HEADERS = [
  'x-hub-signature-256',
  'x-github-event',
  'x-github-delivery',
  'x-slack-signature',
  'x-slack-request-timestamp',
  'x-notion-signature',
  'notion-signature',
  'x-signature',
  'x-webhook-signature',
  'x-delivery-id',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'x-todoist-hmac-sha256',
  'x-todoist-delivery-id',
];

/** Senders, and what is set of them. */
export const WEBHOOK_ROUTES: readonly Route[] = [
  ...SOURCE_NAMES.map(eventRoute),
  route(WEBHOOK_CONFIG.webhookConfig, (context) => ask(context, 'config', null)),
  route(WEBHOOK_CONFIG.changeWebhookConfig, (context, { body }) => ask(context, 'changeConfig', body)),
  route(WEBHOOK_CONFIG.adoptWebhookConfig, (context) => ask(context, 'adoptConfig', null)),
  route(WEBHOOK_CONFIG.testWebhook, (context, { body }) => ask(context, 'test', body)),
  route(WEBHOOK_CONFIG.takeVerificationToken, (context) => ask(context, 'takeVerificationToken', null)),
];

function eventRoute(source: SourceName): Route {
  const endpoint = WEBHOOK_EVENTS[`${source}Event`];
  // Its body is looked at behind its signature.
  const takes = { query: endpoint.takes.query };
  return route({ ...endpoint, takes }, async (context, { query: { account } }) => {
    // An account that is none is refused by the default one's object, in the same words and at the same cost.
    const isKnown = account !== undefined && isAccount(context.env, account);
    if (isKnown) context.set('account', account);
    const to = account === undefined ? 'default' : isKnown ? 'named' : 'nobody';
    return ask(context, 'receive', { source, request: await requestOf(context), to });
  });
}

function ask<Name extends WebhookName>(
  context: RouteContext,
  name: Name,
  input: WebhookInputs[Name],
): Promise<CallAnswer> {
  return coordinatorOf(context).webhooks(name, input);
}

async function requestOf({ req }: RouteContext): Promise<WebhookInputs['receive']['request']> {
  const headers = HEADERS.flatMap((name) => {
    const value = req.header(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { headers: Object.fromEntries(headers), body: await req.arrayBuffer() };
}
