// A device around the app that a test plays: its clock goes on only when it is told to, and its timers with it.

import type { Happening, Surroundings } from '../../src/app/state/surroundings.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** The device. */
export class PlayedSurroundings implements Surroundings {
  time: number;
  online = true;
  visible = true;
  isPersistent: boolean | null = true;
  /** Something is under way that ends by itself, such as a sync: signing takes the platform as long as it takes. */
  isBusy: () => boolean = () => false;
  readonly reported: unknown[] = [];
  readonly #timers = new Set<Timer>();
  readonly #listeners = new Set<(what: Happening) => void>();

  constructor(time: number) {
    this.time = time;
  }

  readonly now = (): number => this.time;
  readonly isOnline = (): boolean => this.online;
  readonly isVisible = (): boolean => this.visible;
  readonly persist = async (): Promise<boolean | null> => this.isPersistent;
  readonly report = (error: unknown): void => void this.reported.push(error);

  readonly later = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.time + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  readonly watch = (listener: (what: Happening) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  happen(what: Happening): void {
    if (what === 'online' || what === 'offline') this.online = what === 'online';
    else this.visible = what === 'visible';
    this.#listeners.forEach((listener) => listener(what));
  }

  /** Time goes on, and whatever is due by then runs, in order; then everything that follows from it comes to rest. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    await this.rest();
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.run();
      await this.rest();
    }
    this.time = until;
  }

  get waiting(): number {
    return this.#timers.size;
  }

  /** Waits until nothing is under way any more, and everything that waits for nothing but its turn had it. */
  async rest(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet = this.isBusy() ? 0 : quiet + 1)
      await new Promise((resolve) => setImmediate(resolve));
  }
}
