// Which KV keys older code wrote one entry each under, and in which order they are taken in so that nothing is lost. Pure.

import { SYNC_STATE_KEY } from '../checkpoint/documents/sync-state.ts';

/** Families of legacy entries; a key's counts in `kv_counts` go by nearly the same names. */
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

/** Families with a secret in every entry: it never goes back into KV, so the original is the only copy beside ours. */
const SECRET_FAMILIES: ReadonlySet<string> = new Set(['device', 'subscribers', 'webhook-config']);

/** Tells whether the entries of a family have secrets in them: the originals stay in KV for good, and ours are sealed. */
export function holdsSecret(family: string): boolean {
  return SECRET_FAMILIES.has(family);
}

/** Where legacy entries are found: one key, a document with many entries, or all keys with a prefix. */
export type LegacySource =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'document'; readonly key: string }
  | { readonly kind: 'prefix'; readonly prefix: string };

/**
 * All sources in the order of import: what others refer to comes first, and of mappings what knows most comes first (legacy
 * contract, section 2). Locks, rate counters, idempotency records and requests live for minutes and are left alone.
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

/** Names the family of a legacy key; `unknown` where it is none. */
export function legacyFamilyOf(key: string): LegacyFamily {
  const exact = FAMILY_BY_KEY[key];
  if (exact !== undefined) return exact;
  return FAMILY_BY_PREFIX.find(([prefix]) => key.startsWith(prefix))?.[1] ?? 'unknown';
}

/** Tells whether a key that a list shows is a legacy entry: the documents of today share the prefix `metrics:`. */
export function isLegacyKey(key: string): boolean {
  return legacyFamilyOf(key) !== 'unknown' && !key.startsWith('metrics:hour:');
}

/** Tells whether an entry has a key of its own in KV, and is not one of many inside a document. */
export function hasOwnKey(key: string): boolean {
  return !key.startsWith(`${SYNC_STATE_KEY}#`);
}
