// A KV that is as bad as the real one may be: reads up to a minute old, one write a second for each key, daily limits, expiry, and
// calls that fail before or after they took effect. It counts for itself what was asked of it.

import type { KvBinding } from '../../src/checkpoint/kv/kv.ts';
import type { KvCounts, KvOperation } from '../../src/hub/batch-records.ts';

const DAY_MS = 86_400_000;
const STALE_MS = 60_000;

interface Version {
  readonly at: number;
  readonly value: string | null;
  readonly expiresAt: number;
}

/** How bad it is. */
export interface HostileOptions {
  readonly now: () => number;
  /** 0 to 1, as a random source; without it, nothing is random: reads are as old as they may be, and nothing fails by itself. */
  readonly random?: () => number;
  /** Share of calls that fail. */
  readonly failing?: number;
  /** Reads are at most so old, ms. Default: a minute. */
  readonly staleMs?: number;
  readonly limits?: KvCounts;
}

/** A KV that is as bad as the real one may be. */
export class HostileKv implements KvBinding {
  readonly #options: HostileOptions;
  #isCalm = false;
  /** While this is true no call is answered. */
  isSilent = false;
  readonly #versions = new Map<string, Version[]>();
  readonly #lastPut = new Map<string, number>();
  readonly #counts = new Map<number, Record<KvOperation, number>>();
  readonly #fails: ('before' | 'after')[] = [];
  /** What no caller may ever do: two writes of a key in one second, more than the day's limits. */
  readonly offenses: string[] = [];
  /** Every call, in order: `writes sync-state:batch`. */
  readonly calls: string[] = [];

  constructor(options: HostileOptions) {
    this.#options = options;
  }

  /** Makes the next calls fail, one for each: `before` nothing happened, `after` it happened all the same. */
  failNext(...fails: readonly ('before' | 'after')[]): void {
    this.#fails.push(...fails);
  }

  /** From now on nothing fails by itself. */
  calm(): void {
    this.#isCalm = true;
  }

  /** What it was asked on a UTC day. */
  countsOf(day: number): KvCounts {
    return this.#counts.get(day) ?? { reads: 0, writes: 0, lists: 0, deletes: 0 };
  }

  /** What a key really holds now. */
  actual(key: string): string | null {
    return this.#at(key, this.#options.now());
  }

  /** Keys that really hold something now. */
  keys(): readonly string[] {
    return [...this.#versions.keys()].filter((key) => this.actual(key) !== null).toSorted();
  }

  /** Puts a value there without any limit. */
  seed(key: string, value: string): void {
    this.#set(key, value, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
  }

  get(key: string): Promise<string | null>;
  get(keys: string[]): Promise<Map<string, string | null>>;
  async get(keys: string | string[]): Promise<string | null | Map<string, string | null>> {
    const many = typeof keys === 'string' ? [keys] : keys;
    if (many.length > 100) throw new Error('KV GET failed: 400 too many keys');
    for (const key of many) this.#count('reads', key);
    await this.#mayHang();
    this.#mayFail();
    const found = new Map(many.map((key) => [key, this.#read(key)]));
    if (typeof keys === 'string') return found.get(keys) ?? null;
    const size = [...found.values()].reduce((sum, value) => sum + (value?.length ?? 0), 0);
    if (size > 25 * 1024 * 1024) throw new Error('KV GET_BULK failed: 413 total size exceeds 25 MB');
    return found;
  }

  async put(key: string, value: string, options: { expirationTtl?: number } = {}): Promise<void> {
    this.#count('writes', key);
    await this.#mayHang();
    const now = this.#options.now();
    const ttl = options.expirationTtl;
    if (ttl !== undefined && ttl < 60) throw new Error('KV PUT failed: 400 Invalid expiration_ttl');
    if (now - (this.#lastPut.get(key) ?? Number.NEGATIVE_INFINITY) < 1000) {
      this.offenses.push(`two writes of ${key} in one second`);
      throw new Error('KV PUT failed: 429 Too Many Requests');
    }
    if (new TextEncoder().encode(value).length > 25 * 1024 * 1024) throw new Error('KV PUT failed: 413');
    this.#lastPut.set(key, now);
    const apply = (): void =>
      this.#set(key, value, ttl === undefined ? Number.POSITIVE_INFINITY : now + ttl * 1000, now);
    this.#mayFail(apply);
    apply();
  }

  async delete(key: string): Promise<void> {
    this.#count('deletes', key);
    await this.#mayHang();
    this.#mayFail();
    this.#set(key, null, Number.POSITIVE_INFINITY, this.#options.now());
  }

  async list(options: { prefix: string; cursor?: string | null; limit?: number }): Promise<{
    readonly list_complete: true;
    readonly keys: { readonly name: string }[];
  }> {
    this.#count('lists', options.prefix);
    await this.#mayHang();
    this.#mayFail();
    const keys = this.keys().filter((key) => key.startsWith(options.prefix));
    return { list_complete: true, keys: keys.map((name) => ({ name })) };
  }

  async #mayHang(): Promise<void> {
    if (this.isSilent) await new Promise(() => undefined);
  }

  #read(key: string): string | null {
    const { now, random, staleMs = STALE_MS } = this.#options;
    return this.#at(key, now() - Math.floor((random?.() ?? 1) * staleMs));
  }

  #at(key: string, at: number): string | null {
    const version = this.#versions.get(key)?.findLast((candidate) => candidate.at <= at);
    return version === undefined || version.expiresAt <= this.#options.now() ? null : version.value;
  }

  #set(key: string, value: string | null, expiresAt: number, at: number): void {
    this.#versions.set(key, [...(this.#versions.get(key) ?? []), { at, value, expiresAt }]);
  }

  #count(operation: KvOperation, key: string): void {
    this.calls.push(`${operation} ${key}`);
    const { now, limits } = this.#options;
    const day = Math.floor(now() / DAY_MS);
    const counts = this.#counts.get(day) ?? { reads: 0, writes: 0, lists: 0, deletes: 0 };
    counts[operation] += 1;
    this.#counts.set(day, counts);
    if (limits !== undefined && counts[operation] > limits[operation]) {
      this.offenses.push(`${operation} over the limit`);
      throw new Error(`KV ${operation} limit exceeded for the day. (10048)`);
    }
  }

  #mayFail(apply?: () => void): void {
    const { random } = this.#options;
    const failing = this.#isCalm ? 0 : (this.#options.failing ?? 0);
    const next = this.#fails.shift();
    const fails =
      next ?? (random !== undefined && random() < failing ? (random() < 0.5 ? 'before' : 'after') : null);
    if (fails === null) return;
    if (fails === 'after') apply?.();
    throw new Error('KV failed: 500 Internal Server Error');
  }
}
