// Converts Todoist's due object (day, time, zone and rule) to and from our start and repeat. Must not invent instants for all-day
// and floating values: only a pinned time passes through UTC.

import { parseCivilDate, parseClockTime, type CivilDate, type TimeOfDay } from '../../../model/dates.ts';
import { isScheduled, type Repeat, type Scheduled, type Start } from '../../../model/task.ts';
import { instantToWallClock, isZone, wallClockToInstant } from '../../../model/zones.ts';
import type { WireDue } from '../wire/wire.ts';

/** The meaning of a due date, without the evening, which is a label. */
export interface DueMeaning {
  readonly date: CivilDate;
  readonly time: TimeOfDay | null;
  readonly repeat: Repeat | null;
}

/** The text of a rule and its language. */
interface RuleWords {
  readonly string: string;
  readonly lang: string;
}

const DEFAULT_LANGUAGE = 'en';
const WIRE_DATE = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const LANGUAGE_SUFFIX = / \{lang:([a-z-]+)\}$/;
/** Zone arithmetic looks a day ahead and back, and needs four-digit years for both. */
const FIRST_PINNABLE = '0002-01-01';
const LAST_PINNABLE = '9998-12-31';

/** Parses a due date; null if its date is invalid. A zone that this runtime doesn't know is treated as `accountZone`. */
export function readDue(due: WireDue, accountZone: string): DueMeaning | null {
  const moment = readMoment(due, accountZone);
  if (moment === null) return null;
  return { ...moment, repeat: due.is_recurring ? readRepeat(due) : null };
}

/**
 * Encodes a start as `due`: null if it has no day. With a rule the whole object is sent, which is what keeps the series
 * (todoist-cli `rescheduleTask`); a rule without a day leaves the day to Todoist.
 */
export function writeDue(
  start: Start,
  repeat: Repeat | null,
  accountZone: string,
): Readonly<Record<string, unknown>> | null {
  const words = repeat === null ? null : readRuleText(repeat.rule);
  if (!isScheduled(start)) return words === null ? null : { ...words };
  const { date, timezone } = writeMoment(start, accountZone);
  if (words !== null) return { date, ...words, is_recurring: true, timezone };
  return timezone === null ? { date } : { date, timezone };
}

/**
 * The day and time as Todoist can hold them: a time skipped by a clock change becomes the time that the clock shows instead, and an
 * unknown zone becomes the account's.
 */
export function projectScheduled(start: Scheduled, accountZone: string): Scheduled {
  const { date, evening, time } = start;
  if (time === null || time.kind === 'floating') return { date, evening, time };
  if (!isPinnable(date)) return { date, evening, time: { kind: 'floating', at: time.at } };
  const zone = knownZone(time.zone, accountZone);
  const wall = instantToWallClock(wallClockToInstant({ date, at: time.at }, zone), zone);
  return { date: wall.date, evening, time: { kind: 'fixed', at: wall.at, zone } };
}

/** Encodes a rule as one text: its words, then ` {lang:xx}` unless they are English. */
export function writeRuleText({ string, lang }: RuleWords): string {
  const isPlain = lang === DEFAULT_LANGUAGE && !LANGUAGE_SUFFIX.test(string);
  return isPlain ? string : `${string} {lang:${lang}}`;
}

/** Parses the output of `writeRuleText`. */
export function readRuleText(rule: string): RuleWords {
  const match = LANGUAGE_SUFFIX.exec(rule);
  if (match === null) return { string: rule, lang: DEFAULT_LANGUAGE };
  return { string: rule.slice(0, match.index), lang: match[1] ?? DEFAULT_LANGUAGE };
}

function readRepeat(due: WireDue): Repeat {
  const words = { string: due.string ?? '', lang: due.lang ?? DEFAULT_LANGUAGE };
  return { owner: 'todoist', rule: writeRuleText(words) };
}

function readMoment(due: WireDue, accountZone: string): Omit<DueMeaning, 'repeat'> | null {
  const match = WIRE_DATE.exec(due.date);
  const date = parseCivilDate(match?.[1] ?? '');
  if (match === null || date === null) return null;
  if (match[2] === undefined) return { date, time: null };
  const at = parseClockTime(match[2]);
  if (at === null) return null;
  const zone = knownZone(due.timezone ?? accountZone, accountZone);
  if (match[3] === undefined) {
    const isFloating = due.timezone === null || due.timezone === undefined;
    return { date, time: isFloating ? { kind: 'floating', at } : { kind: 'fixed', at, zone } };
  }
  if (!isPinnable(date)) return null;
  const instant = wallClockToInstant({ date, at }, 'UTC') - offsetMs(match[3]);
  const wall = instantToWallClock(instant, zone);
  return { date: wall.date, time: { kind: 'fixed', at: wall.at, zone } };
}

function writeMoment(
  start: Scheduled,
  accountZone: string,
): { readonly date: string; readonly timezone: string | null } {
  const { date, time } = projectScheduled(start, accountZone);
  if (time === null) return { date, timezone: null };
  if (time.kind === 'floating') return { date: `${date}T${time.at}:00`, timezone: null };
  const utc = instantToWallClock(wallClockToInstant({ date, at: time.at }, time.zone), 'UTC');
  return { date: `${utc.date}T${utc.at}:00Z`, timezone: time.zone };
}

function isPinnable(date: CivilDate): boolean {
  return date >= FIRST_PINNABLE && date <= LAST_PINNABLE;
}

function knownZone(zone: string, accountZone: string): string {
  return isZone(zone) ? zone : accountZone;
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}
