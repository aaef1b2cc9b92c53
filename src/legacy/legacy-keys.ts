// The KV keys that older code wrote with one entry each, and the order of importing them without loss. Pure.

import { SYNC_STATE_KEY } from '../checkpoint/documents/sync-state.ts';

/** Families of legacy entries; the families in `kv_counts` have almost the same names. */
export const LEGACY_FAMILIES = [
  'config',
  'device',
  'subscribers',
  'webhook-config',
  'sync-state',
  'hash',
  'mapping',
  'mobile-mapping',
  'metrics',
  'webhook-delivery',
  'conflict',
  'unknown',
] as const;

/** A family of legacy entries. */
export type LegacyFamily = (typeof LEGACY_FAMILIES)[number];

/** Families with a secret in every entry: it is never written to KV again, so the original is the only copy besides ours. */
const SECRET_FAMILIES: ReadonlySet<string> = new Set(['device', 'subscribers', 'webhook-config']);

/** Tells whether the entries of a family have secrets in them: the originals stay in KV for good, and ours are sealed. */
export function holdsSecret(family: string): boolean {
  return SECRET_FAMILIES.has(family);
}

/** Where legacy entries are found: a single key, a document with many entries, or all keys with a prefix. */
export type LegacySource =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'document'; readonly key: string }
  | { readonly kind: 'prefix'; readonly prefix: string };

/**
 * All sources in the order of import: what others refer to comes first, and of mappings the most complete ones (legacy contract,
 * section 2). Locks, rate counters, idempotency records and requests only live for minutes and are skipped.
 */
export const LEGACY_SOURCES: readonly LegacySource[] = [
  { kind: 'key', key: 'sync:config' },
  { kind: 'prefix', prefix: 'device:' },
  { kind: 'key', key: 'outbound-webhooks' },
  { kind: 'key', key: 'webhook-config' },
  { kind: 'document', key: SYNC_STATE_KEY },
  { kind: 'prefix', prefix: 'hash:' },
  { kind: 'prefix', prefix: 'mapping:' },
  { kind: 'prefix', prefix: 'mobile-mapping:' },
  { kind: 'prefix', prefix: 'metrics:' },
  { kind: 'prefix', prefix: 'webhook-delivery:' },
  { kind: 'prefix', prefix: 'conflict:' },
  { kind: 'key', key: 'conflicts:unresolved' },
];

const FAMILY_BY_KEY: Readonly<Record<string, LegacyFamily>> = {
  'sync:config': 'config',
  'outbound-webhooks': 'subscribers',
  'webhook-config': 'webhook-config',
  'conflicts:unresolved': 'conflict',
};

const FAMILY_BY_PREFIX: readonly (readonly [string, LegacyFamily])[] = [
  [`${SYNC_STATE_KEY}#`, 'sync-state'],
  ['device:', 'device'],
  ['hash:', 'hash'],
  ['mapping:', 'mapping'],
  ['mobile-mapping:', 'mobile-mapping'],
  ['metrics:', 'metrics'],
  ['webhook-delivery:', 'webhook-delivery'],
  ['conflict:', 'conflict'],
];

/** The family of a legacy key; `unknown` if it is not one. */
export function legacyFamilyOf(key: string): LegacyFamily {
  const exact = FAMILY_BY_KEY[key];
  if (exact !== undefined) return exact;
  return FAMILY_BY_PREFIX.find(([prefix]) => key.startsWith(prefix))?.[1] ?? 'unknown';
}

/** Tells whether a listed key is a legacy entry: current documents also have the prefix `metrics:`. */
export function isLegacyKey(key: string): boolean {
  return legacyFamilyOf(key) !== 'unknown' && !key.startsWith('metrics:hour:');
}

/** Tells whether an entry has a KV key of its own, rather than being one of many in a document. */
export function hasOwnKey(key: string): boolean {
  return !key.startsWith(`${SYNC_STATE_KEY}#`);
}
