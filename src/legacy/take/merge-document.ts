// Merges legacy entries into the batch document that they belong in. Pure except for hashing.

import { DAY_MS } from '../../checkpoint/kv/days.ts';
import { readMetricsHour, writeMetricsHour } from '../../checkpoint/documents/metrics-hour.ts';
import {
  readMobileBatch,
  writeMobileBatch,
  type MobileMapping,
} from '../../checkpoint/documents/mobile-batch.ts';
import { readWebhookBatch, writeWebhookBatch } from '../../checkpoint/documents/webhook-batch.ts';
import type { DocumentProblem } from '../../checkpoint/kv/fetch-document.ts';
import type { DocumentContent } from '../../checkpoint/kv/pack.ts';
import type { BatchSettings } from '../../checkpoint/settings.ts';
import { addHours, EMPTY_HOUR, type Hour } from '../../metrics/hour.ts';
import { hourOfOlder } from '../../metrics/older-counts.ts';
import { sketchOf } from '../../metrics/sketch.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { LegacyEntry } from '../../hub/sqlite/tables/legacy-tables.ts';
import { readLegacyEntry, type LegacyFact, type MetricFact } from './read-entry.ts';

const STRANGE_ENTRIES: DocumentProblem = {
  kind: 'unreadable',
  detail: 'the document holds entries of no known shape',
};

type Value = Readonly<Record<string, unknown>>;

/** What a document's key says about it. */
export type Target =
  | { readonly kind: 'mobile'; readonly deviceId: string }
  | { readonly kind: 'metrics'; readonly bucket: number }
  | { readonly kind: 'webhook'; readonly day: number };

/** Parses the key of a document that legacy entries belong in; null: it is not one. */
export function targetOf(key: string): Target | null {
  const [, family, id] = /^(mobile-batch|metrics:hour|webhook-batch):(.+)$/s.exec(key) ?? [];
  if (id === undefined) return null;
  if (family === 'mobile-batch') return { kind: 'mobile', deviceId: id };
  return family === 'webhook-batch'
    ? { kind: 'webhook', day: Number(id) }
    : { kind: 'metrics', bucket: Number(id) };
}

/** When a document with this key expires, epoch ms; null: never. */
export function forgetAt(target: Target, { expiryDays }: Pick<BatchSettings, 'expiryDays'>): number | null {
  switch (target.kind) {
    case 'mobile':
      return null;
    case 'metrics':
      return (target.bucket + 1) * (DAY_MS / 24) + expiryDays.metricsHour * DAY_MS;
    case 'webhook':
      return (target.day + 1) * DAY_MS + expiryDays.webhook * DAY_MS;
  }
}

/**
 * Returns the document including the entries. `present`: the document in KV, null for none. Fails, with a plain-language reason, if
 * the present content can't be preserved completely. Must only be given entries that are not in the document yet, because metrics
 * are added up.
 */
export async function mergeDocument(
  target: Target,
  present: Value | null,
  entries: readonly LegacyEntry[],
  at: number,
): Promise<Result<DocumentContent, DocumentProblem>> {
  const facts = newFactsOf(entries);
  switch (target.kind) {
    case 'mobile': {
      const before = present === null ? null : readMobileBatch(present);
      if (before !== null && !before.ok) return before;
      if ((before?.value.malformed.length ?? 0) > 0) return err(STRANGE_ENTRIES);
      return ok(
        await writeMobileBatch(addMappings(target.deviceId, before?.value.mappings ?? new Map(), facts), at),
      );
    }
    case 'webhook': {
      const before = present === null ? null : readWebhookBatch(present);
      if (before !== null && !before.ok) return before;
      if ((before?.value.malformed ?? 0) > 0) return err(STRANGE_ENTRIES);
      const known = new Set(before?.value.deliveries.map((delivery) => delivery.id));
      const added = facts.flatMap((fact) =>
        fact.kind === 'delivery' && !known.has(fact.delivery.id) ? [fact.delivery] : [],
      );
      return ok(
        await writeWebhookBatch(
          {
            day: target.day,
            deliveries: [...(before?.value.deliveries ?? []), ...added],
            leftOut: before?.value.leftOut ?? 0,
          },
          at,
        ),
      );
    }
    case 'metrics': {
      const before = present === null ? null : readMetricsHour(present);
      if (before !== null && !before.ok) return before;
      const hour = addHours(before?.value.hour ?? EMPTY_HOUR, hourOfFacts(facts));
      return ok(await writeMetricsHour({ bucket: target.bucket, hour }, at));
    }
  }
}

/** How many of the entries are missing from the document. For metrics: of how many it lacks events. */
export function missingFrom(target: Target, present: Value | null, entries: readonly LegacyEntry[]): number {
  if (present === null) return entries.length;
  const facts = entries.flatMap((entry) => {
    const fact = readLegacyEntry(entry.key, entry.raw);
    return fact.ok ? [fact.value] : [];
  });
  switch (target.kind) {
    case 'mobile': {
      const batch = readMobileBatch(present);
      return facts.filter(
        (fact) => fact.kind === 'mobile' && !(batch.ok && batch.value.mappings.has(fact.mapping.mobileId)),
      ).length;
    }
    case 'webhook': {
      const batch = readWebhookBatch(present);
      const ids = new Set(batch.ok ? batch.value.deliveries.map((delivery) => delivery.id) : []);
      return facts.filter((fact) => fact.kind === 'delivery' && !ids.has(fact.delivery.id)).length;
    }
    case 'metrics': {
      const hour = readMetricsHour(present);
      if (!hour.ok) return entries.length;
      const { runs, tasks } = hourOfFacts(facts);
      const isShort =
        Object.entries(runs).some(([type, { count }]) => (hour.value.hour.runs[type]?.count ?? 0) < count) ||
        Object.entries(tasks).some(([name, sum]) => (hour.value.hour.tasks[name] ?? 0) < sum);
      return isShort ? entries.length : 0;
    }
  }
}

function addMappings(
  deviceId: string,
  before: ReadonlyMap<string, MobileMapping>,
  facts: readonly LegacyFact[],
): { readonly deviceId: string; readonly mappings: ReadonlyMap<string, MobileMapping> } {
  const mappings = new Map(before);
  for (const fact of facts) {
    if (fact.kind !== 'mobile') continue;
    const known = mappings.get(fact.mapping.mobileId);
    if (known === undefined || known.lastSynced < fact.mapping.lastSynced)
      mappings.set(fact.mapping.mobileId, fact.mapping);
  }
  return { deviceId, mappings };
}

/** What entries say of the metrics of an hour beyond what was counted of them already. */
export function hourOfEntries(entries: readonly LegacyEntry[]): Hour {
  return hourOfFacts(newFactsOf(entries));
}

function hourOfFacts(facts: readonly LegacyFact[]): Hour {
  return facts
    .flatMap((fact) => (fact.kind === 'metric' ? [hourOfFact(fact.metric)] : []))
    .reduce(addHours, EMPTY_HOUR);
}

function hourOfFact({ bucket, counters, durations, errors }: MetricFact): Hour {
  const sketches = Object.entries(durations).map(([type, values]) => [type, sketchOf(values)] as const);
  return hourOfOlder({ bucket, counters, durations: Object.fromEntries(sketches), errors });
}

function newFactsOf(entries: readonly LegacyEntry[]): readonly LegacyFact[] {
  return entries.flatMap((entry) => {
    const fact = readLegacyEntry(entry.key, entry.raw);
    return fact.ok ? [withoutBase(fact.value, entry)] : [];
  });
}

/** For a metric that has grown since it was counted: only the increase. */
function withoutBase(fact: LegacyFact, { key, base }: LegacyEntry): LegacyFact {
  if (fact.kind !== 'metric' || base === null) return fact;
  const counted = readLegacyEntry(key, base);
  return counted.ok && counted.value.kind === 'metric'
    ? { kind: 'metric', metric: subtract(fact.metric, counted.value.metric) }
    : fact;
}

function subtract(now: MetricFact, before: MetricFact): MetricFact {
  const counters = Object.fromEntries(
    Object.entries(now.counters).map(([name, sum]) => [
      name,
      Math.max(0, sum - (before.counters[name] ?? 0)),
    ]),
  );
  const durations = Object.fromEntries(
    Object.entries(now.durations).map(([type, values]) => [
      type,
      values.slice(before.durations[type]?.length ?? 0),
    ]),
  );
  const known = new Set(before.errors.map((error) => `${error.timestamp} ${error.type}`));
  const errors = now.errors.filter((error) => !known.has(`${error.timestamp} ${error.type}`));
  return { bucket: now.bucket, counters, durations, errors };
}
