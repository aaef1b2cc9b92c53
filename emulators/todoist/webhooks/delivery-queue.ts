/**
 * Delivers notifications: each is sent once, and again after a quarter of an hour of the emulator's clock, three times
 * at most, until it is answered with 200. Knows nothing of what notifications say.
 */
import { createHmac } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { MAX_WEBHOOK_RETRIES, WEBHOOK_RETRY_MS } from '../limits.ts';

/** A notification whose bytes never change again. */
export interface Notification {
  readonly deliveryId: string;
  readonly eventName: string;
  readonly body: string;
}

/** One try to deliver, for tests and people who look; `status` is null when there was no answer. */
export interface DeliveryAttempt {
  readonly deliveryId: string;
  readonly eventName: string;
  readonly attempt: number;
  readonly atMs: number;
  readonly status: number | null;
}

/** Where notifications go. */
export interface DeliveryTarget {
  readonly url: string;
  readonly clientSecret: string;
  /** Sends a request; the global fetch unless a test brings its own door. */
  readonly deliver: (request: Request) => Promise<Response>;
}

interface Waiting {
  readonly notification: Notification;
  readonly attempt: number;
  readonly dueAtMs: number;
}

const MAX_ATTEMPTS_KEPT = 1000;
/** The vendor's time limit is not known; this keeps a silent receiver from holding the queue up for ever. */
const ANSWER_TIMEOUT_MS = 10_000;

/** The queue of one webhook. */
export class DeliveryQueue {
  readonly #clock: Clock;
  readonly #target: DeliveryTarget;
  readonly #attempts: DeliveryAttempt[] = [];
  #waiting: Waiting[] = [];
  #work: Promise<void> = Promise.resolve();

  constructor(clock: Clock, target: DeliveryTarget) {
    this.#clock = clock;
    this.#target = target;
  }

  /** The latest tries, oldest first. */
  get attempts(): readonly DeliveryAttempt[] {
    return this.#attempts;
  }

  /** How many notifications still wait for their first or next try. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Puts a notification in, to be sent `delayMs` from now. */
  add(notification: Notification, delayMs: number): void {
    this.#waiting.push({ notification, attempt: 1, dueAtMs: this.#clock.now() + delayMs });
  }

  /** Starts to send what is due; resolves when that, and what was being sent before, is answered. */
  pump(): Promise<void> {
    this.#work = this.#work.then(() => this.#sendDue());
    return this.#work;
  }

  async #sendDue(): Promise<void> {
    const now = this.#clock.now();
    const due = this.#waiting.filter((entry) => entry.dueAtMs <= now);
    this.#waiting = this.#waiting.filter((entry) => entry.dueAtMs > now);
    for (const entry of due) await this.#send(entry);
  }

  async #send({ notification, attempt }: Waiting): Promise<void> {
    const status = await this.#try(notification);
    const { deliveryId, eventName } = notification;
    this.#attempts.push({ deliveryId, eventName, attempt, atMs: this.#clock.now(), status });
    if (this.#attempts.length > MAX_ATTEMPTS_KEPT) this.#attempts.shift();
    if (status === 200 || attempt > MAX_WEBHOOK_RETRIES) return;
    this.#waiting.push({ notification, attempt: attempt + 1, dueAtMs: this.#clock.now() + WEBHOOK_RETRY_MS });
  }

  /** Sends once; a network error counts as no answer, as for the vendor. */
  async #try({ body, deliveryId }: Notification): Promise<number | null> {
    const { url, clientSecret, deliver } = this.#target;
    const request = new Request(url, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Todoist-Webhooks',
        'x-todoist-hmac-sha256': createHmac('sha256', clientSecret).update(body).digest('base64'),
        'x-todoist-delivery-id': deliveryId,
      },
    });
    try {
      const response = await deliver(request);
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      if (error instanceof Error) return null;
      throw error;
    }
  }
}
