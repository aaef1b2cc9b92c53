// What the earlier version left of webhooks: opened where it is sealed, and its settings taken over on their owner's word.

import type { LegacyRecords } from '../../hub/sqlite/tables/legacy-tables.ts';
import type { Vault } from '../../hub/secrets.ts';
import { isSealed, placeOfEntry } from '../../legacy/take/conceal.ts';
import { SOURCE_NAMES } from '../../model/webhook.ts';
import type { WebhookConfigAdopted } from '../../protocol/answers/webhooks.ts';
import { webhookConfigChangeSchema, type WebhookConfigChange } from '../../protocol/webhooks.ts';
import { parseJson } from '../parse-input.ts';
import * as z from 'zod';

/** Where it is found. */
interface Older {
  readonly legacy: Pick<LegacyRecords, 'entries' | 'progress'>;
  readonly vault: Pick<Vault, 'open'>;
}

/** What of older settings can be used, and what can't. */
export interface OlderConfig {
  readonly change: WebhookConfigChange;
  readonly report: Omit<WebhookConfigAdopted, 'success'>;
}

const CONFIG_KEY = 'webhook-config';
const ADOPTED = 'webhook_config_adopted';

/** Members that mean the same today. */
const KNOWN: Readonly<Record<(typeof SOURCE_NAMES)[number], readonly string[]>> = {
  github: ['enabled', 'secret', 'repositories', 'events'],
  slack: ['enabled', 'secret', 'channels'],
  notion: ['enabled', 'secret', 'databases'],
  generic: ['enabled', 'secret', 'transformRules'],
  todoist: ['enabled', 'secret'],
};

/** The value of a legacy key, as JSON text; null: there is none, or it can't be opened. */
export async function olderValue({ legacy, vault }: Older, key: string): Promise<string | null> {
  const raw = legacy.entries.get(key)?.raw ?? '';
  if (raw === '') return null;
  if (!isSealed(raw)) return raw;
  const opened = await vault.open(placeOfEntry(key));
  return opened.ok ? opened.value : null;
}

/** Tells whether older settings wait for their owner's word. */
export function isOlderConfigWaiting({ legacy }: Pick<Older, 'legacy'>): boolean {
  return legacy.progress.get(ADOPTED) !== true && (legacy.entries.get(CONFIG_KEY)?.raw ?? '') !== '';
}

/** Notes that they were taken over. */
export function noteConfigAdopted({ legacy }: Pick<Older, 'legacy'>): void {
  legacy.progress.set(ADOPTED, true);
}

const olderSchema = z.looseObject({
  sources: z.record(z.string(), z.unknown()).default({}),
  rateLimits: z.unknown().optional(),
});

/** Reads older settings by the rules of today, each sender for itself; null: there are none. */
export async function readOlderConfig(older: Older): Promise<OlderConfig | null> {
  const text = await olderValue(older, CONFIG_KEY);
  const parsed = text === null ? null : parseJson(text, olderSchema);
  if (parsed?.ok !== true) return null;
  let change: WebhookConfigChange = {};
  const adopted: string[] = [];
  const refused: { readonly source: string; readonly reason: string }[] = [];
  const take = (name: string, part: unknown): void => {
    const read = webhookConfigChangeSchema.safeParse(part);
    if (!read.success) {
      refused.push({ source: name, reason: reasonOf(read.error) });
      return;
    }
    adopted.push(name);
    change = { ...change, ...read.data, sources: { ...change.sources, ...read.data.sources } };
  };
  for (const [name, settings] of Object.entries(parsed.value.sources)) {
    const known = SOURCE_NAMES.find((source) => source === name);
    if (known === undefined) refused.push({ source: name, reason: 'there is no such sender' });
    else take(name, { sources: { [name]: pick(settings, KNOWN[known]) } });
  }
  if (parsed.value.rateLimits !== undefined) take('rateLimits', { rateLimits: parsed.value.rateLimits });
  return { change, report: { adopted, refused } };
}

/** Its place and what is wrong there, without the value. */
function reasonOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.slice(2).map(String).join('.')}: ${message}`).join('; ');
}

/** An empty secret was none. */
function pick(settings: unknown, names: readonly string[]): unknown {
  if (typeof settings !== 'object' || settings === null) return settings;
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([name, value]) => names.includes(name) && !(name === 'secret' && (value === '' || value === null)),
    ),
  );
}
