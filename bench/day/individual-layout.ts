// What the same events cost under the one-key-per-entry layout: `hash:*` and `mapping:*` for each task, a key for each metric.
// Counts operations and nothing else; no value is kept. Where sources leave a choice, the cheaper reading is taken.
// Sources, each in words of our own: the contract of the earlier system, its table of KV keys (K) and of endpoints (E), its cron
// tick (C); and the operations that were counted when its last version with this layout ran on a day like this one (M).

import { Ledger, NO_COUNTS, NO_TALLY, type Counts, type Tally } from './tally.ts';

/** Keys of one page of a list. Source: Cloudflare, KV limits. */
const KEYS_PER_PAGE = 1000;
/** A request of the cron that is older is deleted, ms. Source: C, step 4. */
const REQUEST_LIFE_MS = 10 * 60_000;
/** The Mac tells of this many of its latest completions, each time. Source: M, its set-up. */
const TOLD_COMPLETIONS = 5;

/** What one call does, by key family. */
type Cost = Readonly<Record<string, Partial<Counts>>>;

/** Counts the operations of a deployment of the one-key-per-entry layout. Times are ms since the day began. */
export class IndividualLayout {
  readonly ledger = new Ledger();
  /** Tasks that both sides know: each has a `hash:*` and a `mapping:things:*` (K), and the label that keeps it out of the filter. */
  #mapped: number;
  /** Closed since; their keys stay (K: nobody deletes them). */
  #closed = 0;
  /** Created or edited in Things since the Mac's last call. */
  #newInThings = 0;
  #editedInThings = 0;
  /** Created in Todoist and not yet marked: the filter's candidates. */
  #candidates = 0;
  #completedInThings = 0;
  #untoldCompletions = 0;
  /** Keys of metrics written since the day began; those of before are left out. */
  #metrics = 0;
  /** When the cron wrote the requests that are not deleted yet. */
  #requests: number[] = [];

  constructor(mapped: number) {
    this.#mapped = mapped;
  }

  /** People's edits cost nothing themselves; what they change is paid by the calls after them. */
  create(side: 'things' | 'todoist'): void {
    if (side === 'things') this.#newInThings += 1;
    else this.#candidates += 1;
  }

  /** An edit in Todoist is never noticed by that code (M), so only Things counts. */
  edit(side: 'things' | 'todoist'): void {
    if (side === 'things') this.#editedInThings += 1;
  }

  /** A completion in Todoist is never noticed either. */
  complete(side: 'things' | 'todoist'): void {
    this.#closed += 1;
    if (side !== 'things') return;
    this.#completedInThings += 1;
    this.#untoldCompletions += 1;
  }

  /** The cron's tick, every two minutes (C). */
  tick(at: number): void {
    // Steps 1 and 5: the lock is looked at, taken (read before and after) and released; the run's metric is a key of its own.
    this.#book('cron tick', { sync: { reads: 3, writes: 1, deletes: 1 }, metrics: { writes: 1 } });
    // Step 2: while anything is unsynced, every tick writes a request for it, and a metric.
    const isPending = this.#candidates > 0;
    this.#more('cron tick', this.#filter());
    if (isPending) {
      this.#requests.push(at);
      this.#more('cron tick', { 'sync-request': { writes: 1 }, metrics: { writes: 1 } });
    }
    // Steps 3 and 4: both families are listed and read. Responses: none, for no shipped client ever wrote one.
    const old = this.#requests.filter((written) => at - written > REQUEST_LIFE_MS);
    this.#more('cron tick', {
      'sync-response': { lists: 1 },
      'sync-request': { lists: 1, reads: this.#requests.length, deletes: old.length },
    });
    this.#requests = this.#requests.filter((written) => !old.includes(written));
  }

  /** One cycle of the Mac: what `GET /inbox` shows is imported and marked, then what is new in Things is sent (E). */
  exchange(): void {
    this.#book('GET /inbox', { ...this.#filter(), metrics: { writes: 1 } });
    if (this.#candidates > 0) this.#markSynced();
    if (this.#newInThings + this.#editedInThings > 0) this.#syncThings();
    if (this.#completedInThings > 0) this.#syncCompleted();
  }

  /** `GET /sync/status` (E): the lock, both kinds of mapping listed (M: two lists), one `hash:*` read for each open labelled task. */
  status(): void {
    const open = this.#mapped - this.#closed;
    this.#book('GET /sync/status', {
      sync: { reads: 2 },
      hash: { reads: open, lists: this.#pages() },
      mapping: { lists: this.#pages() },
    });
  }

  /** `GET /debug/mappings`: every key of both kinds is listed and read (M). */
  debug(): void {
    this.#book('GET /debug/mappings', {
      hash: { reads: this.#mapped, lists: this.#pages() },
      mapping: { reads: this.#mapped, lists: this.#pages() },
    });
  }

  /** `GET /metrics`: every key of the last day is listed and read (K). */
  metrics(): void {
    const keys = this.#metrics;
    this.#book('GET /metrics', {
      metrics: { reads: keys, lists: Math.max(1, Math.ceil(keys / KEYS_PER_PAGE)) },
    });
  }

  /** `POST /webhook/github` (E): configuration and rate are read, and the rate is written. Nothing is stored of what is sent on. */
  webhook(): void {
    this.#book('POST /webhook/github', { webhooks: { reads: 4, writes: 1 } });
  }

  /** `POST /mobile/sync` with one change, and `GET /mobile/changes` (E): the device, its mappings, its fingerprints. */
  phone(): void {
    this.#book('POST /mobile/sync', { mobile: { reads: 3, writes: 2 } });
    this.#book('GET /mobile/changes', { mobile: { reads: 3, writes: 1 } });
  }

  /** The filter of what is not synced yet (E, conventions): for each candidate its fingerprint and its `mapping:todoist:*`. */
  #filter(): Cost {
    return { hash: { reads: this.#candidates }, mapping: { reads: this.#candidates } };
  }

  /** `POST /inbox/mark-synced`: the record of the request id, the filter again, and one `hash:*` written for each task (K). */
  #markSynced(): void {
    this.#book('POST /inbox/mark-synced', this.#filter());
    this.#more('POST /inbox/mark-synced', {
      idempotency: { reads: 1, writes: 1 },
      hash: { writes: this.#candidates },
    });
    this.#mapped += this.#candidates;
    this.#candidates = 0;
  }

  /**
   * `POST /things/sync` with what changed (E, M: 7 reads, 5 writes, 1 delete a call): request id, lock, subscribers and metric, and
   * for each task its fingerprint and `mapping:things:*` read and written; an edited one also needs the configuration.
   */
  #syncThings(): void {
    const tasks = this.#newInThings + this.#editedInThings;
    this.#book('POST /things/sync', {
      idempotency: { reads: 1, writes: 1 },
      sync: { reads: 2 + this.#editedInThings, writes: 1, deletes: 1 },
      'outbound-webhooks': { reads: 1 },
      metrics: { writes: 1 },
      hash: { reads: tasks, writes: tasks },
      mapping: { reads: tasks, writes: tasks },
    });
    this.#mapped += this.#newInThings;
    this.#newInThings = 0;
    this.#editedInThings = 0;
  }

  /** `POST /things/sync-completed`: one look-up for each that is told of (E), the mapping rewritten once (K), a metric. */
  #syncCompleted(): void {
    this.#book('POST /things/sync-completed', {
      mapping: {
        reads: Math.min(TOLD_COMPLETIONS, this.#completedInThings),
        writes: this.#untoldCompletions,
      },
      metrics: { writes: 1 },
    });
    this.#untoldCompletions = 0;
  }

  #pages(): number {
    return Math.max(1, Math.ceil(this.#mapped / KEYS_PER_PAGE));
  }

  #book(endpoint: string, cost: Cost): void {
    this.#metrics += cost['metrics']?.writes ?? 0;
    this.ledger.book(endpoint, tallyOf(cost));
  }

  #more(endpoint: string, cost: Cost): void {
    this.#metrics += cost['metrics']?.writes ?? 0;
    this.ledger.add(endpoint, tallyOf(cost));
  }
}

function tallyOf(cost: Cost): Tally {
  const kv = Object.entries(cost).map(([family, counts]) => [family, { ...NO_COUNTS, ...counts }] as const);
  return { ...NO_TALLY, kv: Object.fromEntries(kv) };
}
