// The door for events: configured, known sender, not too often, real, understood, and not seen before. What gets through is kept, and
// worked on later: a sender waits a few seconds only.

import type { SourceChange, SourceName } from '../../model/webhook.ts';
import type { Delivery, Reading } from './source.ts';
import type { WebhookConfig } from './config.ts';
import { fitChange } from './fit-change.ts';
import { readEvent, sourceOf } from './read-event.ts';
import type { RateWindows } from './rate-windows.ts';

/** An event that was taken. */
interface TakenEvent {
  readonly source: SourceName;
  /** The sender's name of the delivery, or what stands in for one. */
  readonly delivery: string;
  /** Epoch ms. */
  readonly at: number;
  readonly changes: readonly SourceChange[];
}

/** What the door works with. */
export interface AcceptParts {
  readonly config: WebhookConfig;
  /** null: none is set. */
  readonly secretOf: (source: SourceName) => Promise<string | null>;
  readonly isKnown: (source: SourceName, delivery: string) => boolean;
  readonly windows: RateWindows;
  readonly newId: () => string;
}

/** What became of a request. */
export type Accepted =
  | { readonly kind: 'taken'; readonly event: TakenEvent }
  /** It was taken before, under this name. */
  | { readonly kind: 'again'; readonly delivery: string }
  | { readonly kind: 'poke'; readonly delivery: string }
  | { readonly kind: 'nothing'; readonly why: string }
  | {
      readonly kind: 'handshake';
      readonly answer: { readonly received: true } | { readonly challenge: string };
      readonly secret: string | null;
    }
  | { readonly kind: 'off' }
  | { readonly kind: 'forged' }
  | { readonly kind: 'malformed'; readonly why: string }
  /** Epoch ms at which each window begins anew. */
  | { readonly kind: 'too_many'; readonly minute: number; readonly hour: number };

/** Any secret will do: what it signs is refused. */
const NOBODYS_SECRET = 'the secret of nobody';

/** The longest name of a delivery that is kept. */
const MAX_NAME = 200;

/** Does what a request with a wrong signature costs, for an account that is none: whoever asks can't tell by the time that it takes. */
export async function refuseAsForged(name: SourceName, delivery: Delivery): Promise<Accepted> {
  await sourceOf(name).verify(delivery, NOBODYS_SECRET);
  parse(delivery.raw);
  return { kind: 'forged' };
}

/** Looks at one request. Keeps nothing. */
export async function acceptEvent(
  parts: AcceptParts,
  name: SourceName,
  delivery: Delivery,
): Promise<Accepted> {
  const { config, windows } = parts;
  if (!config.enabled || !config.sources[name].enabled) return { kind: 'off' };
  const secret = await parts.secretOf(name);
  const source = sourceOf(name);
  const isReal = secret !== null && (await source.verify(delivery, secret));
  const payload = parse(delivery.raw);
  if (!isReal) {
    // Who has no secret yet may be told one; whatever else comes is nobody's.
    const introduction =
      secret === null && payload !== undefined ? (source.introduce?.(payload) ?? null) : null;
    return introduction?.kind === 'handshake' ? introduction : { kind: 'forged' };
  }
  const full = source.isJoined === true ? null : windows.take(name, config.rateLimits, delivery.receivedAt);
  if (full !== null) return { kind: 'too_many', ...full };
  if (payload === undefined) return { kind: 'malformed', why: 'the body is not JSON' };
  const own = source.deliveryId(delivery, payload)?.slice(0, MAX_NAME) ?? null;
  if (own !== null && parts.isKnown(name, own)) return { kind: 'again', delivery: own };
  const reading = readEvent(name, { payload, delivery }, config);
  return taken(reading, { source: name, delivery: own ?? parts.newId(), at: delivery.receivedAt }, config);
}

function taken(reading: Reading, event: Omit<TakenEvent, 'changes'>, { sources }: WebhookConfig): Accepted {
  if (reading.kind === 'poke') return { kind: 'poke', delivery: event.delivery };
  if (reading.kind !== 'changes') return reading;
  const { source, delivery } = event;
  const place = source === 'todoist' ? null : sources[source].place;
  const changes = reading.changes.map(fitChange).map((change) => ({
    ...change,
    object: change.object === '' ? `${source}:${delivery}` : change.object,
    place: change.place ?? place,
  }));
  const untitled = changes.some(({ title }) => title.trim() === '');
  if (untitled) return { kind: 'nothing', why: 'it would be a task without a title' };
  return { kind: 'taken', event: { ...event, changes } };
}

/** undefined: it is no JSON. */
function parse(raw: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(raw)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Says what an event would become, whoever sent it. */
export function readTaken(
  config: WebhookConfig,
  {
    source,
    payload,
    headers = {},
  }: {
    readonly source: SourceName;
    readonly payload?: unknown;
    readonly headers?: Readonly<Record<string, string>> | undefined;
  },
  { newId, at }: Pick<AcceptParts, 'newId'> & { readonly at: number },
): Accepted {
  const names = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const header = (name: string): string | null => names.get(name) ?? null;
  const delivery: Delivery = { header, raw: new Uint8Array(), receivedAt: at };
  const own = sourceOf(source).deliveryId(delivery, payload);
  return taken(
    readEvent(source, { payload, delivery }, config),
    { source, delivery: own ?? newId(), at },
    config,
  );
}
