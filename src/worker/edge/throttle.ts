// Keeps anybody from asking too often, and from guessing tokens. In memory, per isolate: it costs no row, and a limit that starts anew
// when the isolate does still is one.

import { createBoundedNames } from './bounded-names.ts';

/** How much is let through. */
export interface Limits {
  /** Requests a minute with one token. */
  readonly perToken: number;
  /** Requests a minute from one address without a token that is right. */
  readonly perAddress: number;
  /** Wrong tokens or codes of one address that are nobody's mistake yet; from then on it waits, longer each time. */
  readonly wrong: number;
}

export const DEFAULT_LIMITS: Limits = { perToken: 1200, perAddress: 240, wrong: 10 };

const MAX_WAIT_MS = 60_000;
const FORGOTTEN_MS = 15 * 60_000;
/** More names than this at once are an attack on the memory. */
const MAX_NAMES = 10_000;

interface Bucket {
  /** Requests that are left, of so many a minute. */
  readonly tokens: number;
  readonly perMinute: number;
  readonly at: number;
}

interface Guesses {
  readonly wrong: number;
  /** Epoch ms until which nothing is looked at; null: it never had to wait. */
  readonly until: number | null;
  readonly at: number;
}

/** What is counted. */
export interface Throttle {
  /** Takes one request of a token or an address; gives the ms to wait where that is too many, else null. */
  readonly take: (name: string, perMinute: number) => number | null;
  /** The ms for which no token of this address is looked at; null: it may try. */
  readonly waitFor: (address: string) => number | null;
  /** `free`: so many that are wrong make nobody wait. */
  readonly noteWrong: (address: string, free: number) => void;
}

/** Opens the counters. `now`: epoch ms. */
export function createThrottle(now: () => number): Throttle {
  const buckets = createBoundedNames<Bucket>({
    most: MAX_NAMES,
    counts: ({ tokens, perMinute }) => tokens < perMinute / 2,
  });
  const guesses = createBoundedNames<Guesses>({ most: MAX_NAMES, counts: ({ until }) => until !== null });
  return {
    take: (name, perMinute) => {
      const at = now();
      const before = buckets.get(name) ?? { tokens: perMinute, at };
      const refilled = Math.min(perMinute, before.tokens + ((at - before.at) * perMinute) / 60_000);
      const isEnough = refilled >= 1;
      buckets.put(name, { tokens: isEnough ? refilled - 1 : refilled, perMinute, at });
      return isEnough ? null : Math.ceil(((1 - refilled) * 60_000) / perMinute);
    },
    waitFor: (address) => {
      const wait = (guesses.get(address)?.until ?? 0) - now();
      return wait > 0 ? wait : null;
    },
    noteWrong: (address, free) => {
      const at = now();
      const before = guesses.get(address);
      const isFresh = before === undefined || at - before.at > FORGOTTEN_MS;
      const wrong = isFresh ? 1 : before.wrong + 1;
      const wait = Math.min(MAX_WAIT_MS, 1000 * 2 ** (wrong - free));
      guesses.put(address, { wrong, until: wrong < free ? null : at + wait, at });
    },
  };
}
