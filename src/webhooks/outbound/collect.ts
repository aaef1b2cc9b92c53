// Turns the stream of events, and states that begin, into deliveries. Deliveries are stored in the transaction that moves the cursor,
// so a crash neither loses nor repeats one.

import type { Subscriber } from '../../model/outbound.ts';
import { isSame } from '../../model/same.ts';
import type { DeliveryRecords } from '../../hub/sqlite/tables/delivery-table.ts';
import type { SubscriberRecords } from '../../hub/sqlite/tables/subscriber-table.ts';
import type { Store } from '../../hub/store.ts';
import { edgesOf, nextStaleAt, type Announced, type Standing } from './edges.ts';
import { dataOf, noticesOf, type Notice } from './notices.ts';

/** What deliveries are made of and put into. */
export interface CollectParts {
  readonly subscribers: SubscriberRecords;
  readonly deliveries: DeliveryRecords;
  readonly store: Pick<Store, 'transaction' | 'events' | 'conflicts'>;
  readonly standing: () => Standing;
  readonly now: () => number;
  /** Called within the transaction that stored deliveries of this time (epoch ms). */
  readonly noteChange: (at: number) => void;
}

const CURSOR = 'cursor';
const ANNOUNCED = 'announced';
/** Events that are read in one transaction. */
const PAGE_EVENTS = 500;
/** More than this wait for nobody: a receiver that is down for days is not told everything. */
export const MAX_WAITING = 1000;

/** Starts at the present end: subscribers are told what happens from now on. Within the transaction that adds the first one. */
export function startCollecting({ subscribers, store, standing, now }: CollectParts): void {
  subscribers.state.set(CURSOR, store.events.last());
  subscribers.state.set(ANNOUNCED, edgesOf({}, standing(), now()).announced);
}

/** Makes deliveries of everything that subscribers were not told yet. Does nothing where there is no subscriber. */
export function collect(parts: CollectParts): void {
  const { store, subscribers } = parts;
  if (!listeners(subscribers).length) return;
  for (let isMore = true; isMore;) isMore = store.transaction(() => collectPage(parts));
  store.transaction(() => {
    const { notices, announced } = edgesOf(announcedBefore(parts), parts.standing(), parts.now());
    for (const notice of notices) addDeliveries(parts, notice);
    subscribers.state.set(ANNOUNCED, announced);
  });
}

/** Epoch ms at which there is something to collect; null: nothing that is known now. `listening`: who is told. */
export function collectDueAt(parts: CollectParts, listening: readonly Subscriber[]): number | null {
  if (listening.length === 0) return null;
  if (parts.store.events.last() > cursorOf(parts)) return parts.now();
  const [before, standing] = [announcedBefore(parts), parts.standing()];
  // Also where one ended: what begins again later is news.
  if (!isSame(edgesOf(before, standing, parts.now()).announced, before)) return parts.now();
  return listening.some(({ events }) => events.includes('replica_stale'))
    ? nextStaleAt(before, standing)
    : null;
}

/** Subscribers that are told what happens. */
export function listeners({ all }: Pick<SubscriberRecords, 'all'>): readonly Subscriber[] {
  return all().filter(({ enabled }) => enabled);
}

function cursorOf({ subscribers }: CollectParts): number {
  return (subscribers.state.get(CURSOR) as number | undefined) ?? 0;
}

function announcedBefore({ subscribers }: CollectParts): Announced {
  return (subscribers.state.get(ANNOUNCED) as Announced | undefined) ?? {};
}

/** Tells whether there may be more. */
function collectPage(parts: CollectParts): boolean {
  const { store, subscribers } = parts;
  const events = store.events.after(cursorOf(parts), PAGE_EVENTS);
  const last = events.at(-1);
  if (last === undefined) return false;
  const notices = noticesOf(events, {
    conflictsOf: store.conflicts.of,
    countWaitingConflicts: store.conflicts.countWaiting,
  });
  for (const notice of notices) addDeliveries(parts, notice);
  subscribers.state.set(CURSOR, last.seq);
  return events.length === PAGE_EVENTS;
}

function addDeliveries(parts: CollectParts, notice: Notice): void {
  const { subscribers, deliveries } = parts;
  for (const subscriber of listeners(subscribers)) {
    if (!subscriber.events.includes(notice.event)) continue;
    const { id } = subscriber;
    if (deliveries.countWaiting(id, MAX_WAITING) >= MAX_WAITING) {
      subscribers.put({ ...subscriber, missed: subscriber.missed + 1 });
      continue;
    }
    deliveries.add({
      id: `msg_${notice.key}_${id}`,
      subscriber: id,
      target: originOf(subscriber.url),
      event: notice.event,
      at: notice.at,
      data: dataOf(notice, subscriber.includeText),
    });
    parts.noteChange(notice.at);
  }
}

/** A path may hold a secret. */
export function originOf(url: string): string {
  return URL.parse(url)?.origin ?? '';
}
