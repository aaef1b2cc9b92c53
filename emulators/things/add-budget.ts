// Counts items added by URL within the documented window of ten seconds.
// What the real app does beyond the limit is unknown; here the excess is refused.
import { ADD_WINDOW_MS, MAX_ADDED_ITEMS } from './limits.ts';

/** A sliding window over added items. */
export class AddBudget {
  readonly #now: () => number;
  #stamps: number[] = [];
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes room for one item; false when the window is full. */
  take(): boolean {
    const now = this.#now();
    const oldest = this.#stamps[0];
    if (oldest !== undefined && now - oldest >= ADD_WINDOW_MS) {
      this.#stamps = this.#stamps.filter((stamp) => now - stamp < ADD_WINDOW_MS);
    }
    if (this.#stamps.length >= MAX_ADDED_ITEMS) return false;
    this.#stamps.push(now);
    return true;
  }
}
