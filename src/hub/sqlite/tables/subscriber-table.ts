// Subscribers in SQL, and how far the stream of events was turned into deliveries for them.

import type { Subscriber } from '../../../model/outbound.ts';
import { jsonOf, numberOf, numberOrNull, textOf, textOrNull, type SqlDatabase, type SqlRow } from '../sql.ts';

/** The rows of subscribers. */
export interface SubscriberRecords {
  /** In the order in which they were made. Reads nothing where there are none. */
  readonly all: () => readonly Subscriber[];
  readonly get: (id: string) => Subscriber | null;
  readonly put: (subscriber: Subscriber) => void;
  readonly remove: (id: string) => void;
  /** Single values by name, as JSON: the cursor, what was announced, what was spent. */
  readonly state: {
    readonly get: (name: string) => unknown;
    /** Writes only if the value differs. */
    readonly set: (name: string, value: unknown) => void;
  };
}

/** Opens the subscribers. */
export function openSubscribers(sql: SqlDatabase): SubscriberRecords {
  const stateOf = (name: string): string | null => {
    const [row] = sql.run(`SELECT value FROM outbound_state WHERE name = ?`, name);
    return row === undefined ? null : textOf(row, 'value');
  };
  return {
    all: () => sql.run(`SELECT * FROM subscribers ORDER BY created_at, id`).map(readSubscriber),
    get: (id) => sql.run(`SELECT * FROM subscribers WHERE id = ?`, id).map(readSubscriber)[0] ?? null,
    put: ({ id, createdAt, paused, missed, ...settings }) => {
      sql.run(
        `INSERT OR REPLACE INTO subscribers (id, created_at, settings, paused_at, paused_because, missed)
         VALUES (?, ?, ?, ?, ?, ?)`,
        id,
        createdAt,
        JSON.stringify(settings),
        paused?.at ?? null,
        paused?.reason ?? null,
        missed,
      );
    },
    remove: (id) => {
      sql.run(`DELETE FROM subscribers WHERE id = ?`, id);
    },
    state: {
      get: (name) => {
        const text = stateOf(name);
        return text === null ? undefined : (JSON.parse(text) as unknown);
      },
      set: (name, value) => {
        const text = JSON.stringify(value);
        if (text === stateOf(name)) return;
        sql.run(`INSERT OR REPLACE INTO outbound_state (name, value) VALUES (?, ?)`, name, text);
      },
    },
  };
}

function readSubscriber(row: SqlRow): Subscriber {
  const pausedAt = numberOrNull(row, 'paused_at');
  const { url, kind, events, enabled, includeText, retryPolicy, title, body } = jsonOf<Subscriber>(
    row,
    'settings',
  );
  return {
    url,
    kind,
    events,
    enabled,
    includeText,
    retryPolicy,
    title,
    body,
    id: textOf(row, 'id'),
    createdAt: numberOf(row, 'created_at'),
    paused: pausedAt === null ? null : { at: pausedAt, reason: textOrNull(row, 'paused_because') ?? '' },
    missed: numberOf(row, 'missed'),
  };
}
