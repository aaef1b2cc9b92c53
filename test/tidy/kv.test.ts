// Nothing but the metered wrapper touches KV, and docs/storage.md shows every document as it really is.

import { describe, expect, it } from 'vitest';
import { readMetricsHour } from '../../src/checkpoint/documents/metrics-hour.ts';
import { readMobileBatch } from '../../src/checkpoint/documents/mobile-batch.ts';
import { readSyncState } from '../../src/checkpoint/documents/sync-state.ts';
import { readWebhookBatch } from '../../src/checkpoint/documents/webhook-batch.ts';
import { familyOf } from '../../src/checkpoint/kv/families.ts';
import { filesBelow, textOf } from './project-files.ts';

/** Where the binding is declared, is handed to the wrapper, and is made. */
const MAY_NAME_THE_BINDING = [
  'src/local/workerd/workerd-config.ts',
  'src/worker/object/account-parts.ts',
  'src/worker/env.ts',
];

/** JSON examples of the page by the key that stands above each. */
function examples(): ReadonlyMap<string, Record<string, unknown>> {
  const section = textOf('docs/storage.md')
    .split(/^## /m)
    .find((text) => text.startsWith('KV documents'));
  const found = [...(section ?? '').matchAll(/^Example of `([^`]+)`:\n\n```json\n([^]*?)\n```/gm)];
  return new Map(
    found.map((match) => [match[1] ?? '', JSON.parse(match[2] ?? '') as Record<string, unknown>]),
  );
}

describe('the KV binding', () => {
  it('[K4] is named nowhere but where it is declared, made, and handed to the metered wrapper', () => {
    const sources = filesBelow('src', ['.ts']).filter((path) => !path.endsWith('.test.ts'));
    const naming = sources.filter((path) => /\bSYNC_METADATA\b|\bKVNamespace\b/.test(textOf(path)));
    expect(naming.toSorted()).toEqual(MAY_NAME_THE_BINDING.toSorted());
    expect(textOf('src/worker/object/account-parts.ts').match(/SYNC_METADATA/g)).toHaveLength(1);
    const using = sources.filter((path) => /\bKvBinding\b/.test(textOf(path)));
    expect(using).toEqual(['src/checkpoint/batches.ts', 'src/checkpoint/kv/kv.ts']);
  });
});

describe('the page on storage', () => {
  it.each([
    ['sync-state', readSyncState],
    ['mobile-batch', readMobileBatch],
    ['metrics-hour', readMetricsHour],
    ['webhook-batch', readWebhookBatch],
  ] as const)('shows a document of %s that is read as it stands', (family, read) => {
    const [found] = [...examples()].filter(([key]) => familyOf(key) === family);
    expect(found).toBeDefined();
    expect(read(found?.[1] ?? {})).toMatchObject({ ok: true });
    expect(JSON.stringify(read(found?.[1] ?? {}))).not.toContain('"malformed":["');
  });
});
