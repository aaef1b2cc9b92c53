/**
 * Turns the `due` argument of a command into the due object that the API stores, and advances recurring dues.
 * Reads no clock of its own; throws the API's error values for what it can't understand.
 */
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { invalidArgument, invalidDate } from '../errors.ts';
import { DUE_LANGUAGES, MAX_DUE_STRING_CHARS } from '../limits.ts';
import type { WireDue } from '../wire.ts';
import { civilFromDay, formatDay, parseDay } from './civil.ts';
import { formatMinute, parsePhrase, phraseOfDate } from './phrase.ts';
import type { ParsedPhrase } from './phrase.ts';
import { anchorRule, nextOccurrence } from './recurrence.ts';

/** The shape of a `due` argument; `null` clears the due. */
export const DueInput = z
  .object({
    string: z.string().max(MAX_DUE_STRING_CHARS).nullish(),
    date: z.string().nullish(),
    timezone: z.string().nullish(),
    lang: z.string().nullish(),
    is_recurring: z.boolean().nullish(),
  })
  .nullable();

/** A parsed `due` argument. */
export type DueInput = z.infer<typeof DueInput>;

/** What is known of the user while a due is read. */
export interface DueContext {
  readonly clock: Clock;
  readonly zone: string;
  readonly lang: string;
}

interface Moment {
  readonly day: number;
  readonly minute: number | null;
}

const FLOATING_OR_FIXED = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(Z?)$/;

/** Resolves a `due` argument; null means that the task has no due. Throws code 42 for what can't be read. */
export function resolveDue(input: DueInput, context: DueContext): WireDue | null {
  if (input === null) return null;
  const lang = input.lang ?? context.lang;
  if (!DUE_LANGUAGES.includes(lang)) throw invalidArgument('due.lang', DUE_LANGUAGES.join(', '));
  const timezone = input.timezone ?? null;
  if (timezone !== null && !context.clock.knowsZone(timezone))
    throw invalidArgument('due.timezone', 'timezone');
  if (input.date != null) return dueFromDate({ ...input, date: input.date, lang, timezone }, context);
  if (input.string == null) throw invalidDate();
  const parsed = parsePhrase(input.string, nowIn(context, timezone));
  if (parsed === null) throw invalidDate();
  if (parsed.kind === 'none') return null;
  return {
    date: printMoment(parsed, timezone, context.clock),
    timezone: parsed.minute === null ? null : timezone,
    string: input.string,
    lang,
    is_recurring: parsed.kind === 'recurring',
  };
}

interface DateInput {
  readonly date: string;
  readonly string?: string | null | undefined;
  readonly is_recurring?: boolean | null | undefined;
  readonly lang: string;
  readonly timezone: string | null;
}

function dueFromDate(input: DateInput, context: DueContext): WireDue {
  const { moment, timezone } = readDate(input, context);
  const date = printMoment(moment, timezone, context.clock);
  const zoneOut = moment.minute === null ? null : timezone;
  if (input.is_recurring === true && input.string != null) {
    const parsed = parsePhrase(input.string, nowIn(context, timezone));
    if (parsed?.kind !== 'recurring') throw invalidDate();
    return { date, timezone: zoneOut, string: input.string, lang: input.lang, is_recurring: true };
  }
  return {
    date,
    timezone: zoneOut,
    string: phraseOfDate(moment.day, moment.minute),
    lang: input.lang,
    is_recurring: false,
  };
}

/** A date with `Z` is a moment in UTC, so it needs a zone: the given one, else the user's. */
function readDate(
  input: DateInput,
  context: DueContext,
): { readonly moment: Moment; readonly timezone: string | null } {
  const allDay = parseDay(input.date);
  if (allDay !== null) return { moment: { day: allDay, minute: null }, timezone: null };
  const match = FLOATING_OR_FIXED.exec(input.date);
  const day = parseDay(match?.[1] ?? '');
  const minute = Number(match?.[2]) * 60 + Number(match?.[3]);
  if (match === null || day === null || Number(match[2]) > 23 || Number(match[3]) > 59) throw invalidDate();
  if (match[4] === '') return { moment: { day, minute }, timezone: input.timezone };
  const timezone = input.timezone ?? context.zone;
  const epochMs = context.clock.epochOf({ day, minute }, 'UTC');
  return { moment: context.clock.localTime(epochMs, timezone), timezone };
}

/**
 * What a series keeps in mind although the wire does not show it: the day of the month and the time of day that it was
 * set on (so that short months and clock changes do not move it for good), and its last day as it was understood then.
 */
export interface SeriesMemory {
  readonly string: string;
  readonly month: number;
  readonly dayOfMonth: number;
  readonly minute: number | null;
  readonly lastDay: number | null;
}

/** Remembers a series at the moment when a due is set; null when it is none. An unchanged phrase keeps its last day. */
export function rememberSeries(
  due: WireDue | null,
  before: SeriesMemory | null,
  context: DueContext,
): SeriesMemory | null {
  if (due?.is_recurring !== true) return null;
  const parsed = parsePhrase(due.string, nowIn(context, due.timezone));
  const moment = momentOf(due, context.clock);
  if (parsed?.kind !== 'recurring' || moment === null) return null;
  const { month, day } = civilFromDay(parsed.startDay ?? moment.day);
  const lastDay = before?.string === due.string ? before.lastDay : parsed.lastDay;
  return { string: due.string, month, dayOfMonth: day, minute: moment.minute, lastDay };
}

/**
 * Gives the due of a recurring task after one occurrence was done: `every` counts from the scheduled date and
 * skips what is already past, `every!` counts from today. Null when the series has ended.
 */
export function advanceDue(
  due: WireDue,
  context: DueContext,
  memory: SeriesMemory | null = null,
): WireDue | null {
  const now = nowIn(context, due.timezone);
  const parsed = parsePhrase(due.string, now);
  const moment = momentOf(due, context.clock);
  if (parsed?.kind !== 'recurring' || moment === null) return null;
  const known = memory ?? rememberSeries(due, null, context);
  const next =
    parsed.rule.unit === 'hour'
      ? nextHour(parsed.rule.every, parsed.fromCompletion ? null : moment, now)
      : nextDay(parsed, moment, now, known);
  if (known !== null && known.lastDay !== null && next.day > known.lastDay) return null;
  return { ...due, date: printMoment(next, due.timezone, context.clock) };
}

function nextDay(
  parsed: Extract<ParsedPhrase, { kind: 'recurring' }>,
  moment: Moment,
  now: { readonly day: number },
  memory: SeriesMemory | null,
): Moment {
  const minute = moment.minute === null ? null : (memory?.minute ?? moment.minute);
  if (parsed.fromCompletion) return { day: nextOccurrence(parsed.rule, now.day, now.day), minute };
  const rule = memory === null ? parsed.rule : anchorRule(parsed.rule, memory.month, memory.dayOfMonth);
  return { day: nextOccurrence(rule, moment.day, Math.max(moment.day, now.day)), minute };
}

/** The next full step of hours that is after now; counted from now when there is no `scheduled` time. */
function nextHour(
  every: number,
  scheduled: Moment | null,
  now: { readonly day: number; readonly minute: number },
): Moment {
  const step = every * 60;
  const nowTotal = now.day * 1440 + now.minute;
  const from = scheduled === null ? nowTotal : scheduled.day * 1440 + (scheduled.minute ?? 0);
  const total = from + step * Math.max(1, Math.floor((nowTotal - from) / step) + 1);
  const day = Math.floor(total / 1440);
  return { day, minute: total - day * 1440 };
}

/** The wall-clock moment of a stored due, in its own zone; null when its date can't be read. */
export function momentOf(due: WireDue, clock: Clock): Moment | null {
  const day = parseDay(due.date.slice(0, 10));
  if (day === null) return null;
  const time = /T(\d{2}):(\d{2})/.exec(due.date);
  if (time === null) return { day, minute: null };
  const minute = Number(time[1]) * 60 + Number(time[2]);
  if (due.timezone === null || !due.date.endsWith('Z')) return { day, minute };
  return clock.localTime(clock.epochOf({ day, minute }, 'UTC'), due.timezone);
}

function nowIn(
  context: DueContext,
  timezone: string | null,
): { readonly day: number; readonly minute: number } {
  return context.clock.localTime(context.clock.now(), timezone ?? context.zone);
}

function printMoment(moment: Moment | ParsedPhraseMoment, timezone: string | null, clock: Clock): string {
  if (moment.minute === null) return formatDay(moment.day);
  if (timezone === null) return `${formatDay(moment.day)}T${formatMinute(moment.minute)}:00`;
  const epochMs = clock.epochOf({ day: moment.day, minute: moment.minute }, timezone);
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

type ParsedPhraseMoment = Exclude<ParsedPhrase, { kind: 'none' }>;
