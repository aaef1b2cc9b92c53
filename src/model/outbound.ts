// What subscribers are told about, and what is stored of them and of each delivery. Types and constants only.

/** The events that a subscriber can ask for. The names stand in bodies, in the configuration and in rows. */
export const OUTBOUND_EVENTS = [
  'task_synced',
  'task_created',
  'task_completed',
  'conflict_detected',
  'conflict_resolved',
  'sync_completed',
  'sync_failed',
  'plan_waiting',
  'budget_low',
  'replica_stale',
] as const;

/** The name of an event. */
export type OutboundEvent = (typeof OUTBOUND_EVENTS)[number];

/** `webhook`: signed JSON. `push`: plain text for a notification service, such as ntfy. */
export const SUBSCRIBER_KINDS = ['webhook', 'push'] as const;

/** The kind of a subscriber. */
type SubscriberKind = (typeof SUBSCRIBER_KINDS)[number];

/** How a delivery that failed is retried. */
export interface RetryPolicy {
  /** False: there is one attempt. */
  readonly enabled: boolean;
  /** Attempts after the first one; a day after the first attempt there are no more, whatever this says. */
  readonly maxRetries: number;
  /** The longest wait before the first retry, ms; each further one is up to twice as long. */
  readonly backoffMs: number;
}

/** What the owner set for a subscriber. Its secret is kept elsewhere. */
export interface SubscriberSettings {
  readonly url: string;
  readonly kind: SubscriberKind;
  readonly events: readonly OutboundEvent[];
  readonly enabled: boolean;
  /** Whether titles of tasks may leave this system. */
  readonly includeText: boolean;
  readonly retryPolicy: RetryPolicy;
  /** Templates of a push message; null: a sentence of ours. */
  readonly title: string | null;
  readonly body: string | null;
}

/** A subscriber. */
export interface Subscriber extends SubscriberSettings {
  readonly id: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Nothing is sent until its owner says so; null: it is not paused. */
  readonly paused: { readonly at: number; readonly reason: string } | null;
  /** Events that were not kept for it because too many were waiting. */
  readonly missed: number;
}

/** `pending`: still to be sent, or sent again. `failed`: given up, and kept for its owner to send again. */
export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;

/** How a delivery stands. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One event on its way to one subscriber. Times are epoch ms. */
export interface Delivery {
  /** Its position among all deliveries. */
  readonly seq: number;
  /** The same on every attempt. */
  readonly id: string;
  readonly subscriber: string;
  /** Scheme and host of where it goes: a path may hold a secret. */
  readonly target: string;
  readonly event: OutboundEvent;
  /** When what it tells of happened. */
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly status: DeliveryStatus;
  /** Since it was created or sent again by its owner. */
  readonly attempts: number;
  /** The first attempt since it was created or sent again by its owner; null: none yet. */
  readonly firstTriedAt: number | null;
  readonly triedAt: number | null;
  /** Not before this time; null: at once, or never again. */
  readonly dueAt: number | null;
  /** How long the last attempt took, ms. */
  readonly took: number | null;
  /** The HTTP status of the last answer; null: there was none. */
  readonly answered: number | null;
  /** Why the last attempt failed, in plain words; null: it did not. */
  readonly error: string | null;
}
