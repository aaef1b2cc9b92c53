/**
 * The webhook of one app: listens to the hook that the change log uses, turns changes into notifications, lets the
 * chaos switches drop, double, swap and delay them, and fires reminders. Sending is delivery-queue's job.
 */
import type { Account } from '../account.ts';
import type { ChaosSwitches } from '../chaos.ts';
import { momentOf } from '../due/resolve-due.ts';
import { hashHex } from '../ids.ts';
import { ROOT } from '../store.ts';
import type { WireReminder } from '../wire.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import type { DeliveryAttempt, Notification } from './delivery-queue.ts';
import {
  containerEvent,
  itemEvent,
  noteEvent,
  plainEvent,
  projectEvent,
  reminderEvent,
  WEBHOOK_EVENTS,
} from './webhook-events.ts';
import type { WebhookEvent, WebhookEventName, WebhookVersion } from './webhook-events.ts';

/** How a webhook is set up. */
export interface WebhookConfig {
  /** Where notifications go; an address of this machine only, whatever the `deliver` door. */
  readonly url: string;
  readonly clientSecret: string;
  /** The events to tell; all unless given. */
  readonly events?: readonly WebhookEventName[];
  /** The payload version; '1' unless given. */
  readonly version?: WebhookVersion;
  /** Tells nothing before this client has been given a token, as the vendor does; always tells unless given. */
  readonly onlyAfterOAuthOf?: string;
  /** The door for requests; the global fetch unless given. */
  readonly deliver?: (request: Request) => Promise<Response>;
}

/** What the webhook needs around it. */
export interface WebhookParts {
  readonly account: Account;
  readonly chaos: ChaosSwitches;
  /** Whether a client was ever given a token. */
  readonly hasGrant: (clientId: string) => boolean;
}

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/** The webhook of the emulator; without a configuration it does nothing. */
export class Webhooks {
  readonly #parts: WebhookParts;
  readonly #fired = new Set<string>();
  #config: WebhookConfig | null = null;
  #queue: DeliveryQueue | null = null;
  #pending: Notification[] = [];
  #heldBack: Notification | null = null;
  #counter = 0;
  #remindersSeenMs: number;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
    this.#remindersSeenMs = parts.account.clock.now();
    this.#watch(parts.account);
  }

  /** Sets the webhook up, or takes it away with null. Throws a RangeError for an address beyond this machine. */
  configure(config: WebhookConfig | null): void {
    if (config !== null && !LOOPBACK_HOSTS.includes(new URL(config.url).hostname))
      throw new RangeError('webhooks only go to this machine');
    this.#config = config;
    this.#pending = [];
    this.#heldBack = null;
    this.#remindersSeenMs = this.#parts.account.clock.now();
    const deliver = config?.deliver ?? ((request: Request) => fetch(request));
    this.#queue =
      config === null
        ? null
        : new DeliveryQueue(this.#parts.account.clock, {
            url: config.url,
            clientSecret: config.clientSecret,
            deliver,
          });
  }

  /** The latest tries to deliver, oldest first. */
  get attempts(): readonly DeliveryAttempt[] {
    return this.#queue?.attempts ?? [];
  }

  /** How many notifications wait for their first or next try. */
  get waiting(): number {
    return this.#pending.length + (this.#queue?.waiting ?? 0) + (this.#heldBack === null ? 0 : 1);
  }

  /**
   * Sends everything that is due by the clock: new notifications, repeated ones, reminders whose moment has come.
   * Resolves when all of it was answered or failed.
   */
  async pump(): Promise<void> {
    const queue = this.#queue;
    if (queue === null) return;
    this.#fireReminders();
    const pending = this.#pending;
    this.#pending = [];
    for (const notification of pending) this.#enqueue(queue, notification);
    await queue.pump();
  }

  #watch({ store }: Account): void {
    const { account } = this.#parts;
    const version = (): WebhookVersion => this.#config?.version ?? '1';
    store.items.watch((before, item) => this.#tell(() => itemEvent(before, item, version())));
    store.projects.watch((before, project) => this.#tell(() => projectEvent(account, before, project)));
    store.sections.watch((before, section) => this.#tell(() => containerEvent('section', before, section)));
    store.labels.watch((before, label) => this.#tell(() => plainEvent('label', before, label)));
    store.filters.watch((before, filter) => this.#tell(() => plainEvent('filter', before, filter)));
    for (const table of [store.notes, store.projectNotes]) {
      table.watch((before, note) => this.#tell(() => noteEvent(account, { before, note }, version())));
    }
  }

  /** Queues a change's notification; it is taken back when the change's transaction is. */
  #tell(eventOf: () => WebhookEvent | null): void {
    const event = this.#isListening() ? eventOf() : null;
    if (event === null || !this.#wants(event.event_name)) return;
    const notification = this.#notificationOf(event);
    this.#pending.push(notification);
    this.#parts.account.store.journal.whenUndone(() => {
      this.#pending = this.#pending.filter((other) => other !== notification);
    });
  }

  #isListening(): boolean {
    if (this.#config === null) return false;
    const client = this.#config.onlyAfterOAuthOf;
    return client === undefined || this.#parts.hasGrant(client);
  }

  #wants(name: WebhookEventName): boolean {
    return (this.#config?.events ?? WEBHOOK_EVENTS).includes(name);
  }

  #notificationOf(event: WebhookEvent): Notification {
    const { account } = this.#parts;
    const { user, userId } = account;
    this.#counter += 1;
    const body = {
      event_name: event.event_name,
      user_id: userId,
      event_data: event.event_data,
      ...(event.event_data_extra === undefined ? {} : { event_data_extra: event.event_data_extra }),
      initiator: {
        id: userId,
        email: user.email,
        full_name: user.full_name,
        image_id: null,
        is_premium: account.plan === 'pro',
      },
      triggered_at: account.clock.nowMicros(),
      version: this.#config?.version ?? '1',
    };
    const hex = hashHex(`${String(account.seed)}/delivery/${String(this.#counter)}`, 4);
    const deliveryId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return { deliveryId, eventName: event.event_name, body: JSON.stringify(body) };
  }

  /** Lets the switches strike: a dropped one is gone, a swapped one goes after the next one. */
  #enqueue(queue: DeliveryQueue, notification: Notification): void {
    const { chaos } = this.#parts;
    if (chaos.take('webhook_drop')) return;
    if (this.#heldBack === null && chaos.take('webhook_reorder')) {
      this.#heldBack = notification;
      return;
    }
    const delayMs = chaos.take('webhook_delay') ? chaos.webhookDelayMs : 0;
    queue.add(notification, delayMs);
    if (chaos.take('webhook_duplicate')) queue.add(notification, delayMs);
    const late = this.#heldBack;
    this.#heldBack = null;
    if (late !== null) queue.add(late, 0);
  }

  #fireReminders(): void {
    const { store, clock } = this.#parts.account;
    const now = clock.now();
    const since = this.#remindersSeenMs;
    this.#remindersSeenMs = now;
    if (!this.#isListening() || !this.#wants('reminder:fired')) return;
    for (const reminder of store.reminders.at('live', ROOT)) {
      const atMs = this.#momentOf(reminder);
      const key = `${reminder.id}/${String(atMs)}`;
      if (atMs === null || atMs > now || atMs <= since || this.#fired.has(key)) continue;
      this.#fired.add(key);
      this.#pending.push(this.#notificationOf(reminderEvent(reminder)));
    }
  }

  /** The moment of a time reminder of an open task; floating ones are read in the owner's zone. */
  #momentOf(reminder: WireReminder): number | null {
    const { store, clock, user } = this.#parts.account;
    const item = store.items.get(reminder.item_id);
    if (reminder.due === null || item === undefined || item.checked || item.is_deleted) return null;
    const moment = momentOf(reminder.due, clock);
    if (moment === null || moment.minute === null) return null;
    const local = { day: moment.day, minute: moment.minute };
    return clock.epochOf(local, reminder.due.timezone ?? user.timezone);
  }
}
