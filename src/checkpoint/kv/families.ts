// The family of a KV key. The list is fixed, so that the counts by family stay few. Pure.

/** Families by key prefix. If two match, the longer one is used. docs/storage.md lists them. */
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

/** The family of a key, or of the keys listed by a prefix; `other` if it is not one of ours. */
export function familyOf(key: string): string {
  const prefix = PREFIXES.find((candidate) => key.startsWith(candidate));
  return prefix === undefined ? 'other' : (FAMILY_BY_PREFIX[prefix] ?? 'other');
}
