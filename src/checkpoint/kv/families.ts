// Which family a KV key belongs to. The list is closed, so that what is counted by family stays small. Pure.

/** Families by the beginning of their keys. Of two that fit, the longer one counts. docs/storage.md lists them. */
const FAMILY_BY_PREFIX: Readonly<Record<string, string>> = {
  'sync-state:': 'sync-state',
  'mobile-batch:': 'mobile-batch',
  'metrics:hour:': 'metrics-hour',
  'webhook-batch:': 'webhook-batch',
  'hash:': 'hash',
  'mapping:': 'mapping',
  'metrics:': 'metrics',
  'mobile-mapping:': 'mobile-mapping',
  'webhook-delivery:': 'webhook-delivery',
  'conflict:': 'conflict',
  'conflicts:': 'conflict',
  'device:': 'device',
  'sync-request:': 'sync-request',
  'sync-response:': 'sync-response',
  'idempotency:': 'idempotency',
  'webhook-rate:': 'webhook-rate',
  'sync:': 'sync',
  'webhook-config': 'webhook-config',
  'outbound-webhooks': 'outbound-webhooks',
};

const PREFIXES = Object.keys(FAMILY_BY_PREFIX).toSorted((a, b) => b.length - a.length);

/** Names the family of a key, or of the keys that a list by `key` shows; `other` where it is none of ours. */
export function familyOf(key: string): string {
  const prefix = PREFIXES.find((candidate) => key.startsWith(candidate));
  return prefix === undefined ? 'other' : (FAMILY_BY_PREFIX[prefix] ?? 'other');
}
