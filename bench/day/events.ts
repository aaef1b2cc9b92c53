// The standard day as a list of events in time. Pure: the same settings always give the same day.

const MINUTE_MS = 60_000;
/** One hour, ms. */
export const HOUR_MS = 60 * MINUTE_MS;
/** One day, ms. */
export const DAY_MS = 24 * HOUR_MS;

/** How often each actor does what it does on an ordinary day. Source: the design of this project, "The standard day". */
const PER_DAY = {
  exchanges: 288,
  creations: 60,
  edits: 60,
  completions: 40,
  reads: 24,
  webhooks: 100,
  phones: 3 * 48,
} as const;
/** One-key-per-entry code ran every two minutes, this system’s cron runs hourly; neither depends on what people do. */
const TICKS_PER_DAY = 720;
const CRONS_PER_DAY = 24;
const SCRAPES_PER_DAY = 288;

/** The sides on which people work. */
export type Side = 'things' | 'todoist';

/** Something that happens. `number` counts the events of its kind from 0; `at` is ms since the day began. */
export type DayEvent =
  | {
      readonly kind: 'create' | 'edit' | 'complete';
      readonly side: Side;
      readonly number: number;
      readonly at: number;
    }
  | {
      readonly kind:
        | 'exchange'
        | 'status'
        | 'debug'
        | 'metrics'
        | 'webhook'
        | 'phone'
        | 'scrape'
        | 'tick'
        | 'cron';
      readonly number: number;
      readonly at: number;
    };

/** Which day is played. */
export interface DayOptions {
  /** Multiplies what each actor does; cron runs as often as ever. */
  readonly scale: number;
  /** Nobody edits anything and nobody looks: only exchanges and what comes by itself. */
  readonly quiet: boolean;
  /** The agent listens for pokes, and also exchanges when it is poked and when something changed in Things. */
  readonly live: boolean;
  /** Todoist tells the Worker of what changes there, whoever changed it. */
  readonly webhook: boolean;
  /** How much of it. */
  readonly hours: number;
}

/** Lists the events of the day in the order in which they happen. */
export function dayEvents({
  scale,
  quiet,
  hours,
}: Omit<DayOptions, 'live' | 'webhook'>): readonly DayEvent[] {
  const spread = (perDay: number, phase: number) =>
    Array.from({ length: perDay }, (_unused, number) => ({
      number,
      at: Math.round(((number + phase) * DAY_MS) / perDay),
    }));
  const edits = (kind: 'create' | 'edit' | 'complete', perDay: number, phase: number): readonly DayEvent[] =>
    spread(perDay * scale, phase).map((one) => ({
      kind,
      side: one.number % 2 === 0 ? 'things' : 'todoist',
      ...one,
    }));
  const others = (
    kind: 'exchange' | 'status' | 'debug' | 'metrics' | 'webhook' | 'phone' | 'scrape' | 'tick' | 'cron',
    perDay: number,
    phase: number,
  ): readonly DayEvent[] => spread(perDay, phase).map((one) => ({ kind, ...one }));
  const events = [
    ...others('tick', TICKS_PER_DAY, 0),
    ...others('cron', CRONS_PER_DAY, 0),
    ...others('exchange', PER_DAY.exchanges * scale, 0.3),
    ...(quiet
      ? []
      : [
          ...edits('create', PER_DAY.creations, 0.21),
          ...edits('edit', PER_DAY.edits, 0.55),
          ...edits('complete', PER_DAY.completions, 0.83),
          ...others('status', PER_DAY.reads * scale, 0.4),
          ...others('debug', PER_DAY.reads * scale, 0.7),
          ...others('metrics', PER_DAY.reads * scale, 0.15),
          ...others('webhook', PER_DAY.webhooks * scale, 0.35),
          ...others('phone', PER_DAY.phones * scale, 0.62),
          // Prometheus asks every five minutes, whatever people do.
          ...others('scrape', SCRAPES_PER_DAY, 0.5),
        ]),
  ];
  return events.filter(({ at }) => at < hours * HOUR_MS).toSorted((a, b) => a.at - b.at);
}
