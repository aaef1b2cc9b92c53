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
const DAY_SECONDS = 86_400;

/** One entry of `of`: which day inside the unit. Numbers as in the property list. */
export interface RuleOffset {
  /** 0-based day of the month, -1 for the last. */
  readonly dy?: number;
  /** Weekday, 0 Sunday to 6 Saturday. */
  readonly wd?: number;
  /** Which of the month's weekdays: 1 the first, -1 the last. */
  readonly wdo?: number;
  /** 0-based month; the anchor's month when absent. */
  readonly mo?: number;
}

/** A repeat rule in plain terms. */
export interface RepeatRule {
  readonly unit: RepeatUnit;
  readonly every: number;
  readonly afterCompletion: boolean;
  readonly offsets: readonly RuleOffset[];
  /** Days between start and event (deadline) of an instance. */
  readonly startBefore: number;
  /** First possible event day. */
  readonly anchor: string;
  /** Last possible event day; null when there is none. */
  readonly lastDay: string | null;
  /** How many instances there will be in all; 0 for no limit. */
  readonly count: number;
}

/** Writes a rule as the property list of `rt1_recurrenceRule`; the end date is left out when a count ends it. */
export function encodeRule(rule: RepeatRule): Uint8Array {
  const end = rule.lastDay === null ? NO_END : utcMidnightMs(rule.lastDay) / 1000;
  return xmlDict({
    ...(rule.count > 0 ? {} : { ed: { real: end } }),
    fa: rule.every,
    fu: UNIT_CODES[rule.unit],
    ia: { real: utcMidnightMs(rule.anchor) / 1000 },
    of: rule.offsets.map((offset) => ({ ...offset })),
    rc: rule.count,
    rrv: RULE_VERSION,
    sr: { real: utcMidnightMs(addDays(rule.anchor, -rule.startBefore)) / 1000 },
    tp: rule.afterCompletion ? 1 : 0,
    ts: -rule.startBefore,
  });
}

/** Reads a rule; null when it uses a unit or an offset that the emulator does not know. */
export function decodeRule(bytes: Uint8Array): RepeatRule | null {
  const text = new TextDecoder().decode(bytes);
  const code = readXmlNumber(text, 'fu');
  const unit = (['day', 'week', 'month', 'year'] as const).find((name) => UNIT_CODES[name] === code);
  const anchorSeconds = readXmlNumber(text, 'ia');
  if (unit === undefined || anchorSeconds === null) return null;
  const offsets: readonly RuleOffset[] = readXmlOffsets(text);
  if (!offsets.every((offset) => isKnownOffset(unit, offset))) return null;
  const end = readXmlNumber(text, 'ed');
  return {
    unit,
    every: Math.max(1, readXmlNumber(text, 'fa') ?? 1),
    afterCompletion: readXmlNumber(text, 'tp') === 1,
    offsets,
    startBefore: -(readXmlNumber(text, 'ts') ?? 0),
    anchor: secondsToIso(anchorSeconds),
    lastDay: end === null || end >= NO_END ? null : secondsToIso(end),
    count: Math.max(0, readXmlNumber(text, 'rc') ?? 0),
  };
}

function secondsToIso(seconds: number): string {
  return dayNumberToIso(Math.floor(seconds / DAY_SECONDS));
}

function isKnownOffset(unit: RepeatUnit, offset: RuleOffset): boolean {
  if (unit === 'day') return true;
  if (unit === 'week') return offset.wd !== undefined && offset.wdo === undefined;
  if (offset.wd === undefined) return offset.wdo === undefined && offset.dy !== undefined;
  const nth = offset.wdo ?? 0;
  return nth === -1 || (nth >= 1 && nth <= 5);
}

/** Yields the event days of a fixed rule in order, from its anchor to a last day or the end of the rule. */
export function* occurrences(rule: RepeatRule, lastIso: string): Generator<string> {
  const last = rule.lastDay !== null && rule.lastDay < lastIso ? rule.lastDay : lastIso;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (firstDayOfStep(rule, step) > last) return;
    for (const day of occurrencesOfStep(rule, step)) {
      if (day >= rule.anchor && day <= last) yield day;
    }
  }
}

/** Returns a day that no event of a step comes before. */
function firstDayOfStep(rule: RepeatRule, step: number): string {
  const ahead = step * rule.every;
  if (rule.unit === 'day') return addDays(rule.anchor, ahead);
  if (rule.unit === 'week') return addDays(rule.anchor, ahead * 7 - weekdayOf(rule.anchor));
  const { year, month } = splitDay(rule.anchor);
  if (rule.unit === 'month') return addMonths(joinDay(year, month, 1), ahead);
  return joinDay(year + ahead, 1, 1);
}

/** Returns the event days of one step, ascending and without doubles. A week begins on Sunday (an assumption). */
function occurrencesOfStep(rule: RepeatRule, step: number): readonly string[] {
  const first = firstDayOfStep(rule, step);
  if (rule.unit === 'day') return [first];
  const { year, month } = splitDay(first);
  const days =
    rule.unit === 'week'
      ? weekdaysOf(rule).map((wd) => addDays(first, wd))
      : monthlyOffsetsOf(rule)
          .map((offset) => dayInMonth(year, rule.unit === 'year' ? monthOf(rule, offset) : month, offset))
          .filter((day) => day !== null);
  return [...new Set(days)].toSorted();
}

function weekdaysOf(rule: RepeatRule): readonly number[] {
  const days = rule.offsets.map((offset) => offset.wd).filter((wd) => wd !== undefined);
  return days.length > 0 ? days : [weekdayOf(rule.anchor)];
}

function monthlyOffsetsOf(rule: RepeatRule): readonly RuleOffset[] {
  return rule.offsets.length > 0 ? rule.offsets : [{ dy: splitDay(rule.anchor).day - 1 }];
}

function monthOf(rule: RepeatRule, offset: RuleOffset): number {
  return offset.mo === undefined ? splitDay(rule.anchor).month : offset.mo + 1;
}

/** Returns the day of an offset in a month (1-based); null for a fifth weekday that the month lacks. */
function dayInMonth(year: number, month: number, offset: RuleOffset): string | null {
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (offset.wd === undefined) {
    // A day beyond the month is its last one (an assumption for the 29th to the 31st).
    const day = offset.dy ?? 0;
    return joinDay(year, month, day < 0 ? lastDay : Math.min(day + 1, lastDay));
  }
  if (offset.wdo === -1) {
    const last = joinDay(year, month, lastDay);
    return addDays(last, -((weekdayOf(last) - offset.wd + 7) % 7));
  }
  const first = weekdayOf(joinDay(year, month, 1));
  const day = 1 + ((offset.wd - first + 7) % 7) + ((offset.wdo ?? 1) - 1) * 7;
  return day > lastDay ? null : joinDay(year, month, day);
}

/** Returns the event day that follows a completion on a day, for an after-completion rule. */
export function eventAfterCompletion(rule: RepeatRule, completedIso: string): string {
  if (rule.unit === 'day' || rule.unit === 'week') {
    return dayNumberToIso(isoToDayNumber(completedIso) + rule.every * (rule.unit === 'day' ? 1 : 7));
  }
  return addMonths(completedIso, rule.every * (rule.unit === 'month' ? 1 : 12));
}
