/** Rate limits per 15 minutes of the emulator's clock, off unless asked for. Windows are fixed, not sliding. */
import type { Clock } from './clock.ts';
import { limitsReached } from './errors.ts';
import {
  MAX_FULL_SYNCS_PER_WINDOW,
  MAX_PARTIAL_SYNCS_PER_WINDOW,
  MAX_REST_REQUESTS_PER_WINDOW,
  RATE_WINDOW_MS,
} from './limits.ts';

/** What is counted apart from one another. */
export type RateKind = 'partial_sync' | 'full_sync' | 'rest';

const MAX_PER_WINDOW: Readonly<Record<RateKind, number>> = {
  partial_sync: MAX_PARTIAL_SYNCS_PER_WINDOW,
  full_sync: MAX_FULL_SYNCS_PER_WINDOW,
  rest: MAX_REST_REQUESTS_PER_WINDOW,
};

/** Counts requests per kind and window. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #enabled: boolean;
  readonly #used = new Map<RateKind, number>();
  #window = -1;

  constructor(clock: Clock, enabled: boolean) {
    this.#clock = clock;
    this.#enabled = enabled;
  }

  /** Counts one request; throws the 429 answer with the seconds until the window ends when it is one too many. */
  count(kind: RateKind): void {
    if (!this.#enabled) return;
    const now = this.#clock.now();
    const window = Math.floor(now / RATE_WINDOW_MS);
    if (window !== this.#window) {
      this.#window = window;
      this.#used.clear();
    }
    const used = (this.#used.get(kind) ?? 0) + 1;
    if (used > MAX_PER_WINDOW[kind])
      throw limitsReached(Math.ceil(((window + 1) * RATE_WINDOW_MS - now) / 1000));
    this.#used.set(kind, used);
  }
}
