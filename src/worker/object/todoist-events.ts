// What Todoist's webhook has proven, in one row: it survives an eviction, and a read that finds nothing new writes nothing.

import { isDecision } from '../../hub/events.ts';
import type { Store } from '../../hub/store.ts';
import { TODOIST } from '../../replicas/todoist/known.ts';
import { afterEvent, afterRead, NEVER_HEARD, type WebhookRecord } from './poll-interval.ts';

/** As many events of a run are looked through for a change in Todoist. */
const MAX_LOOKED_AT = 200;

/** The events of Todoist's webhook, as far as reads depend on them. */
export interface TodoistEvents {
  readonly record: () => WebhookRecord;
  /** Notes an event. Its signature was checked. */
  readonly note: () => void;
  /**
   * Makes a run, and notes which events it answers and whether it found a change of which none told. `isRead` tells whether it
   * read Todoist. Where `run` throws, the events go on waiting.
   */
  readonly during: <T>(run: () => Promise<T>, isRead: (value: T) => boolean) => Promise<T>;
  /** Has no event wait any more, where Todoist can't be read at all. */
  readonly giveUp: () => void;
  /** When something last changed on any side, epoch ms; null: never. */
  readonly activeAt: () => number | null;
  /** Has the webhook prove itself anew, after it was set up in another way. */
  readonly forget: () => void;
}

/** Opens the events of an account. */
export function openTodoistEvents(store: Store, now: () => number): TodoistEvents {
  /** The event up to which a read has begun, in this process. */
  let covered: number | null = null;
  const record = (): WebhookRecord =>
    (store.meta.get('todoist_events') as WebhookRecord | undefined) ?? NEVER_HEARD;
  const write = (before: WebhookRecord, after: WebhookRecord): void => {
    if (after !== before) store.transaction(() => store.meta.set('todoist_events', after));
  };
  return {
    record,
    note: () => {
      const before = record();
      write(before, afterEvent(before, { now: now(), covered }));
    },
    during: async (run, isRead) => {
      const begun = record().eventAt;
      const last = store.events.last();
      covered = begun;
      const value = await run();
      if (!isRead(value)) return value;
      const before = record();
      const hasNews = before.eventAt !== null && hasNewsOfTodoist(store, last);
      write(before, afterRead(before, { covered: begun, hasNews, now: now() }));
      return value;
    },
    giveUp: () => {
      const before = record();
      write(before, afterRead(before, { covered: before.eventAt, hasNews: false, now: now() }));
    },
    activeAt: () => {
      const last = store.events.last();
      return last === 0 ? null : (store.events.get(last)?.at ?? null);
    },
    forget: () => {
      if (record().eventAt !== null) store.transaction(() => store.meta.set('todoist_events', undefined));
    },
  };
}

function hasNewsOfTodoist({ events }: Store, since: number): boolean {
  return events.after(since, MAX_LOOKED_AT).some((event) => event.replica === TODOIST && isDecision(event));
}
