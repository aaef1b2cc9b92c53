// A played day as tables, as one JSON line, and against its limits. Pure.

import { formatTable } from '../report.ts';
import type { DayOptions } from './events.ts';
import { ACTORS, type PlayedDay } from './play.ts';
import { NO_COUNTS, OPERATIONS, totalOf, type Counts, type Ledger, type Tally } from './tally.ts';

/** Operations a day that cost nothing. Source: Cloudflare, pricing of Workers KV and of Durable Objects, Workers Free. */
const FREE_KV: Counts = { reads: 100_000, writes: 1_000, lists: 1_000, deletes: 1_000 };
const FREE_DURABLE = { requests: 100_000, rowsRead: 5_000_000, rowsWritten: 100_000 } as const;
/** What the whole day may cost; a day on which nobody edits costs nothing. Source: the design of this project, "KV". */
export const DAY_LIMITS: { readonly standard: Counts; readonly scaled: Counts } = {
  standard: { reads: 50, writes: 40, lists: 0, deletes: 0 },
  scaled: { reads: 50, writes: 60, lists: 0, deletes: 0 },
};
/** What single families may cost of that, in writes; no family may list or delete. */
const FAMILY_WRITES: Readonly<Record<string, number>> = {
  'sync-state': 6,
  // One copy for each hour.
  'metrics-hour': 24,
  'webhook-batch': 3,
  'mobile-batch': 7,
};
/** Share of the free tier of Durable Objects that the standard day may use. Ten times as much work does not fit the free plan. */
const DURABLE_SHARE_LIMIT = 0.2;

/** Who acts on a quiet day. */
const QUIET_ACTORS: ReadonlySet<string> = new Set(['exchange', 'hourly cron']);

type Rows = readonly (readonly string[])[];

/** Use of the Durable Object. Alarms are requests too, as Cloudflare bills them. */
function durableOf(day: PlayedDay) {
  const { requests, rowsRead, rowsWritten, alarms } = day.batches.total.durable;
  return { requests: requests + alarms, rowsRead, rowsWritten, alarms };
}

/** Everything that is worth printing. */
export function describeDay(day: PlayedDay, options: DayOptions): string {
  const kinds = Object.entries(day.eventsByKind).map(([kind, count]) => `${count} × ${kind}`);
  const { document, bytes } = day.metered.documents[0] ?? { document: 'nothing', bytes: 0 };
  return [
    `${options.hours} hours, scale ${options.scale}${options.quiet ? ', quiet' : ''}${options.live ? ', live' : ''}${options.webhook ? ', webhook of Todoist' : ''}: ${kinds.join(', ')}`,
    `At the end ${day.end.tasks.linked} linked tasks, ${day.end.inSync ? 'in sync' : 'not in sync'}; ${document}: ${bytes} bytes.`,
    section('KV operations', operationRows(day)),
    section('By key family: reads / writes / lists / deletes', familyRows(day)),
    section('This system, by who asked', endpointRows(day.batches)),
    section('One key per entry, by who asked (computed)', individualRows(day.individual)),
    section('Durable Object', durableRows(day)),
    `Todoist: ${day.todoistRequests} requests; exchanges of the agent: ${day.exchanges}; events that subscribers got: ${day.delivered}.`,
    'A cron tick exists in the other layout only.',
  ].join('\n');
}

/** The last line of `--json`. */
export function dayLine(day: PlayedDay, options: DayOptions): string {
  const acting = options.quiet ? ACTORS.filter((actor) => QUIET_ACTORS.has(actor)) : ACTORS;
  return JSON.stringify({
    day: totalOf(day.batches.total),
    individual: totalOf(day.individual.total),
    durableObject: durableOf(day),
    todoist: { requests: day.todoistRequests },
    actors: [
      ...acting,
      ...(options.live ? ['pokes'] : []),
      ...(options.webhook ? ['webhook of Todoist'] : []),
    ],
    scale: options.scale,
  });
}

/** Names each limit that the day passed; none: it held. */
export function passedLimits(day: PlayedDay, options: DayOptions): readonly string[] {
  const total = totalOf(day.batches.total);
  const kv = passedKvLimits(day.batches.total, options);
  const metered = day.metered.today.operations;
  const unequal = OPERATIONS.filter((name) => metered[name] !== total[name]).map(
    (name) => `KV ${name}: the Worker’s meter says ${metered[name]}, ${total[name]} were made`,
  );
  const use = durableOf(day);
  const judged = options.scale === 1 ? FREE_KINDS : [];
  const durable = judged
    .filter((name) => use[name] >= DURABLE_SHARE_LIMIT * FREE_DURABLE[name])
    .map((name) => `Durable Object ${name}: ${percent(use[name], FREE_DURABLE[name])} of the free tier`);
  const pulls = day.batches.endpoints.filter(({ endpoint }) => endpoint === 'GET /mobile/changes');
  const written = pulls.reduce((sum, { tally }) => sum + tally.durable.rowsWritten, 0);
  const pulled = written > 0 ? [`pulls of devices wrote ${written} rows; a pull writes none`] : [];
  const apart = day.end.inSync ? [] : ['the two sides are not in sync at the end'];
  return [...kv, ...unequal, ...durable, ...pulled, ...apart];
}

function passedKvLimits(tally: Tally, { quiet, scale }: DayOptions): readonly string[] {
  const limit = quiet ? NO_COUNTS : scale === 1 ? DAY_LIMITS.standard : DAY_LIMITS.scaled;
  const total = totalOf(tally);
  const passed = OPERATIONS.filter((name) => total[name] > limit[name]).map(
    (name) => `KV ${name}: ${total[name]}, at most ${limit[name]}`,
  );
  // They go by the clock and by the number of devices, whatever the scale.
  const families = Object.entries(quiet ? {} : tally.kv).flatMap(([family, { writes }]) => {
    const most = FAMILY_WRITES[family] ?? 0;
    return writes > most ? [`KV writes for ${family}: ${writes}, at most ${most}`] : [];
  });
  return [...passed, ...families];
}

const FREE_KINDS = ['requests', 'rowsRead', 'rowsWritten'] as const;

function operationRows(day: PlayedDay): Rows {
  const [ours, theirs] = [totalOf(day.batches.total), totalOf(day.individual.total)];
  return [
    ['', 'this system', 'of the free tier', 'one key per entry', 'of the free tier', 'reduction'],
    ...OPERATIONS.map((name) => [
      name,
      String(ours[name]),
      percent(ours[name], FREE_KV[name]),
      String(theirs[name]),
      percent(theirs[name], FREE_KV[name]),
      theirs[name] === 0 ? '-' : percent(theirs[name] - ours[name], theirs[name]),
    ]),
  ];
}

function familyRows(day: PlayedDay): Rows {
  const [ours, theirs] = [day.batches.total.kv, day.individual.total.kv];
  const families = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].toSorted();
  return [
    ['', 'this system', 'one key per entry'],
    ...families.map((family) => [family, countsText(ours[family]), countsText(theirs[family])]),
  ];
}

function endpointRows(ledger: Ledger): Rows {
  return [
    ['', 'calls', 'KV r / w / l / d', 'requests', 'rows read', 'rows written'],
    ...ledger.endpoints.map(({ endpoint, calls, tally }) => [
      endpoint,
      // Time passes between all events; what counts is how often an alarm went off.
      String(endpoint === 'alarm' ? tally.durable.alarms : calls),
      countsText(totalOf(tally)),
      String(tally.durable.requests + tally.durable.alarms),
      String(tally.durable.rowsRead),
      String(tally.durable.rowsWritten),
    ]),
  ];
}

function individualRows(ledger: Ledger): Rows {
  return [
    ['', 'calls', 'KV r / w / l / d'],
    ...ledger.endpoints.map(({ endpoint, calls, tally }) => [
      endpoint,
      String(calls),
      countsText(totalOf(tally)),
    ]),
  ];
}

function durableRows(day: PlayedDay): Rows {
  const use = durableOf(day);
  return [
    ['', 'a day', 'of the free tier'],
    ...FREE_KINDS.map((name) => [name, String(use[name]), percent(use[name], FREE_DURABLE[name])]),
    ['alarms', String(use.alarms), '(among the requests)'],
    ['alarms set', String(day.batches.total.durable.alarmsSet), '(among the rows written)'],
  ];
}

function section(title: string, rows: Rows): string {
  return `\n${title}\n${formatTable(rows)}`;
}

function countsText(counts: Counts = NO_COUNTS): string {
  return OPERATIONS.map((name) => counts[name]).join(' / ');
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
