// Keeps anybody from asking too often, and from guessing tokens. In memory, per isolate: it costs no row, and a limit that starts anew
// when the isolate does still is one.

/** How much is let through. */
export interface Limits {
  /** Requests a minute with one token. */
  readonly perToken: number;
  /** Requests a minute from one address without a token that is right. */
  readonly perAddress: number;
}

export const DEFAULT_LIMITS: Limits = { perToken: 1200, perAddress: 240 };

/** So many wrong tokens of one address are nobody's mistake yet. */
const FREE_GUESSES = 10;
const MAX_WAIT_MS = 60_000;
const FORGOTTEN_MS = 15 * 60_000;
/** More names than this at once are an attack on the memory: the oldest are forgotten. */
const MAX_NAMES = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

interface Guesses {
  wrong: number;
  /** Epoch ms until which nothing is looked at. */
  until: number;
  at: number;
}

/** What is counted. */
export interface Throttle {
  /** Takes one request of a token or an address; gives the ms to wait where that is too many, else null. */
  readonly take: (name: string, perMinute: number) => number | null;
  /** The ms for which no token of this address is looked at; null: it may try. */
  readonly waitFor: (address: string) => number | null;
  readonly noteWrong: (address: string) => void;
}

/** Opens the counters. `now`: epoch ms. */
export function createThrottle(now: () => number): Throttle {
  const buckets = new Map<string, Bucket>();
  const guesses = new Map<string, Guesses>();
  return {
    take: (name, perMinute) => {
      const at = now();
      const before = buckets.get(name) ?? { tokens: perMinute, at };
      const refilled = Math.min(perMinute, before.tokens + ((at - before.at) * perMinute) / 60_000);
      const isEnough = refilled >= 1;
      put(buckets, name, { tokens: isEnough ? refilled - 1 : refilled, at });
      return isEnough ? null : Math.ceil(((1 - refilled) * 60_000) / perMinute);
    },
    waitFor: (address) => {
      const wait = (guesses.get(address)?.until ?? 0) - now();
      return wait > 0 ? wait : null;
    },
    noteWrong: (address) => {
      const at = now();
      const before = guesses.get(address);
      const isFresh = before === undefined || at - before.at > FORGOTTEN_MS;
      const wrong = isFresh ? 1 : before.wrong + 1;
      const wait = wrong < FREE_GUESSES ? 0 : Math.min(MAX_WAIT_MS, 1000 * 2 ** (wrong - FREE_GUESSES));
      put(guesses, address, { wrong, until: at + wait, at });
    },
  };
}

/** Puts it last, and forgets the first where there are too many. */
function put<T>(map: Map<string, T>, name: string, value: T): void {
  map.delete(name);
  map.set(name, value);
  const [oldest] = map.size > MAX_NAMES ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
}
