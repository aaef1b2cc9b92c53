// The only access to KV: counts every call before it is made and refuses one that would exceed the ceiling. Nothing else in the
// project uses the binding.

import type { KvCounts, KvOperation } from '../../hub/batch-records.ts';
import { familyOf } from './families.ts';
import type { Meter } from './meter.ts';

/** Maximum number of keys per bulk read (Cloudflare, KV bulk reads, 2025-04-10). */
const MAX_KEYS_PER_READ = 100;
/** After this time, ms, a call counts as unanswered, and its caller continues without a result. */
export const KV_TIMEOUT_MS = 20_000;
/** The minimum expiry, seconds (Cloudflare, KV docs). */
export const MIN_EXPIRY_SECONDS = 60;

/** Options for writing a value. */
interface KvPutOptions {
  /** At least 60. */
  readonly expirationTtl?: number;
  /** JSON of at most 1,024 bytes. */
  readonly metadata?: unknown;
}

/** One page of keys. `cursor` is null on the last page. */
interface KvPage {
  readonly keys: readonly { readonly name: string; readonly expiration: number | null }[];
  readonly cursor: string | null;
}

/** Workers KV, metered. Every method throws `KvError`. Values may be a minute old, according to KV's documentation. */
export interface Kv {
  get(key: string): Promise<string | null>;
  /** Reads many keys in requests of 100; each key counts as one read. */
  getMany(keys: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
  put(key: string, value: string, options?: KvPutOptions): Promise<void>;
  delete(key: string): Promise<void>;
  list(query: {
    readonly prefix: string;
    readonly cursor: string | null;
    readonly limit?: number;
  }): Promise<KvPage>;
}

/** The part of the platform's binding that is used, so that tests can replace it. */
export interface KvBinding {
  get(key: string): Promise<string | null>;
  get(keys: string[]): Promise<Map<string, string | null>>;
  put(key: string, value: string, options?: { expirationTtl?: number; metadata?: unknown }): Promise<void>;
  delete(key: string): Promise<void>;
  list(options: {
    prefix: string;
    cursor?: string | null;
    limit?: number;
  }): Promise<
    | { readonly list_complete: false; readonly keys: KvListKey[]; readonly cursor: string }
    | { readonly list_complete: true; readonly keys: KvListKey[] }
  >;
}

interface KvListKey {
  readonly name: string;
  readonly expiration?: number;
}

/**
 * Why a call was not made or did not succeed. `refused`: it would have exceeded the ceiling; KV was not called. `spent`: KV says
 * that the daily limit is reached. `failed`: anything else; a write may or may not have been carried out.
 */
export class KvError extends Error {
  readonly kind: 'refused' | 'spent' | 'failed';
  constructor(kind: KvError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KvError';
    this.kind = kind;
  }
}

/** Wraps a binding with the meter. `ceiling`: this wrapper never lets a counter of the day exceed it; no limit if absent. */
export function meteredKv(options: {
  readonly binding: KvBinding;
  readonly meter: Meter;
  readonly now: () => number;
  readonly ceiling?: KvCounts;
  /** Time limit per call, ms; default `KV_TIMEOUT_MS`. */
  readonly timeoutMs?: number;
}): Kv {
  const { binding } = options;
  const counted = async <T>(
    operation: KvOperation,
    keys: readonly string[],
    call: () => Promise<T>,
  ): Promise<T> => {
    countCall(options, operation, keys);
    try {
      return await inTime(call(), options.timeoutMs ?? KV_TIMEOUT_MS);
    } catch (error) {
      throw asKvError(options.meter, operation, error);
    }
  };
  return {
    get: (key) => counted('reads', [key], () => binding.get(key)),
    getMany: async (keys) => {
      const found = new Map<string, string | null>();
      for (let start = 0; start < keys.length; start += MAX_KEYS_PER_READ) {
        const some = keys.slice(start, start + MAX_KEYS_PER_READ);
        const values = await counted('reads', some, () => binding.get(some));
        for (const key of some) found.set(key, values.get(key) ?? null);
      }
      return found;
    },
    put: (key, value, put) =>
      counted('writes', [key], () =>
        binding.put(key, value, {
          ...(put?.expirationTtl === undefined ? {} : { expirationTtl: put.expirationTtl }),
          ...(put?.metadata === undefined ? {} : { metadata: put.metadata }),
        }),
      ),
    delete: (key) => counted('deletes', [key], () => binding.delete(key)),
    list: ({ prefix, cursor, limit }) =>
      counted('lists', [prefix], async () => {
        const page = await binding.list({ prefix, cursor, ...(limit === undefined ? {} : { limit }) });
        const keys = page.keys.map(({ name, expiration }) => ({ name, expiration: expiration ?? null }));
        return { keys, cursor: page.list_complete ? null : page.cursor };
      }),
  };
}

/** The binding as one account sees it: only its keys, with `prefix` added. */
export function withKeyPrefix(binding: KvBinding, prefix: string): KvBinding {
  if (prefix === '') return binding;
  const withoutPrefix = (key: string): string => key.slice(prefix.length);
  return {
    get: ((key: string | string[]) =>
      typeof key === 'string'
        ? binding.get(prefix + key)
        : getMany(binding, key, prefix)) as KvBinding['get'],
    put: (key, value, options) => binding.put(prefix + key, value, options),
    delete: (key) => binding.delete(prefix + key),
    list: async (options) => {
      const page = await binding.list({ ...options, prefix: prefix + options.prefix });
      const keys = page.keys.map((key) => ({ ...key, name: withoutPrefix(key.name) }));
      return { ...page, keys };
    },
  };
}

async function getMany(
  binding: KvBinding,
  keys: readonly string[],
  prefix: string,
): Promise<Map<string, string | null>> {
  const values = await binding.get(keys.map((key) => prefix + key));
  return new Map(keys.map((key) => [key, values.get(prefix + key) ?? null]));
}

/** Stops waiting for a response; the call may still be carried out. */
async function inTime<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Counting and checking are one synchronous step, so that no two calls can use the same remainder of the budget. */
function countCall(
  options: { readonly meter: Meter; readonly ceiling?: KvCounts },
  operation: KvOperation,
  keys: readonly string[],
): void {
  const { meter, ceiling } = options;
  if (ceiling !== undefined) {
    if (meter.isSpent()) throw new KvError('refused', 'KV said that today\u2019s limit is reached');
    if (meter.today()[operation] + keys.length > ceiling[operation])
      throw new KvError('refused', `today\u2019s ${operation} are used up to ${ceiling[operation]}`);
  }
  for (const [family, group] of Map.groupBy(keys, familyOf)) meter.add(operation, family, group.length);
}

/** KV reports its daily limit as 429, as code 10048, or in words. */
function asKvError(meter: Meter, operation: KvOperation, error: unknown): KvError {
  const text = error instanceof Error ? error.message : String(error);
  if (/\b(?:429|10048)\b|limit exceeded for the day/i.test(text)) {
    meter.markSpent();
    return new KvError('spent', `KV refused ${operation}: the day\u2019s limit is reached`, { cause: error });
  }
  return new KvError('failed', `KV failed at ${operation}`, { cause: error });
}
