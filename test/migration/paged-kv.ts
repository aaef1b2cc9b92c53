// A KV in memory with the limits of the real one: daily quotas, one write a second for each key, bulk reads of 100, list pages in
// an order of its own, expiry. A caller can be left hanging at any call, as if its process had died there.

import type { KvBinding } from '../../src/checkpoint/kv/kv.ts';
import type { KvCounts, KvOperation } from '../../src/hub/batch-records.ts';

const DAY_MS = 86_400_000;
const FREE: KvCounts = { reads: 100_000, writes: 1_000, lists: 1_000, deletes: 1_000 };

interface Held {
  readonly value: string;
  /** Epoch ms; null: never. */
  readonly expiresAt: number | null;
}

/** A KV in memory. */
export class PagedKv implements KvBinding {
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #held = new Map<string, Held>();
  readonly #lastPut = new Map<string, number>();
  readonly #counts = new Map<number, Record<KvOperation, number>>();
  readonly #listings = new Map<string, readonly string[]>();
  readonly #frozen = new Map<string, { readonly value: string | null; readonly until: number }>();
  #failures = { times: 0, message: '' };
  #callsUntilDeath = Number.POSITIVE_INFINITY;
  #onDeath: () => void = () => undefined;
  /** What no caller may ever do. */
  readonly offenses: string[] = [];
  /** Requests so far: a bulk read is one. */
  requests = 0;
  /** Names of keys that were read, in order. */
  readonly read: string[] = [];

  constructor(options: { readonly now: () => number; readonly random: () => number }) {
    this.#now = options.now;
    this.#random = options.random;
  }

  /** Makes the next `times` calls fail with this message. */
  failNext(times: number, message: string): void {
    this.#failures = { times, message };
  }

  /** Shows a key as it is now, whatever is done to it, until `until` (epoch ms). */
  freeze(key: string, until: number): void {
    this.#frozen.set(key, { value: this.actual(key), until });
  }

  /** Lets the caller die at its call number `calls` from now; that call takes effect or not, by chance. */
  dieAfter(calls: number): Promise<void> {
    this.#callsUntilDeath = calls;
    return new Promise((resolve) => {
      this.#onDeath = resolve;
    });
  }

  /** Lets the next caller live. */
  live(): void {
    this.#callsUntilDeath = Number.POSITIVE_INFINITY;
  }

  /** Puts a value there without any limit. */
  seed(key: string, value: string, expiresAt: number | null = null): void {
    this.#held.set(key, { value, expiresAt });
  }

  /** What a key holds now. */
  actual(key: string): string | null {
    const held = this.#held.get(key);
    return held === undefined || (held.expiresAt ?? Number.POSITIVE_INFINITY) <= this.#now()
      ? null
      : held.value;
  }

  /** Everything that is there now, by key. */
  all(): ReadonlyMap<string, string> {
    const keys = [...this.#held.keys()].toSorted();
    return new Map(keys.flatMap((key) => (this.actual(key) === null ? [] : [[key, this.actual(key) ?? '']])));
  }

  /** The most that was asked of any operation on any day. */
  peak(): KvCounts {
    const most = (operation: KvOperation): number =>
      Math.max(0, ...[...this.#counts.values()].map((counts) => counts[operation]));
    return { reads: most('reads'), writes: most('writes'), lists: most('lists'), deletes: most('deletes') };
  }

  get(key: string): Promise<string | null>;
  get(keys: string[]): Promise<Map<string, string | null>>;
  async get(keys: string | string[]): Promise<string | null | Map<string, string | null>> {
    const many = typeof keys === 'string' ? [keys] : keys;
    if (many.length > 100) throw new Error('KV GET_BULK failed: 400 too many keys');
    this.#count('reads', many.length);
    this.read.push(...many);
    await this.#perhapsDie();
    return typeof keys === 'string' ? this.#shown(keys) : new Map(many.map((key) => [key, this.#shown(key)]));
  }

  async put(key: string, value: string, options: { expirationTtl?: number } = {}): Promise<void> {
    this.#count('writes', 1);
    const now = this.#now();
    const ttl = options.expirationTtl;
    if (ttl !== undefined && (ttl < 60 || ttl > 2 ** 31 - 1))
      throw new Error('KV PUT failed: 400 Invalid expiration_ttl');
    if (now - (this.#lastPut.get(key) ?? Number.NEGATIVE_INFINITY) < 1000) {
      this.offenses.push(`two writes of ${key} in one second`);
      throw new Error('KV PUT failed: too many writes of one key');
    }
    this.#lastPut.set(key, now);
    const apply = (): void => this.seed(key, value, ttl === undefined ? null : now + ttl * 1000);
    await this.#perhapsDie(apply);
    apply();
  }

  async delete(key: string): Promise<void> {
    this.#count('deletes', 1);
    const apply = (): void => {
      this.#held.delete(key);
    };
    await this.#perhapsDie(apply);
    apply();
  }

  async list(options: {
    prefix: string;
    cursor?: string | null;
    limit?: number;
  }): ReturnType<KvBinding['list']> {
    this.#count('lists', 1);
    await this.#perhapsDie();
    const [name, offset] = (options.cursor ?? '').split('@');
    // Keys come in an order of the listing's own, and an expired one may still be among them.
    const listing = this.#listings.get(name ?? '') ?? this.#shuffled(options.prefix);
    const id = name === undefined || name === '' ? `list-${this.#listings.size}` : name;
    this.#listings.set(id, listing);
    const start = Number(offset ?? 0);
    const end = start + Math.min(options.limit ?? 1000, 1000);
    const keys = listing.slice(start, end).map((key) => {
      const expiresAt = this.#held.get(key)?.expiresAt ?? null;
      return { name: key, ...(expiresAt !== null && { expiration: Math.floor(expiresAt / 1000) }) };
    });
    if (end < listing.length) return { list_complete: false, keys, cursor: `${id}@${end}` };
    return { list_complete: true, keys };
  }

  #shown(key: string): string | null {
    const frozen = this.#frozen.get(key);
    return frozen !== undefined && this.#now() < frozen.until ? frozen.value : this.actual(key);
  }

  #shuffled(prefix: string): readonly string[] {
    return [...this.#held.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => ({ key, order: this.#random() }))
      .toSorted((a, b) => a.order - b.order)
      .map(({ key }) => key);
  }

  #count(operation: KvOperation, count: number): void {
    this.requests += 1;
    const day = Math.floor(this.#now() / DAY_MS);
    const counts = this.#counts.get(day) ?? { reads: 0, writes: 0, lists: 0, deletes: 0 };
    counts[operation] += count;
    this.#counts.set(day, counts);
    if (this.#failures.times > 0) {
      this.#failures.times -= 1;
      throw new Error(this.#failures.message);
    }
    if (counts[operation] <= FREE[operation]) return;
    this.offenses.push(`${operation} over the limit`);
    throw new Error(`KV ${operation} limit exceeded for the day. (10048)`);
  }

  async #perhapsDie(apply?: () => void): Promise<void> {
    this.#callsUntilDeath -= 1;
    if (this.#callsUntilDeath > 0) return;
    if (this.#random() < 0.5) apply?.();
    this.#onDeath();
    await new Promise(() => undefined);
  }
}
