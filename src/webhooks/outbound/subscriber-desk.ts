// What an owner does with subscribers: adds, changes and removes them. Secrets go where secrets are; everything else is checked before
// anything is stored.

import { DEFAULT_RETRY_POLICY } from './retry.ts';
import { isBase64, newSecret } from './request.ts';
import { unknownWords, TEMPLATE_WORDS, withSameWord } from './push-text.ts';
import type { Subscriber, SubscriberSettings } from '../../model/outbound.ts';
import { whyNoTarget } from '../../model/outbound-target.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { SealedSecret, Vault } from '../../hub/secrets.ts';
import type { NewSubscriber, SubscriberChange } from '../../protocol/subscribers.ts';
import { listeners, startCollecting, type CollectParts } from './collect.ts';

/** Why something asked of subscribers was not done. */
export interface OutboundFailure {
  /** `not_configured`: a secret can't be sealed; `detail` says what to set. */
  readonly kind: 'invalid' | 'not_found' | 'not_configured';
  readonly detail: string;
}

/** What the desk works on. */
export interface DeskParts extends CollectParts {
  readonly vault: Pick<Vault, 'problem' | 'seal' | 'put' | 'remove' | 'open'>;
  readonly allowsPrivate: boolean;
  readonly newId: () => string;
}

/** A subscriber that was added, and a secret that was made for it; null: its owner gave one, or there is none. */
interface Added {
  readonly subscriber: Subscriber;
  readonly madeSecret: string | null;
}

/** What a secret of a subscriber is stored under. */
export const SECRET_PURPOSE = 'subscriber';
/** So many subscribers are told of everything. */
export const MAX_SUBSCRIBERS = 20;
const RANDOM_CHARS = 8;
/** A placeholder stands for text that is not known when a URL is checked. */
const ANY_WORD = 'x';

/** Adds a subscriber. It is told what happens from now on. */
export async function addSubscriber(
  parts: DeskParts,
  given: NewSubscriber,
): Promise<Result<Added, OutboundFailure>> {
  const { vault, store, subscribers, now, newId } = parts;
  if (subscribers.all().length >= MAX_SUBSCRIBERS)
    return err({ kind: 'invalid', detail: `There can be ${MAX_SUBSCRIBERS} subscribers.` });
  const { secret: givenSecret, ...settings } = withDefaults(given);
  const wrong = whyUnusable(settings, givenSecret, parts);
  if (wrong !== null) return err({ kind: 'invalid', detail: wrong });
  const madeSecret = settings.kind === 'webhook' && givenSecret === null ? newSecret() : null;
  const createdAt = now();
  const subscriber: Subscriber = {
    ...settings,
    id: `sub-${createdAt}-${newId().replaceAll('-', '').slice(0, RANDOM_CHARS)}`,
    createdAt,
    paused: null,
    missed: 0,
  };
  const sealed = await sealFor(parts, subscriber.id, givenSecret ?? madeSecret);
  if (!sealed.ok) return sealed;
  store.transaction(() => {
    if (listeners(subscribers).length === 0) startCollecting(parts);
    subscribers.put(subscriber);
    if (sealed.value !== null) vault.put(sealed.value);
  });
  return ok({ subscriber, madeSecret });
}

/** Changes a subscriber; what is not given stays. */
export async function changeSubscriber(
  parts: DeskParts,
  id: string,
  change: SubscriberChange,
): Promise<Result<Subscriber, OutboundFailure>> {
  const { vault, store, subscribers } = parts;
  const known = subscribers.get(id);
  if (known === null) return err(NO_SUBSCRIBER);
  const { secret, ...rest } = change;
  if (known.kind === 'webhook' && secret === null)
    return err({ kind: 'invalid', detail: 'A webhook always has a secret: give it another one.' });
  const wrong = whyUnusable(merged(known, rest), secret ?? null, parts);
  if (wrong !== null) return err({ kind: 'invalid', detail: wrong });
  const sealed = await sealFor(parts, id, secret ?? null);
  if (!sealed.ok) return sealed;
  return store.transaction(() => {
    const before = subscribers.get(id);
    if (before === null) return err(NO_SUBSCRIBER);
    const after = merged(before, rest);
    if (after.enabled && listeners(subscribers).length === 0) startCollecting(parts);
    subscribers.put(after);
    if (sealed.value !== null) vault.put(sealed.value);
    else if (secret === null) vault.remove({ purpose: SECRET_PURPOSE, id });
    return ok(after);
  });
}

/** Removes a subscriber with its secret and what waits for it. */
export function removeSubscriber(parts: DeskParts, id: string): Result<null, OutboundFailure> {
  const { vault, store, subscribers, deliveries } = parts;
  return store.transaction(() => {
    if (subscribers.get(id) === null) return err(NO_SUBSCRIBER);
    subscribers.remove(id);
    deliveries.drop(id);
    vault.remove({ purpose: SECRET_PURPOSE, id });
    return ok(null);
  });
}

const NO_SUBSCRIBER = { kind: 'not_found', detail: 'No subscriber has this id.' } as const;

function withDefaults({
  kind = 'webhook',
  enabled = true,
  includeText = false,
  retryPolicy = {},
  title = null,
  body = null,
  secret = null,
  url,
  events,
}: NewSubscriber): SubscriberSettings & { readonly secret: string | null } {
  const policy = { ...DEFAULT_RETRY_POLICY, ...given(retryPolicy) };
  return {
    url,
    kind,
    events: [...new Set(events)],
    enabled,
    includeText,
    retryPolicy: policy,
    title,
    body,
    secret,
  };
}

/** The owner's word that it is on ends a pause. */
function merged(before: Subscriber, change: Omit<SubscriberChange, 'secret'>): Subscriber {
  const { retryPolicy = {}, events = before.events, ...rest } = change;
  return {
    ...before,
    ...given(rest),
    events: [...new Set(events)],
    retryPolicy: { ...before.retryPolicy, ...given(retryPolicy) },
    paused: change.enabled === true ? null : before.paused,
  };
}

/** Without what is there only as undefined. */
function given<T extends object>(values: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}

async function sealFor(
  { vault }: DeskParts,
  id: string,
  secret: string | null,
): Promise<Result<SealedSecret | null, OutboundFailure>> {
  if (secret === null) return ok(null);
  const problem = vault.problem();
  if (problem !== null) return err({ kind: 'not_configured', detail: problem });
  return ok(await vault.seal({ purpose: SECRET_PURPOSE, id }, secret));
}

/** Why settings can't be used, in plain words; null: they can. */
function whyUnusable(settings: SubscriberSettings, secret: string | null, parts: DeskParts): string | null {
  const { kind, url, title, body } = settings;
  if (kind === 'webhook' && (title !== null || body !== null))
    return 'Only a push service has a title and a body; a webhook gets JSON.';
  if (secret?.startsWith('whsec_') === true && !isBase64(secret.slice('whsec_'.length)))
    return 'What follows whsec_ in the secret must be base64.';
  const unknown = kind === 'push' ? [url, title ?? '', body ?? ''].flatMap(unknownWords) : [];
  if (unknown.length > 0)
    return `There is no {{${unknown.join('}}, {{')}}}: the words are ${TEMPLATE_WORDS.join(', ')}.`;
  const target = kind === 'push' ? withSameWord(url, ANY_WORD) : url;
  const refusal = whyNoTarget(target, parts);
  if (refusal !== null) return `Events can’t be sent to this URL: ${refusal}.`;
  return kind === 'push' && originOf(url, ANY_WORD) !== originOf(url, `${ANY_WORD}2`)
    ? 'Placeholders may be in the path and the query of a URL, not in its host.'
    : null;
}

function originOf(template: string, word: string): string | undefined {
  return URL.parse(withSameWord(template, word))?.origin;
}
