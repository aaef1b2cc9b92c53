// The app's clock: the injected one, which a test in another process may move, freeze and release.
// Must not run day maintenance; the app does that when the day changed.

/** A clock that starts as its source and can be moved. All moments are epoch ms. */
export class AppClock {
  readonly #source: () => number;
  #offsetMs = 0;
  #frozenAt: number | null = null;
  constructor(source: () => number) {
    this.#source = source;
  }

  /** Returns the current moment. */
  now(): number {
    return this.#frozenAt ?? this.#source() + this.#offsetMs;
  }

  /** Moves the clock to a moment; it runs on from there, or stands still when frozen. */
  set(atMs: number, isFrozen: boolean): void {
    if (!Number.isFinite(atMs)) throw new RangeError('not a moment');
    this.#frozenAt = isFrozen ? atMs : null;
    this.#offsetMs = atMs - this.#source();
  }

  /** Moves the clock by milliseconds; a frozen clock stays frozen. */
  advance(ms: number): void {
    if (this.#frozenAt === null) this.#offsetMs += ms;
    else this.#frozenAt += ms;
  }

  /** Returns to the source. */
  release(): void {
    this.#offsetMs = 0;
    this.#frozenAt = null;
  }
}
