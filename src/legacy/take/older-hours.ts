// Hours of metrics that older code had put together itself, one document each: what they say is counted here once. The documents
// stay as they are until entries are moved into them.

import * as z from 'zod';
import { readMetricsHour } from '../../checkpoint/documents/metrics-hour.ts';
import { isRecord } from '../../checkpoint/kv/pack.ts';
import { hourOf } from '../../metrics/hour.ts';
import { importHour } from '../../metrics/older-counts.ts';
import type { MigrationParts } from '../parts.ts';

/** Documents of this version and later are our own, and what they say is counted here already. */
const FIRST_OWN_VERSION = 3;

const lookedAtSchema = z.array(z.number());

type Parts = Pick<MigrationParts, 'legacy' | 'store' | 'settings' | 'now'>;

/** Those of these keys that are hours which are told of, and were not looked at yet. */
export function hoursToRead(parts: Parts, keys: readonly string[]): readonly string[] {
  const now = hourOf(parts.now());
  const known = lookedAt(parts);
  return keys.filter((key) => {
    const bucket = bucketOf(key);
    return (
      bucket !== null &&
      bucket <= now &&
      bucket >= now - parts.settings.expiryDays.metricsHour * 24 &&
      !known.includes(bucket)
    );
  });
}

/** Counts what these hours say. To be called in a transaction. `values`: what KV shows of them. */
export function takeHours(
  parts: Parts,
  keys: readonly string[],
  values: ReadonlyMap<string, string | null>,
): void {
  if (keys.length === 0) return;
  for (const key of keys) {
    const read = readOlder(values.get(key) ?? null);
    if (read !== null) importHour(parts.store.metrics, read.bucket, { hour: read.hour, now: parts.now() });
  }
  const buckets = keys.flatMap((key) => bucketOf(key) ?? []);
  parts.legacy.progress.set('hours_looked_at', [...lookedAt(parts), ...buckets]);
}

/** null where it is ours, or can't be read: an hour that entries belong into is reported when they are moved. */
function readOlder(text: string | null): ReturnType<typeof hourIn> {
  if (text === null) return null;
  try {
    return hourIn(JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function hourIn(value: unknown) {
  if (!isRecord(value) || Number(value['version'] ?? 0) >= FIRST_OWN_VERSION) return null;
  const read = readMetricsHour(value);
  return read.ok ? read.value : null;
}

function lookedAt({ legacy }: Pick<Parts, 'legacy'>): readonly number[] {
  return lookedAtSchema.safeParse(legacy.progress.get('hours_looked_at')).data ?? [];
}

function bucketOf(key: string): number | null {
  const [, bucket] = /^metrics:hour:(\d{1,8})$/.exec(key) ?? [];
  return bucket === undefined ? null : Number(bucket);
}
