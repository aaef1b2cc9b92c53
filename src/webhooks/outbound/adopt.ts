// Subscribers that the earlier version left: shown as not admitted, and taken over on their owner's word, by the rules of today.

import * as z from 'zod';
import { OUTBOUND_EVENTS, type OutboundEvent, type Subscriber } from '../../model/outbound.ts';
import { whyNoTarget } from '../../model/outbound-target.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { listeners, startCollecting } from './collect.ts';
import { newSecret } from './request.ts';
import { DEFAULT_RETRY_POLICY } from './retry.ts';
import { MAX_SUBSCRIBERS, SECRET_PURPOSE, type DeskParts, type OutboundFailure } from './subscriber-desk.ts';

/** What the desk needs besides. */
export interface AdoptParts extends DeskParts {
  /** The value of `outbound-webhooks` as the earlier version stored it, as JSON text; null: there is none. */
  readonly olderSubscribers: () => Promise<string | null>;
}

/** A subscriber that is not admitted. */
export interface OlderSubscriber {
  readonly subscriber: Subscriber;
  /** null: it had none. */
  readonly secret: string | null;
}

/** What became of an adoption. */
export interface Adopted {
  readonly adopted: readonly { readonly subscriber: Subscriber; readonly madeSecret: string | null }[];
  /** Those that stay as they are, each with its reason. */
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
}

const ADOPTED = 'adopted';
const MAX_SECRET_CHARS = 500;

const olderSchema = z.array(
  z.looseObject({
    id: z.string().min(1).max(128),
    url: z.string(),
    events: z.array(z.string()),
    secret: z.string().max(MAX_SECRET_CHARS).nullish(),
    enabled: z.boolean().default(true),
    createdAt: z.union([z.string(), z.number()]).optional(),
  }),
);

/** Those that wait for their owner's word. */
export async function notAdmitted(parts: AdoptParts): Promise<readonly OlderSubscriber[]> {
  const text = await parts.olderSubscribers();
  const older = text === null ? null : olderSchema.safeParse(parseJson(text));
  if (older?.success !== true) return [];
  const done = new Set(adoptedBefore(parts));
  return older.data
    .filter(({ id }) => !done.has(id) && parts.subscribers.get(id) === null)
    .map(({ id, url, events, secret, enabled, createdAt }) => ({
      secret: secret === undefined || secret === '' ? null : secret,
      subscriber: {
        id,
        url,
        kind: 'webhook',
        events: OUTBOUND_EVENTS.filter((event) => events.includes(event)) satisfies readonly OutboundEvent[],
        enabled,
        includeText: false,
        // What they had was never used; of its numbers (three retries within seconds) nothing would come.
        retryPolicy: DEFAULT_RETRY_POLICY,
        title: null,
        body: null,
        createdAt: timeOf(createdAt) ?? parts.now(),
        paused: null,
        missed: 0,
      },
    }));
}

/** Admits subscribers of the earlier version. `ids`: only these; null: all. One without a secret gets one. */
export async function adoptSubscribers(
  parts: AdoptParts,
  ids: readonly string[] | null,
): Promise<Result<Adopted, OutboundFailure>> {
  const { vault, store, subscribers } = parts;
  const waiting = await notAdmitted(parts);
  const wanted = waiting.filter(({ subscriber: { id } }) => ids === null || ids.includes(id));
  const problem = vault.problem();
  if (wanted.length > 0 && problem !== null) return err({ kind: 'not_configured', detail: problem });
  const adopted: Adopted['adopted'][number][] = [];
  const refused = (ids ?? [])
    .filter((id) => !waiting.some(({ subscriber }) => subscriber.id === id))
    .map((id) => ({ id, reason: 'no subscriber of the earlier version has this id' }));
  for (const { subscriber, secret } of wanted) {
    const { id } = subscriber;
    const reason = whyNot(parts, subscriber);
    if (reason !== null) {
      refused.push({ id, reason });
      continue;
    }
    const madeSecret = secret === null ? newSecret() : null;
    const sealed = await vault.seal({ purpose: SECRET_PURPOSE, id }, secret ?? madeSecret ?? '');
    store.transaction(() => {
      if (subscriber.enabled && listeners(subscribers).length === 0) startCollecting(parts);
      subscribers.put(subscriber);
      subscribers.state.set(ADOPTED, [...adoptedBefore(parts), id]);
      vault.put(sealed);
    });
    adopted.push({ subscriber, madeSecret });
  }
  return ok({ adopted, refused });
}

function whyNot(parts: AdoptParts, { url, events }: Subscriber): string | null {
  if (events.length === 0) return 'it wants no event that there is';
  if (parts.subscribers.all().length >= MAX_SUBSCRIBERS) return `there can be ${MAX_SUBSCRIBERS} subscribers`;
  const refusal = whyNoTarget(url, parts);
  return refusal === null ? null : `events can’t be sent to its URL: ${refusal}`;
}

function adoptedBefore({ subscribers }: AdoptParts): readonly string[] {
  return (subscribers.state.get(ADOPTED) as readonly string[] | undefined) ?? [];
}

function timeOf(value: string | number | undefined): number | null {
  const at = typeof value === 'number' ? value : Date.parse(value ?? '');
  return Number.isSafeInteger(at) && at >= 0 ? at : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
