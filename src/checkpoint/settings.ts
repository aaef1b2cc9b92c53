// What an operator can configure for the batches: the plan's limits, the reserve, how often documents are written and when they
// expire.

import * as z from 'zod';
import type { KvCounts } from '../hub/batch-records.ts';

/**
 * Operations per day by plan. `free`: the hard limits. `paid`: a thirtieth of the monthly allowance, which costs nothing extra
 * (Cloudflare, KV pricing: 10 million reads, 1 million writes, lists and deletes each).
 */
export const LIMITS_BY_PLAN: Readonly<Record<'free' | 'paid', KvCounts>> = {
  free: { reads: 100_000, writes: 1_000, lists: 1_000, deletes: 1_000 },
  paid: { reads: 333_333, writes: 33_333, lists: 33_333, deletes: 33_333 },
};

const limit = z.number().int().nonnegative();
const minutes = z.number().int().min(1).max(10_080);
const days = z.number().int().min(1).max(365);

/** The settings, all optional: the JSON text of the variable `KV_SETTINGS`. */
const batchSettingsSchema = z.strictObject({
  plan: z.enum(['free', 'paid']).default('free'),
  /** Overrides the plan's limits. */
  limits: z.strictObject({ reads: limit, writes: limit, lists: limit, deletes: limit }).partial().default({}),
  /** Share of each limit that is reserved for safety work. */
  reserve: z.number().min(0).max(0.9).default(0.15),
  /** How long a change waits for further changes before it is written. */
  settleMinutes: minutes.default(2),
  /** The minimum time between two writes of a document. */
  everyMinutes: z
    .strictObject({
      syncState: minutes.default(240),
      mobile: minutes.default(720),
      webhook: minutes.default(720),
    })
    .prefault({}),
  expiryDays: z.strictObject({ metricsHour: days.default(7), webhook: days.default(10) }).prefault({}),
});

/** The settings with all defaults. */
export type BatchSettings = z.infer<typeof batchSettingsSchema>;

/** Parses the settings; `problem` says what is wrong if the defaults had to be used. */
export function readSettings(text: string | undefined): {
  readonly settings: BatchSettings;
  readonly problem: string | null;
} {
  const defaults = batchSettingsSchema.parse({});
  if (text === undefined || text === '') return { settings: defaults, problem: null };
  try {
    const parsed = batchSettingsSchema.safeParse(JSON.parse(text));
    if (parsed.success) return { settings: parsed.data, problem: null };
    const where = parsed.error.issues
      .map((issue) => issue.path.map(String).join('.') || 'the whole')
      .join(', ');
    return { settings: defaults, problem: `KV_SETTINGS is wrong at ${where}: the defaults are used.` };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { settings: defaults, problem: 'KV_SETTINGS is not JSON: the defaults are used.' };
  }
}

/** The daily limits. */
export function limitsOf(settings: BatchSettings): KvCounts {
  const { limits } = settings;
  const plan = LIMITS_BY_PLAN[settings.plan];
  return {
    reads: limits.reads ?? plan.reads,
    writes: limits.writes ?? plan.writes,
    lists: limits.lists ?? plan.lists,
    deletes: limits.deletes ?? plan.deletes,
  };
}

/** The settings of one of several accounts that share the limits: an equal part of each, rounded down. */
export function sharedSettings(settings: BatchSettings, accounts: number): BatchSettings {
  const { reads, writes, lists, deletes } = limitsOf(settings);
  const part = (limit: number): number => Math.floor(limit / accounts);
  const limits = { reads: part(reads), writes: part(writes), lists: part(lists), deletes: part(deletes) };
  return { ...settings, limits };
}
