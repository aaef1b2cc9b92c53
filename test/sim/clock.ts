// One clock for everything in a simulation, and what happens when its time comes.

/** The first instant of every simulation: 2026-03-20 08:00 UTC, days before Europe's spring change. */
const BEGINNING = 1_774_000_800_000;

interface Scheduled {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that goes only when it is told to. */
export class Clock {
  #now = BEGINNING;
  readonly #scheduled: Scheduled[] = [];

  /** Epoch ms. */
  get now(): number {
    return this.#now;
  }

  /** Lets time pass; what was to happen meanwhile happens at its time. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#scheduled.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#scheduled.splice(this.#scheduled.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }

  /** Has something happen later. */
  later(run: () => void, delayMs: number): void {
    this.#scheduled.push({ at: this.#now + delayMs, run });
  }
}
