// Anything that can post JSON and sign it. https://www.standardwebhooks.com is one way to sign.

import * as z from 'zod';
import { parseCivilDate } from '../../model/dates.ts';
import { render, ruleFor, type Rule } from './rules.ts';
import { fromBase64, isBase64Signature, isHexSignature, isRecent, withPrefix } from './signature.ts';
import { nothing, type Delivery, type Source } from './source.ts';

/** What an owner says about all other senders. */
export interface GenericSettings {
  readonly rules: readonly Rule[];
}

/** Each in turn: the first that was sent is the one. */
const HEX_HEADERS = ['x-signature', 'x-hub-signature-256', 'x-webhook-signature'];

/** A secret in the spelling of Standard Webhooks. */
const STANDARD_SECRET = 'whsec_';

const eventSchema = z.union([z.looseObject({}), z.array(z.unknown())]);
const linkSchema = z.object({ url: z.string().max(2000) });
const namedSchema = z.object({ id: z.union([z.string(), z.number()]) });

/** Any other sender as a source. */
export const GENERIC: Source<GenericSettings> = {
  name: 'generic',
  title: 'a webhook',
  verify: (delivery, secret) =>
    delivery.header('webhook-signature') === null
      ? verifyHex(delivery, secret)
      : verifyStandard(delivery, secret),
  deliveryId: ({ header }) => header('webhook-id') ?? header('x-delivery-id'),
  read: (payload, _delivery, { rules }) => {
    if (!eventSchema.safeParse(payload).success)
      return { kind: 'malformed', why: 'it is neither an object nor a list' };
    const rule = ruleFor(rules, payload);
    if (rule === null) return nothing('no rule holds for it');
    const { title, notes = '', tags = [], project, due } = rule.transformation;
    const link = linkSchema.safeParse(payload);
    const texts = [link.success ? link.data.url : '', render(notes, payload)];
    return {
      kind: 'changes',
      changes: [
        {
          object: objectOf(rule, payload),
          does: 'open',
          title: render(title, payload).trim(),
          notes: texts.filter((text) => text !== '').join('\n\n'),
          tags: ['webhook', ...tags.map((tag) => render(tag, payload).trim()).filter((tag) => tag !== '')],
          deadline: due === undefined ? null : parseCivilDate(render(due, payload).trim().slice(0, 10)),
          changedAt: null,
          place: project === undefined ? null : render(project, payload).trim(),
        },
      ],
    };
  },
};

/** What has an id of its own makes one task by each rule; of anything else each delivery is another thing. '' stands for that. */
function objectOf({ name }: Rule, payload: unknown): string {
  const named = namedSchema.safeParse(payload);
  return named.success ? `generic:${name}:${String(named.data.id).slice(0, 200)}` : '';
}

async function verifyHex({ header, raw: message }: Delivery, secret: string): Promise<boolean> {
  const given = HEX_HEADERS.map((name) => header(name)).find((value) => value !== null) ?? null;
  return isHexSignature(given, { secret, message, prefixes: ['sha256=', 'v0=', ''] });
}

/** `v1,<base64>` over id, time and body; there may be several while a secret is changed. */
async function verifyStandard({ header, raw, receivedAt }: Delivery, secret: string): Promise<boolean> {
  const [id, sentAt, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    header(name),
  );
  if (id == null || signatures == null || !isRecent(sentAt ?? null, receivedAt)) return false;
  const key = secret.startsWith(STANDARD_SECRET) ? fromBase64(secret.slice(STANDARD_SECRET.length)) : secret;
  if (key === null) return false;
  const message = withPrefix(`${id}.${sentAt ?? ''}.`, raw);
  for (const signature of signatures.split(' ').slice(0, 10)) {
    const [version, value = ''] = signature.split(',');
    if (version === 'v1' && (await isBase64Signature(value, key, message))) return true;
  }
  return false;
}
