// The request by which one event is delivered: signed JSON for a webhook, plain text for a push service. The body is the same on
// every attempt. Pure but for the signing itself.

import type { Delivery, Subscriber } from '../../model/outbound.ts';
import { fillTemplate, sentenceOf, wordsOf } from './push-text.ts';

/** A request to a subscriber. */
export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As receivers of the earlier version know it. */
const USER_AGENT = 'Todoist-Things-Sync/1.0';
const WHSEC = 'whsec_';
const ENCODER = new TextEncoder();

/** Makes the request for an attempt at `now` (epoch ms). `secret`: a webhook's signing secret, or a push service's token; null: none. */
export function composeRequest(
  subscriber: Subscriber,
  delivery: Delivery,
  { secret, now }: { readonly secret: string | null; readonly now: number },
): Promise<OutgoingRequest> {
  return subscriber.kind === 'push'
    ? Promise.resolve(pushRequest(subscriber, delivery, secret))
    : webhookRequest(subscriber, delivery, { secret: secret ?? '', now });
}

async function webhookRequest(
  { url }: Subscriber,
  { id, event, at, data }: Delivery,
  { secret, now }: { readonly secret: string; readonly now: number },
): Promise<OutgoingRequest> {
  const unsigned = { event, timestamp: new Date(at).toISOString(), data };
  const own = hexOf(await hmac(bytesOf(secret), JSON.stringify(unsigned)));
  const body = JSON.stringify({ ...unsigned, signature: own });
  const seconds = Math.floor(now / 1000);
  const standard = base64Of(await hmac(keyOf(secret), `${id}.${seconds}.${body}`));
  return {
    url,
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${standard}`,
    },
  };
}

function pushRequest(subscriber: Subscriber, delivery: Delivery, token: string | null): OutgoingRequest {
  const words = wordsOf(delivery);
  const text = subscriber.body === null ? sentenceOf(delivery) : fillTemplate(subscriber.body, words);
  const title = subscriber.title === null ? 'Todoist-Things sync' : fillTemplate(subscriber.title, words);
  return {
    url: fillTemplate(subscriber.url, words, encodeURIComponent),
    body: text === '' ? sentenceOf(delivery) : text,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'user-agent': USER_AGENT,
      'webhook-id': delivery.id,
      title: headerText(title),
      priority: URGENT.has(delivery.event) ? 'high' : 'default',
      tags: delivery.event,
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
  };
}

/** What a person has to do something about. */
const URGENT: ReadonlySet<string> = new Set([
  'sync_failed',
  'plan_waiting',
  'conflict_detected',
  'budget_low',
  'replica_stale',
]);

/** Standard Webhooks: the bytes behind `whsec_` are base64; any other secret is its own bytes. */
function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  const encoded = secret.startsWith(WHSEC) ? secret.slice(WHSEC.length) : null;
  if (encoded === null || !isBase64(encoded)) return bytesOf(secret);
  return Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
}

/** Tells whether a text is base64 with its padding. */
export function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0;
}

/** Makes a signing secret: 32 bytes as Standard Webhooks writes them. */
export function newSecret(): string {
  return `${WHSEC}${base64Of(crypto.getRandomValues(new Uint8Array(32)))}`;
}

/** A header carries ASCII; anything else is written as RFC 2047 has it, which ntfy reads. */
function headerText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return `=?UTF-8?B?${base64Of(ENCODER.encode(text))}?=`;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(ENCODER.encode(text));
}

async function hmac(key: Uint8Array<ArrayBuffer>, message: string): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, ENCODER.encode(message)));
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
