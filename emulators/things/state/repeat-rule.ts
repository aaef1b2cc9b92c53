// Repeat rules: reading and writing their property list, and the days on which they occur.
// Pure; knows nothing about rows.
import {
  addDays,
  addMonths,
  dayNumberToIso,
  isoToDayNumber,
  joinDay,
  splitDay,
  utcMidnightMs,
  weekdayOf,
} from '../encodings/civil-date.ts';
import { readXmlNumber, readXmlOffsets, xmlDict } from '../encodings/plist.ts';

/** Unit of a rule. */
export type RepeatUnit = 'day' | 'week' | 'month' | 'year';

/** `fu` values: NSCalendarUnit bits. */
const UNIT_CODES: Readonly<Record<RepeatUnit, number>> = { day: 16, week: 256, month: 8, year: 4 };
/** `ed` of a rule that never ends: 4001-01-01 in unix seconds. */
const NO_END = 64_092_211_200;
const RULE_VERSION = 4;
const MAX_STEPS = 20_000;

/** A repeat rule in plain terms. */
export interface RepeatRule {
  readonly unit: RepeatUnit;
  readonly every: number;
  readonly afterCompletion: boolean;
  /** 0 Sunday to 6 Saturday; used by weekly rules. */
  readonly weekdays: readonly number[];
  /** 0-based day of the month, -1 for the last; used by monthly and yearly rules. */
  readonly monthDay: number;
  /** 0-based month; used by yearly rules. */
  readonly month: number;
  /** Days between start and event (deadline) of an instance. */
  readonly startBefore: number;
  /** First event day. */
  readonly anchor: string;
}

/** Writes a rule as the property list of `rt1_recurrenceRule`. */
export function encodeRule(rule: RepeatRule): Uint8Array {
  return xmlDict({
    ed: { real: NO_END },
    fa: rule.every,
    fu: UNIT_CODES[rule.unit],
    ia: { real: utcMidnightMs(rule.anchor) / 1000 },
    of: offsetsOf(rule),
    rc: 0,
    rrv: RULE_VERSION,
    sr: { real: utcMidnightMs(addDays(rule.anchor, -rule.startBefore)) / 1000 },
    tp: rule.afterCompletion ? 1 : 0,
    ts: -rule.startBefore,
  });
}

function offsetsOf(rule: RepeatRule): readonly Readonly<Record<string, number>>[] {
  if (rule.unit === 'day') return [{ dy: 0 }];
  if (rule.unit === 'week') return rule.weekdays.map((wd) => ({ wd }));
  if (rule.unit === 'month') return [{ dy: rule.monthDay }];
  return [{ dy: rule.monthDay, mo: rule.month }];
}

/** Reads a rule; null when it uses what the emulator does not model (nth weekday, unknown unit). */
export function decodeRule(bytes: Uint8Array): RepeatRule | null {
  const text = new TextDecoder().decode(bytes);
  const code = readXmlNumber(text, 'fu');
  const unit = (['day', 'week', 'month', 'year'] as const).find((name) => UNIT_CODES[name] === code);
  const anchorSeconds = readXmlNumber(text, 'ia');
  if (unit === undefined || anchorSeconds === null) return null;
  const offsets = readXmlOffsets(text);
  if (offsets.some((offset) => offset['wdo'] !== undefined)) return null;
  return {
    unit,
    every: Math.max(1, readXmlNumber(text, 'fa') ?? 1),
    afterCompletion: readXmlNumber(text, 'tp') === 1,
    weekdays: offsets.map((offset) => offset['wd']).filter((wd) => wd !== undefined),
    monthDay: offsets[0]?.['dy'] ?? 0,
    month: offsets[0]?.['mo'] ?? 0,
    startBefore: -(readXmlNumber(text, 'ts') ?? 0),
    anchor: dayNumberToIso(Math.floor(anchorSeconds / 86_400)),
  };
}

/** Yields the event days of a fixed rule in order, from its anchor to a last day. */
export function* occurrences(rule: RepeatRule, lastIso: string): Generator<string> {
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const days = occurrencesOfStep(rule, step);
    const first = days[0];
    if (first !== undefined && first > lastIso) return;
    for (const day of days) {
      if (day >= rule.anchor && day <= lastIso) yield day;
    }
  }
}

function occurrencesOfStep(rule: RepeatRule, step: number): string[] {
  const ahead = step * rule.every;
  if (rule.unit === 'day') return [addDays(rule.anchor, ahead)];
  if (rule.unit === 'week') {
    const weekStart = isoToDayNumber(rule.anchor) - weekdayOf(rule.anchor) + ahead * 7;
    const weekdays = rule.weekdays.length > 0 ? rule.weekdays : [weekdayOf(rule.anchor)];
    return [...weekdays].toSorted((left, right) => left - right).map((wd) => dayNumberToIso(weekStart + wd));
  }
  const { year, month } = splitDay(rule.anchor);
  if (rule.unit === 'month') {
    const first = splitDay(addMonths(joinDay(year, month, 1), ahead));
    return [dayOfMonth(first.year, first.month, rule.monthDay)];
  }
  return [dayOfMonth(year + ahead, rule.month + 1, rule.monthDay)];
}

/** Returns a day by its 0-based number in a month, the last day for -1 or a number beyond the month. */
function dayOfMonth(year: number, month: number, zeroBased: number): string {
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return joinDay(year, month, zeroBased < 0 ? lastDay : Math.min(zeroBased + 1, lastDay));
}

/** Returns the event day that follows a completion on a day, for an after-completion rule. */
export function eventAfterCompletion(rule: RepeatRule, completedIso: string): string {
  if (rule.unit === 'day') return addDays(completedIso, rule.every);
  if (rule.unit === 'week') return addDays(completedIso, rule.every * 7);
  return addMonths(completedIso, rule.every * (rule.unit === 'month' ? 1 : 12));
}
