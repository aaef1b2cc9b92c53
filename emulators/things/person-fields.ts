// Shapes of what a person types in the app, and their reading into packed values.
// Must not touch the library.
import { addDays, isIsoDay, splitDay, weekdayOf } from './encodings/civil-date.ts';
import { packDay, packTime } from './encodings/packed.ts';
import type { RepeatRule, RepeatUnit, RuleOffset } from './state/repeat-rule.ts';
import type { When } from './state/schedule.ts';

/** A checklist item as a person sees it. */
export interface PersonChecklistItem {
  readonly title: string;
  readonly done: boolean;
}

/** Fields of a to-do. Days are `YYYY-MM-DD`, times `HH:MM`; project, heading and area are ids. */
export interface PersonTodo {
  readonly title: string;
  readonly notes?: string;
  /** `inbox`, `anytime`, `someday`, `today`, `evening`, `tomorrow` or a day. */
  readonly when?: string;
  readonly reminder?: string | null;
  readonly deadline?: string | null;
  /** Names; missing tags are made. */
  readonly tags?: readonly string[];
  readonly project?: string;
  readonly heading?: string;
  readonly area?: string;
  readonly checklist?: readonly PersonChecklistItem[];
}

/** Fields of a project; headings are made in the order given. */
export interface PersonProject {
  readonly title: string;
  readonly area?: string;
  readonly notes?: string;
  readonly when?: string;
  readonly deadline?: string;
  readonly tags?: readonly string[];
  readonly headings?: readonly string[];
}

/** Fields of a repeating to-do; `start` is the first start day. */
export interface PersonTemplate {
  readonly title: string;
  readonly notes?: string;
  readonly tags?: readonly string[];
  readonly checklist?: readonly string[];
  readonly reminder?: string;
  readonly project?: string;
  readonly area?: string;
  readonly rule: PersonRule;
  readonly start: string;
}

/** Fields of a repeating project: to-dos before the first heading, and headings with theirs. */
export interface PersonProjectTemplate {
  readonly title: string;
  readonly notes?: string;
  readonly tags?: readonly string[];
  readonly area?: string;
  readonly todos?: readonly string[];
  readonly headings?: readonly { readonly title: string; readonly todos: readonly string[] }[];
  readonly rule: PersonRule;
  readonly start: string;
}

/** A repeat rule; a given `startBeforeDeadlineDays` (0 too) means that instances carry deadlines. */
export interface PersonRule {
  readonly every: number;
  readonly unit: RepeatUnit;
  readonly afterCompletion?: boolean;
  /** Weekly rules: 0 Sunday to 6 Saturday. */
  readonly weekdays?: readonly number[];
  /** Monthly and yearly rules; the day of the first event when absent. */
  readonly on?: readonly PersonRuleDay[];
  readonly startBeforeDeadlineDays?: number;
  /** Last day that can be an event. */
  readonly endsOn?: string;
  /** Number of instances after which it ends. */
  readonly endsAfter?: number;
}

/** A day in a month: by number (1 to 31, -1 the last), or the nth (1 to 5, -1 the last) of a weekday. */
interface PersonRuleDay {
  /** 1 to 12; yearly rules only. */
  readonly month?: number;
  readonly day?: number;
  readonly weekday?: number;
  readonly nth?: number;
}

/** Where a person moves an item: one container by id, or out of all. */
export type PersonPlace =
  | { readonly project: string }
  | { readonly heading: string }
  | { readonly area: string }
  | null;

/** Reads a person's `when` and reminder. Throws RangeError for a word that is neither a list nor a day. */
export function readWhen(when: string, reminder: string | null | undefined, todayIso: string): When {
  if (when === 'inbox' || when === 'anytime' || when === 'someday') return { kind: when };
  const word = when === 'tomorrow' ? addDays(todayIso, 1) : when;
  const isToday = word === 'today' || word === 'evening';
  if (!isToday && !isIsoDay(word)) throw new RangeError(`not a day: ${when}`);
  const day = packDay(isToday ? todayIso : word);
  const base = { kind: 'day', day, evening: when === 'evening', clearsReminder: false } as const;
  if (reminder === undefined) return base;
  return { ...base, reminder: reminder === null ? null : readTime(reminder) };
}

/** Reads `HH:MM` to a packed time. Throws RangeError otherwise. */
export function readTime(text: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match === null) throw new RangeError(`not a time: ${text}`);
  return packTime(Number(match[1]), Number(match[2]));
}

/** Builds the full rule of a template from what a person chose. */
export function readRule(rule: PersonRule, startIso: string): RepeatRule {
  const startBefore = rule.startBeforeDeadlineDays ?? 0;
  const anchor = addDays(startIso, startBefore);
  return {
    unit: rule.unit,
    every: rule.every,
    afterCompletion: rule.afterCompletion ?? false,
    offsets: offsetsOf(rule, anchor),
    startBefore,
    anchor,
    lastDay: rule.endsOn ?? null,
    count: rule.endsAfter ?? 0,
  };
}

function offsetsOf(rule: PersonRule, anchor: string): readonly RuleOffset[] {
  if (rule.unit === 'day') return [{ dy: 0 }];
  if (rule.unit === 'week') return (rule.weekdays ?? [weekdayOf(anchor)]).map((wd) => ({ wd }));
  const { month, day } = splitDay(anchor);
  return (rule.on ?? [{ day }]).map((on) => ({
    ...dayOffset(on, day),
    ...(rule.unit === 'year' ? { mo: (on.month ?? month) - 1 } : {}),
  }));
}

function dayOffset(on: PersonRuleDay, anchorDay: number): RuleOffset {
  if (on.weekday !== undefined) return { wd: on.weekday, wdo: on.nth ?? 1 };
  const day = on.day ?? anchorDay;
  return { dy: day < 0 ? -1 : day - 1 };
}
