/**
 * The switches that make the emulator misbehave, each armed for a number of times or until cleared.
 * Only counts and remembers; the server and the sync route ask it at the right moment.
 */

import type { Distortion } from './distortion.ts';

/**
 * The kinds of trouble. `silent_cascade` tells of a project that was archived or brought back and not of what it holds, `lose_answer` and `drop_request` cut the connection after or before the effect,
 * `deny_authorization` lets the user refuse an app, the webhook kinds strike single notifications.
 */
export const CHAOS_KINDS = [
  'rate_limit',
  'server_error',
  'html_unavailable',
  'lose_answer',
  'drop_request',
  'unknown_token',
  'force_full_sync',
  'stale_full_sync',
  'forget_uuids',
  'silent_cascade',
  'repeat_request',
  'deny_authorization',
  'webhook_drop',
  'webhook_duplicate',
  'webhook_reorder',
  'webhook_delay',
] as const;

/** One kind of trouble. */
export type ChaosKind = (typeof CHAOS_KINDS)[number];

/** A value that was seen in a real answer. */
const DEFAULT_RETRY_AFTER_SECONDS = 66;
const DEFAULT_WEBHOOK_DELAY_MS = 60_000;

/** What a test, or another process over the control route, can switch. */
export class ChaosSwitches {
  /** The `retry_after` in seconds of the answers that `rate_limit` makes. */
  retryAfterSeconds = DEFAULT_RETRY_AFTER_SECONDS;
  /** How long `webhook_delay` holds a notification back, in milliseconds of the emulator's clock. */
  webhookDelayMs = DEFAULT_WEBHOOK_DELAY_MS;
  /** How what commands write is kept otherwise than they say, until another way or null is set. */
  distortion: Distortion | null = null;
  #unbearable: string | null = null;
  readonly #left = new Map<ChaosKind, number>();
  readonly #onArm: (kind: ChaosKind) => void;

  constructor(onArm: (kind: ChaosKind) => void) {
    this.#onArm = onArm;
  }

  /**
   * Arms a kind for the next `times` requests that it can hit; `Infinity` means until cleared, 0 disarms.
   * `stale_full_sync` serves the state of the moment of arming.
   */
  failNext(kind: ChaosKind, times = 1): void {
    if (Number.isNaN(times) || times < 0) throw new RangeError('times must be zero or more');
    this.#left.set(kind, times);
    if (times > 0) this.#onArm(kind);
  }

  /** Keeps what commands write otherwise than they say, from now on; null keeps it as it is told. */
  storeDifferently(distortion: Distortion | null): void {
    this.distortion = distortion;
  }

  /** Refuses every request as a whole of which some command has this text in it; null takes all again. */
  refuseRequestsWith(text: string | null): void {
    this.#unbearable = text;
  }

  /** Tells whether a request with these commands is refused as a whole. */
  isUnbearable(commands: unknown): boolean {
    return this.#unbearable !== null && JSON.stringify(commands ?? []).includes(this.#unbearable);
  }

  /** Disarms one kind, or everything. */
  clear(kind?: ChaosKind): void {
    if (kind !== undefined) {
      this.#left.delete(kind);
      return;
    }
    this.#left.clear();
    this.distortion = null;
    this.#unbearable = null;
  }

  /** How often each armed kind will still strike. */
  get pending(): Readonly<Partial<Record<ChaosKind, number>>> {
    return Object.fromEntries([...this.#left].filter(([, left]) => left > 0));
  }

  /** Uses a kind up once; false when it is not armed. */
  take(kind: ChaosKind): boolean {
    const left = this.#left.get(kind) ?? 0;
    if (left <= 0) return false;
    this.#left.set(kind, left - 1);
    return true;
  }
}

/** The connection went away by a switch; in-process callers see `TypeError('fetch failed')` instead. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}
