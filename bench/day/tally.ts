// Numbers of operations: added, taken from one another, summed. Pure; knows neither layout.

import * as z from 'zod';

const countsSchema = z.object({
  reads: z.number(),
  writes: z.number(),
  lists: z.number(),
  deletes: z.number(),
});

/** Use of the Durable Object; `alarms` went off, `alarmsSet` were set or taken back. Requests do not include alarms. */
const durableSchema = z.object({
  requests: z.number(),
  rowsRead: z.number(),
  rowsWritten: z.number(),
  alarms: z.number(),
  alarmsSet: z.number(),
});

/** What the controlled Worker counted since it started, as it writes it. */
export const tallySchema = z.object({ kv: z.record(z.string(), countsSchema), durable: durableSchema });

/** KV operations. */
export type Counts = z.infer<typeof countsSchema>;
/** KV operations by key family, and use of the Durable Object. */
export type Tally = z.infer<typeof tallySchema>;

/** All kinds of KV operation, in the order in which they are shown. */
export const OPERATIONS = [
  'reads',
  'writes',
  'lists',
  'deletes',
] as const satisfies readonly (keyof Counts)[];

/** No KV operation. */
export const NO_COUNTS: Counts = { reads: 0, writes: 0, lists: 0, deletes: 0 };
const NO_USE: Tally['durable'] = { requests: 0, rowsRead: 0, rowsWritten: 0, alarms: 0, alarmsSet: 0 };
/** Nothing at all. */
export const NO_TALLY: Tally = { kv: {}, durable: NO_USE };

/** Adds `times` times `right`; −1 takes it away. Families without any operation are left out. */
export function addTallies(left: Tally, right: Tally, times: 1 | -1 = 1): Tally {
  const families = [...new Set([...Object.keys(left.kv), ...Object.keys(right.kv)])];
  const kv = families.map((family) => [family, addCounts(left.kv[family], right.kv[family], times)] as const);
  return {
    kv: Object.fromEntries(kv.filter(([, counts]) => OPERATIONS.some((name) => counts[name] !== 0))),
    durable: {
      requests: left.durable.requests + times * right.durable.requests,
      rowsRead: left.durable.rowsRead + times * right.durable.rowsRead,
      rowsWritten: left.durable.rowsWritten + times * right.durable.rowsWritten,
      alarms: left.durable.alarms + times * right.durable.alarms,
      alarmsSet: left.durable.alarmsSet + times * right.durable.alarmsSet,
    },
  };
}

/** Sums KV operations over all families. */
export function totalOf(tally: Tally): Counts {
  return Object.values(tally.kv).reduce((sum, counts) => addCounts(sum, counts), NO_COUNTS);
}

/** Adds `times` times `right`. */
function addCounts(left: Counts = NO_COUNTS, right: Counts = NO_COUNTS, times: 1 | -1 = 1): Counts {
  return {
    reads: left.reads + times * right.reads,
    writes: left.writes + times * right.writes,
    lists: left.lists + times * right.lists,
    deletes: left.deletes + times * right.deletes,
  };
}

/** What was counted, by who asked for it, and how often each did. */
export class Ledger {
  readonly #byEndpoint = new Map<string, { calls: number; tally: Tally }>();

  /** Books one call of an endpoint. */
  book(endpoint: string, tally: Tally): void {
    this.#add(endpoint, tally, 1);
  }

  /** Books what the last call cost besides. */
  add(endpoint: string, tally: Tally): void {
    this.#add(endpoint, tally, 0);
  }

  /** Everything that was booked. */
  get total(): Tally {
    return [...this.#byEndpoint.values()].reduce((sum, { tally }) => addTallies(sum, tally), NO_TALLY);
  }

  /** One entry for each endpoint, in the order in which they were first called. */
  get endpoints(): readonly { readonly endpoint: string; readonly calls: number; readonly tally: Tally }[] {
    return [...this.#byEndpoint].map(([endpoint, entry]) => ({ endpoint, ...entry }));
  }

  #add(endpoint: string, tally: Tally, calls: 0 | 1): void {
    const before = this.#byEndpoint.get(endpoint) ?? { calls: 0, tally: NO_TALLY };
    this.#byEndpoint.set(endpoint, { calls: before.calls + calls, tally: addTallies(before.tally, tally) });
  }
}
