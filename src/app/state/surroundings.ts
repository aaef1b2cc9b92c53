// What the app needs of the device around it: a clock, timers, whether there is a network and somebody looking. Types only; the
// browser's is in device/browser-surroundings.ts, and tests play one.

/** What happens around the app. */
export type Happening = 'online' | 'offline' | 'visible' | 'hidden';

/** The device around the app. */
export interface Surroundings {
  /** Epoch ms. */
  readonly now: () => number;
  /** Calls once after this time, unless the returned function is called before. */
  readonly later: (ms: number, run: () => void) => () => void;
  readonly isOnline: () => boolean;
  readonly isVisible: () => boolean;
  /** Calls a listener until the returned function is called. */
  readonly watch: (listener: (what: Happening) => void) => () => void;
  /** Asks the browser not to clear away what the app keeps, and tells whether it will not; null: it can't be asked. */
  readonly persist: () => Promise<boolean | null>;
  /** A mistake of ours, for whoever looks after the page. */
  readonly report: (error: unknown) => void;
}
