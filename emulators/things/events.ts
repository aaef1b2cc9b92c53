// The private log of what became of each command; the real app has none, tests need one.
// Must not hold the auth token or be read by the product.
import { MAX_EVENTS } from './limits.ts';

/** Outcome of a command. `dropped` covers items beyond a limit and commands a fault swallowed. */
export type ThingsEventKind = 'ok' | 'silent_noop' | 'modal' | 'crash' | 'callback' | 'dropped';

/** One entry of the log; `at` is epoch ms of the app's clock. */
export interface ThingsEvent {
  readonly at: number;
  readonly kind: ThingsEventKind;
  readonly command: string;
  readonly detail: string;
}

/** A bounded log: the oldest entries go first. */
export class EventLog {
  readonly entries: ThingsEvent[] = [];
  readonly #now: () => number;
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Appends one entry with the current time. */
  add(kind: ThingsEventKind, command: string, detail = ''): void {
    if (this.entries.length >= MAX_EVENTS) this.entries.splice(0, MAX_EVENTS / 10);
    this.entries.push({ at: this.#now(), kind, command, detail });
  }
}
