// Parses one legacy value in every format that older code ever wrote: its meaning, and the document it belongs in. Pure; invalid
// values are returned as such, never thrown.

import * as z from 'zod';
import { dayOf } from '../../checkpoint/kv/days.ts';
import { metricsHourKey } from '../../checkpoint/documents/metrics-hour.ts';
import {
  mobileBatchKey,
  mobileMappingSchema,
  type MobileMapping,
} from '../../checkpoint/documents/mobile-batch.ts';
import { taskMappingSchema } from '../../checkpoint/documents/sync-state.ts';
import {
  webhookBatchKey,
  webhookDeliverySchema,
  type WebhookDelivery,
} from '../../checkpoint/documents/webhook-batch.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { LegacyPair } from '../../hub/sqlite/tables/legacy-tables.ts';
import { legacyFamilyOf, type LegacyFamily } from '../legacy-keys.ts';

/** The longest value that is imported, in bytes at most: a row of the working state is limited to 2 MB (Cloudflare, D1 and DO limits). */
const MAX_RAW_LENGTH = 300_000;

/** The counters of one event within one hour, or of one type within a whole day. */
export interface MetricFact {
  readonly bucket: number;
  readonly counters: Readonly<Record<string, number>>;
  readonly durations: Readonly<Record<string, readonly number[]>>;
  readonly errors: readonly { readonly type: string; readonly message: string; readonly timestamp: string }[];
}

/** The meaning of an entry. `kept`: it is stored unchanged, for the feature that it belongs to. */
export type LegacyFact =
  | { readonly kind: 'pair'; readonly pair: LegacyPair }
  | { readonly kind: 'mobile'; readonly mapping: MobileMapping }
  | { readonly kind: 'metric'; readonly metric: MetricFact }
  | { readonly kind: 'delivery'; readonly delivery: WebhookDelivery; readonly day: number }
  | { readonly kind: 'kept' };

/** What is wrong with an entry, in plain words. */
export interface BadEntry {
  readonly kind: 'bad';
  readonly reason: string;
}

/** The meaning of a legacy entry, or in plain words what is wrong with it; the value is never quoted. */
export function readLegacyEntry(key: string, text: string): Result<LegacyFact, BadEntry> {
  if (text.length > MAX_RAW_LENGTH) return bad('the value is too large');
  const value = parseJson(text);
  if (value === undefined) return bad('the value is not JSON');
  return READERS[legacyFamilyOf(key)](key, value);
}

/** The batch document that a fact belongs in; null: none. */
export function documentOf(fact: LegacyFact): string | null {
  switch (fact.kind) {
    case 'mobile':
      return mobileBatchKey(fact.mapping.deviceId);
    case 'metric':
      return metricsHourKey(fact.metric.bucket);
    case 'delivery':
      return webhookBatchKey(fact.day);
    case 'pair':
    case 'kept':
      return null;
  }
}

/** The pair of tasks in a fact; null: none. For a mobile task only its Todoist id is relevant. */
export function pairOf(fact: LegacyFact): LegacyPair | null {
  if (fact.kind === 'pair') return fact.pair;
  if (fact.kind !== 'mobile' || fact.mapping.todoistId === undefined) return null;
  const { todoistId, thingsId, fingerprint, lastSynced } = fact.mapping;
  return pairOfIds(todoistId, thingsId ?? '', lastSynced, fingerprint);
}

function bad(reason: string): Result<never, BadEntry> {
  return err({ kind: 'bad', reason });
}

type Reader = (key: string, value: unknown) => Result<LegacyFact, BadEntry>;

const KEPT: LegacyFact = { kind: 'kept' };

const READERS: Readonly<Record<LegacyFamily, Reader>> = {
  config: keptIf(z.looseObject({})),
  device: (key, value) => keptIf(deviceSchema.extend({ deviceId: z.literal(afterColon(key)) }))(key, value),
  subscribers: keptIf(
    z.array(z.looseObject({ id: z.string(), url: z.string(), events: z.array(z.string()) })),
  ),
  'webhook-config': keptIf(z.looseObject({})),
  'sync-state': readTaskMapping,
  hash: readTaskMapping,
  mapping: readMapping,
  'mobile-mapping': readMobile,
  metrics: readMetrics,
  'webhook-delivery': readDelivery,
  conflict: (key, value) =>
    keptIf(key === 'conflicts:unresolved' ? z.array(z.string()) : conflictSchema)(key, value),
  unknown: () => bad('the key is of no known family'),
};

const deviceSchema = z.looseObject({
  deviceId: z.string(),
  secret: z.string().min(1),
  registeredAt: z.string(),
});

const conflictSchema = z.looseObject({
  id: z.string().min(1),
  todoistId: z.string(),
  thingsId: z.string(),
  detectedAt: z.string(),
  resolved: z.boolean(),
});

/** `contentHash` may be anything: for a time a Promise was stored, which became `{}`. */
const mappingSchema = z.looseObject({
  todoistId: z.string().min(1),
  thingsId: z.string().min(1),
  lastSynced: z.string().optional(),
  fingerprint: z.unknown().optional(),
  robustHash: z.unknown().optional(),
});

const metricSchema = z.looseObject({
  timestamp: z.string(),
  type: z.string().min(1),
  success: z.boolean(),
  duration: z.number().nonnegative(),
  details: z.record(z.string(), z.unknown()).default({}),
  errorMessage: z.string().optional(),
});

const count = z.number().nonnegative().default(0);
const dailySchema = z.looseObject({
  date: z.iso.date(),
  byType: z.record(
    z.string(),
    z.looseObject({
      count,
      success: count,
      tasksProcessed: count,
      created: count,
      updated: count,
      completed: count,
      errors: count,
      durations: z.array(z.number().nonnegative()).default([]),
    }),
  ),
  recentErrors: z
    .array(z.looseObject({ timestamp: z.string(), type: z.string(), message: z.string() }))
    .default([]),
});

/** Numbers of a metric that are added up; all of them count tasks. */
const SUMMED = ['tasksProcessed', 'created', 'updated', 'completed', 'errors'] as const;

/** Placeholder ids that older code generated if it knew no Things id (legacy contract, section 0). */
const PLACEHOLDER = /^(?:manual-sync|cleared|migrated|bulk-sync|mobile)-\d+-/;

function keptIf(schema: z.ZodType): Reader {
  return (_key, value) => (schema.safeParse(value).success ? ok(KEPT) : bad('the value has no known shape'));
}

function readTaskMapping(_key: string, value: unknown): Result<LegacyFact, BadEntry> {
  const mapping = taskMappingSchema.safeParse(value);
  if (!mapping.success) return bad('the value is no mapping');
  const { todoistId, thingsId, lastSynced, fingerprint } = mapping.data;
  return ok({ kind: 'pair', pair: pairOfIds(todoistId, thingsId, lastSynced, fingerprint.primaryHash) });
}

function readMapping(key: string, value: unknown): Result<LegacyFact, BadEntry> {
  const [, side, id] = /^mapping:(things|todoist):(.+)$/s.exec(key) ?? [];
  if (side === undefined || id === undefined) return bad('the key is no mapping');
  const mapping = mappingSchema.safeParse(value);
  if (!mapping.success) return bad('the value is no mapping');
  const { todoistId, thingsId, lastSynced, fingerprint, robustHash } = mapping.data;
  if (id !== (side === 'things' ? thingsId : todoistId))
    return bad('the key and the value name different tasks');
  const hash = typeof robustHash === 'string' ? robustHash : primaryHashIn(fingerprint);
  return ok({ kind: 'pair', pair: pairOfIds(todoistId, thingsId, lastSynced ?? '', hash) });
}

function primaryHashIn(fingerprint: unknown): string {
  const parsed = z.looseObject({ primaryHash: z.string() }).safeParse(fingerprint);
  return parsed.success ? parsed.data.primaryHash : '';
}

function pairOfIds(todoistId: string, thingsId: string, lastSynced: string, fingerprint: string): LegacyPair {
  return {
    oldId: todoistId,
    // Only numeric ids have changed; the others are current.
    todoistId: /^\d+$/.test(todoistId) ? null : todoistId,
    thingsId: isThingsId(thingsId) ? thingsId : null,
    fingerprint,
    lastSynced: toIso(lastSynced) ?? '',
  };
}

function isThingsId(id: string): boolean {
  return id !== '' && !PLACEHOLDER.test(id);
}

function readMobile(key: string, value: unknown): Result<LegacyFact, BadEntry> {
  const mapping = mobileMappingSchema.safeParse(value);
  if (!mapping.success) return bad('the value is no mapping of a mobile task');
  const { deviceId, mobileId } = mapping.data;
  if (key !== `mobile-mapping:${deviceId}:${mobileId}`)
    return bad('the key and the value name different tasks');
  const { thingsId, ...rest } = mapping.data;
  const kept = thingsId === undefined || !isThingsId(thingsId) ? rest : { ...rest, thingsId };
  return ok({ kind: 'mobile', mapping: kept });
}

function readDelivery(key: string, value: unknown): Result<LegacyFact, BadEntry> {
  const delivery = webhookDeliverySchema.safeParse(value);
  if (!delivery.success) return bad('the value is no delivery');
  if (key !== `webhook-delivery:${delivery.data.id}`)
    return bad('the key and the value name different deliveries');
  const at = Date.parse(delivery.data.createdAt);
  if (Number.isNaN(at)) return bad('the delivery has no time');
  return ok({ kind: 'delivery', delivery: delivery.data, day: dayOf(at) });
}

function readMetrics(key: string, value: unknown): Result<LegacyFact, BadEntry> {
  return key.startsWith('metrics:daily:') ? readDaily(key, value) : readMetric(key, value);
}

const HOUR_MS = 3_600_000;

function readMetric(key: string, value: unknown): Result<LegacyFact, BadEntry> {
  const parsed = metricSchema.safeParse(value);
  if (!parsed.success) return bad('the value is no metric');
  const { type, timestamp, success, duration, details, errorMessage } = parsed.data;
  const at = Date.parse(timestamp);
  if (Number.isNaN(at)) return bad('the metric has no time');
  if (!key.startsWith(`metrics:${type}:`)) return bad('the key and the value name different types');
  const counters: Record<string, number> = { [type]: 1, [`${type}.${success ? 'success' : 'failed'}`]: 1 };
  for (const name of SUMMED) {
    const amount = details[name];
    if (typeof amount === 'number' && amount > 0) counters[`${type}.${name}`] = amount;
  }
  const errors =
    errorMessage === undefined
      ? []
      : [{ type, message: errorMessage, timestamp: new Date(at).toISOString() }];
  const metric = { bucket: Math.floor(at / HOUR_MS), counters, durations: { [type]: [duration] }, errors };
  return ok({ kind: 'metric', metric });
}

/** A day can't be split into hours, so all of it counts in its first one. */
function readDaily(key: string, value: unknown): Result<LegacyFact, BadEntry> {
  const parsed = dailySchema.safeParse(value);
  if (!parsed.success) return bad('the value is no day of metrics');
  const { date, byType, recentErrors } = parsed.data;
  if (key !== `metrics:daily:${date}`) return bad('the key and the value name different days');
  const counters: Record<string, number> = {};
  const durations: Record<string, readonly number[]> = {};
  for (const [type, sums] of Object.entries(byType)) {
    counters[type] = sums.count;
    counters[`${type}.success`] = sums.success;
    counters[`${type}.failed`] = Math.max(0, sums.count - sums.success);
    for (const name of SUMMED) if (sums[name] > 0) counters[`${type}.${name}`] = sums[name];
    durations[type] = sums.durations;
  }
  const bucket = Math.floor(Date.parse(date) / HOUR_MS);
  return ok({ kind: 'metric', metric: { bucket, counters, durations, errors: recentErrors } });
}

function toIso(text: string): string | null {
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

function afterColon(key: string): string {
  return key.slice(key.indexOf(':') + 1);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
