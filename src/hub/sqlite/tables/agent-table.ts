// The agents that have connected (docs/decisions/024): how each is recognized, and what each is waiting for.

import type { KnownAgent, Store } from '../../store.ts';
import { numberOf, numberOrNull, textOf, textOrNull, type SqlDatabase, type SqlRow } from '../sql.ts';

/** The agents that have connected. */
export function openAgents(sql: SqlDatabase): Store['agents'] {
  return {
    get: (id) => sql.run(`SELECT * FROM agents WHERE id = ?`, id).map(readAgent)[0] ?? null,
    put: ({ id, host, counter, request, seenAt, waitsSince, waitsFor }) => {
      sql.run(
        `INSERT INTO agents (id, host, counter, request, seen_at, waits_since, waits_for) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET host = excluded.host, counter = excluded.counter, request = excluded.request,
           seen_at = excluded.seen_at, waits_since = excluded.waits_since, waits_for = excluded.waits_for`,
        id,
        host,
        counter,
        request,
        seenAt,
        waitsSince,
        waitsFor,
      );
    },
    all: () => sql.run(`SELECT * FROM agents ORDER BY seen_at DESC, id`).map(readAgent),
    prune: (before) => {
      sql.run(`DELETE FROM agents WHERE seen_at < ?`, before);
    },
  };
}

function readAgent(row: SqlRow): KnownAgent {
  return {
    id: textOf(row, 'id'),
    host: textOf(row, 'host'),
    counter: numberOf(row, 'counter'),
    request: textOf(row, 'request'),
    seenAt: numberOf(row, 'seen_at'),
    waitsSince: numberOrNull(row, 'waits_since'),
    waitsFor: textOrNull(row, 'waits_for'),
  };
}
