// When the app syncs: at the start, after a change, when the network or the person comes back, when the hub pokes, and every few
// minutes while somebody looks. After a failure it waits as it is told to; where trying again is of no use it says so and stops.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { MobileClient, SyncEnd, SyncNews } from '../../mobile-client/client-types.ts';
import { StorageError } from '../../mobile-client/storage-error.ts';
import { describeFailure } from './failures.ts';
import type { Happening, Surroundings } from './surroundings.ts';
import type { SyncFailure, SyncState } from './types.ts';

/** How long after a change a sync begins, so that several go together; a further change puts it off, but not beyond the second one. */
const AFTER_CHANGE_MS = 1000;
const AFTER_CHANGE_AT_MOST_MS = 5000;
/** How often the app asks while somebody looks and nothing pokes it. */
const EVERY_MS = 3 * 60_000;
/** After this device could not keep something. */
const AFTER_STORAGE_MS = 60_000;

/** What the loop is made of. */
export interface LoopParts {
  readonly client: Pick<MobileClient, 'sync' | 'on'>;
  readonly surroundings: Surroundings;
  /** This device could not keep something. */
  readonly storageFailed: (error: StorageError) => void;
}

const NO_PAUSE = { until: 0, isAsked: false };
const STILL: SyncState = { isUnderWay: false, pending: 0, lastSyncedAt: null, failure: null, retryAt: null };

/** Why a sync is planned. Each has a time of its own, and the next one counts. */
type Reason = 'asked' | 'change' | 'held' | 'retry' | 'turn';

/** Decides when to sync. */
export class SyncLoop {
  readonly #parts: LoopParts;
  readonly #state = signal<SyncState>(STILL);
  readonly #ends: readonly (() => void)[];
  /** Epoch ms. */
  readonly #due = new Map<Reason, number>();
  #cancelTimer: () => void = () => undefined;
  #isPaired = false;
  /** Trying again by itself is of no use. */
  #isStopped = false;
  /** Epoch ms before which nothing is tried by itself. `isAsked`: the hub asked for that. */
  #pause = { until: 0, isAsked: false };
  /** Epoch ms of the first change that was not sent; null: none waits. */
  #changedAt: number | null = null;

  constructor(parts: LoopParts) {
    this.#parts = parts;
    const { client, surroundings } = parts;
    this.#ends = [
      client.on('sync', (news) => this.#hear(news)),
      client.on('changed', ({ pending }) => this.#set({ pending })),
      surroundings.watch((what) => this.#happens(what)),
    ];
  }

  get state(): ReadonlySignal<SyncState> {
    return this.#state;
  }

  /** Begins, or begins again once this device is paired. `lastSyncedAt`: epoch ms; null: never. */
  begin(known: {
    readonly isPaired: boolean;
    readonly lastSyncedAt: number | null;
    readonly pending: number;
  }): void {
    const { isPaired, lastSyncedAt, pending } = known;
    this.#stop();
    this.#isPaired = isPaired;
    this.#isStopped = false;
    this.#pause = NO_PAUSE;
    this.#set({ lastSyncedAt, pending, failure: null, retryAt: null });
    this.#plan('asked', 0);
  }

  /** A person changed something here. `heldMs`: it is not to be sent before. */
  changed(heldMs = 0): void {
    if (heldMs > 0) {
      this.#plan('held', heldMs);
      return;
    }
    const now = this.#now();
    this.#changedAt ??= now;
    this.#plan('change', Math.min(AFTER_CHANGE_MS, this.#changedAt + AFTER_CHANGE_AT_MOST_MS - now));
  }

  /** The hub says that something changed there. */
  poke(): void {
    this.#plan('asked', 0);
  }

  /** The same for whoever waits for the end of that sync. What has to wait for its time is done as far as they are concerned. */
  async poked(): Promise<SyncEnd> {
    if (!this.#isPaired || this.#isStopped || this.#pause.until > this.#now()) {
      this.#plan('asked', 0);
      return { kind: 'done' };
    }
    return (await this.#sync()) ?? { kind: 'done' };
  }

  /** A person asks for it: it is tried also where it was given up, but not before the hub allows it. */
  async syncNow(): Promise<void> {
    if (!this.#isPaired) return;
    this.#isStopped = false;
    if (this.#pause.isAsked && this.#pause.until > this.#now()) this.#plan('asked', 0);
    else await this.#sync();
  }

  close(): void {
    this.#stop();
    this.#isPaired = false;
    for (const end of this.#ends) end();
  }

  #happens(what: Happening): void {
    // A page that nobody looks at asks for nothing; what a person did there is sent all the same.
    if (what === 'offline' || (what === 'hidden' && this.#changedAt === null)) return;
    if (!this.#pause.isAsked) this.#pause = NO_PAUSE;
    this.#plan('asked', 0);
  }

  /** Has a sync made after this time, or sooner for another reason. */
  #plan(reason: Reason, ms: number): void {
    if (!this.#isPaired || this.#isStopped) return;
    this.#due.set(reason, this.#now() + ms);
    this.#arm();
  }

  #arm(): void {
    this.#cancelTimer();
    const now = this.#now();
    const at = Math.max(Math.min(...this.#due.values()), this.#pause.until);
    this.#cancelTimer = this.#parts.surroundings.later(Math.max(at - now, 0), () => {
      // Without a network it waits until that is back.
      if (!this.#parts.surroundings.isOnline()) return;
      this.#sync().catch((error: unknown) => this.#parts.surroundings.report(error));
    });
  }

  /** null: this device could not keep what came. */
  async #sync(): Promise<SyncEnd | null> {
    this.#stop();
    try {
      const end = await this.#parts.client.sync();
      this.#follow(end);
      return end;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.#parts.storageFailed(error);
      this.#retry({ kind: 'storage', text: error.message }, { ms: AFTER_STORAGE_MS, isAsked: false });
      return null;
    }
  }

  #follow(end: SyncEnd): void {
    if (end.kind === 'failed') {
      const { failure, retryInMs } = end;
      const told = { kind: failure.kind, text: describeFailure(failure) };
      this.#retry(told, { ms: retryInMs, isAsked: failure.kind === 'busy' });
      return;
    }
    if (end.heldForMs !== undefined) this.#plan('held', end.heldForMs);
    this.#planTurn();
  }

  #retry(
    failure: SyncFailure,
    { ms, isAsked }: { readonly ms: number | null; readonly isAsked: boolean },
  ): void {
    const retryAt = ms === null ? null : this.#now() + ms;
    this.#isStopped = retryAt === null;
    this.#pause = { until: retryAt ?? 0, isAsked };
    this.#set({ failure, retryAt });
    if (ms !== null) this.#plan('retry', ms);
  }

  /** What a sync tells, here or in another page. */
  #hear({ isUnderWay, isDone, isElsewhere }: SyncNews): void {
    if (!isElsewhere) this.#set({ isUnderWay });
    if (!isDone) return;
    this.#pause = NO_PAUSE;
    this.#isStopped = false;
    this.#set({ lastSyncedAt: this.#now(), failure: null, retryAt: null });
    if (!isElsewhere) return;
    this.#due.delete('retry');
    this.#planTurn();
  }

  #planTurn(): void {
    if (this.#parts.surroundings.isVisible()) this.#plan('turn', EVERY_MS);
  }

  /** Nothing is planned any more. */
  #stop(): void {
    this.#cancelTimer();
    this.#cancelTimer = () => undefined;
    this.#due.clear();
    this.#changedAt = null;
  }

  #set(change: Partial<SyncState>): void {
    this.#state.value = { ...this.#state.peek(), ...change };
  }

  #now(): number {
    return this.#parts.surroundings.now();
  }
}
