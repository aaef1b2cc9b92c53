/**
 * Reads the English due phrases that the emulator understands. Pure: today and the time now are given.
 * Understands a documented subset; anything else is null, which the API answers with "Invalid date format".
 */
import { formatDay } from './civil.ts';
import { parseOneOffDay } from './one-off-day.ts';
import { firstOccurrence, nextOccurrence } from './recurrence.ts';
import type { Rule } from './recurrence.ts';
import { parseRule } from './rule-phrase.ts';
import { splitTime } from './time-phrase.ts';

/** The user's wall clock while a phrase is read. */
export interface PhraseNow {
  readonly day: number;
  readonly minute: number;
}

/** What a phrase means: no date, one day, or a series with its first day. `minute` is null for all-day dues. */
export type ParsedPhrase =
  | { readonly kind: 'none' }
  | { readonly kind: 'once'; readonly day: number; readonly minute: number | null }
  | {
      readonly kind: 'recurring';
      readonly rule: Rule;
      /** Whether the next day counts from the day of completion (`every!`) instead of the scheduled day. */
      readonly fromCompletion: boolean;
      readonly day: number;
      readonly minute: number | null;
      readonly lastDay: number | null;
      /** The day named by "starting"; null when none is. */
      readonly startDay: number | null;
    };

const CLEARING = ['no date', 'no due date', 'no due'];
const EVERY = /^(?:every|ev)(!?)\s+(.+)$/;
/** "after 10 days" counts from the completion, as `every!` does. */
const AFTER = /^after\s+(\d{1,3}\s+(?:hour|day|week|month|year)s?.*)$/;
const FOR_SPAN = /\s+for\s+(\d{1,3}\s+(?:day|week|month|year)s?)$/;
const BARE_INTERVAL: Readonly<Record<string, string>> = {
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  yearly: 'year',
  annually: 'year',
};
const BOUND =
  /\s+(starting|start|from|ending|until|till)\s+(?:on\s+)?(.+?)(?=\s+(?:starting|start|from|ending|until|till)\s|$)/g;

/** Reads a phrase; null when it can't be understood. */
export function parsePhrase(phrase: string, now: PhraseNow): ParsedPhrase | null {
  const text = phrase.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (text === '' || CLEARING.includes(text)) return { kind: 'none' };
  const series = seriesText(text);
  return series === null ? parseOnce(text, now) : parseSeries(series, now);
}

function seriesText(text: string): { readonly body: string; readonly fromCompletion: boolean } | null {
  const match = EVERY.exec(text);
  if (match !== null) return { body: match[2] ?? '', fromCompletion: match[1] === '!' };
  const after = AFTER.exec(text);
  if (after !== null) return { body: after[1] ?? '', fromCompletion: true };
  const [head = '', ...rest] = text.split(' ');
  const unit = BARE_INTERVAL[head];
  return unit === undefined ? null : { body: [unit, ...rest].join(' '), fromCompletion: false };
}

function parseOnce(text: string, now: PhraseNow): ParsedPhrase | null {
  const { rest, minute } = splitTime(text);
  if (rest === '') {
    if (minute === null) return null;
    return { kind: 'once', day: minute > now.minute ? now.day : now.day + 1, minute };
  }
  const day = parseOneOffDay(rest, now.day);
  return day === null ? null : { kind: 'once', day, minute };
}

function parseSeries(
  series: { readonly body: string; readonly fromCompletion: boolean },
  now: PhraseNow,
): ParsedPhrase | null {
  const bounds = parseBounds(` ${series.body}`, now.day);
  if (bounds === null) return null;
  const { rest, minute } = splitTime(bounds.rest);
  const rule = parseRule(rest === '' && minute !== null ? 'day' : rest);
  if (rule === null) return null;
  if (rule.unit === 'hour') return hourly(rule, series.fromCompletion, now, bounds);
  const from = Math.max(bounds.start ?? now.day, now.day);
  const first = firstOccurrence(rule, from);
  const missed = first === now.day && minute !== null && minute <= now.minute;
  return {
    kind: 'recurring',
    rule,
    fromCompletion: series.fromCompletion,
    day: missed ? nextOccurrence(rule, first, first) : first,
    minute,
    lastDay: bounds.end,
    startDay: bounds.start,
  };
}

/** A series of hours begins one step after now. */
function hourly(
  rule: Extract<Rule, { unit: 'hour' }>,
  fromCompletion: boolean,
  now: PhraseNow,
  bounds: { readonly start: number | null; readonly end: number | null },
): ParsedPhrase {
  const total = Math.max(bounds.start ?? now.day, now.day) * 1440 + now.minute + 60 * rule.every;
  const day = Math.floor(total / 1440);
  return {
    kind: 'recurring',
    rule,
    fromCompletion,
    day,
    minute: total - day * 1440,
    lastDay: bounds.end,
    startDay: bounds.start,
  };
}

function parseBounds(
  text: string,
  today: number,
): { readonly rest: string; readonly start: number | null; readonly end: number | null } | null {
  let start: number | null = null;
  let end: number | null = null;
  let understood = true;
  let span: string | null = null;
  const withoutSpan = text.replace(FOR_SPAN, (_match, length: string) => {
    span = length;
    return '';
  });
  const rest = withoutSpan.replaceAll(BOUND, (_match, word: string, dayText: string) => {
    const { rest: onlyDay, minute } = splitTime(dayText);
    const day = parseOneOffDay(onlyDay, today);
    if (day === null) understood = false;
    else if (word.startsWith('start') || word === 'from') start = day;
    else end = day;
    return minute === null
      ? ''
      : ` at ${String(Math.floor(minute / 60))}:${String(minute % 60).padStart(2, '0')}`;
  });
  if (span !== null) end = (parseOneOffDay(span, start ?? today) ?? today) - 1;
  return understood ? { rest: rest.trim(), start, end } : null;
}

/** The phrase that the API writes for a due that was given as a date only. */
export function phraseOfDate(day: number, minute: number | null): string {
  return minute === null ? formatDay(day) : `${formatDay(day)} ${formatMinute(minute)}`;
}

/** Prints minutes since midnight as `HH:MM`. */
export function formatMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
