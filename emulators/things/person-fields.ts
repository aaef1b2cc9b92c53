// Shapes of what a person types in the app, and their reading into packed values.
// Must not touch the library.
import { addDays, isIsoDay, splitDay, weekdayOf } from './encodings/civil-date.ts';
import { packDay, packTime } from './encodings/packed.ts';
import type { RepeatRule, RepeatUnit } from './state/repeat-rule.ts';
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
  /** `inbox`, `anytime`, `someday`, `today`, `evening` or a day. */
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
  readonly project?: string;
  readonly area?: string;
  readonly rule: PersonRule;
  readonly start: string;
}

/** A repeat rule; a given `startBeforeDeadlineDays` (0 too) means that instances carry deadlines. */
export interface PersonRule {
  readonly every: number;
  readonly unit: RepeatUnit;
  readonly afterCompletion?: boolean;
  /** 0 Sunday to 6 Saturday. */
  readonly weekdays?: readonly number[];
  readonly startBeforeDeadlineDays?: number;
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
  const isWord = when === 'today' || when === 'evening';
  if (!isWord && !isIsoDay(when)) throw new RangeError(`not a day: ${when}`);
  const day = packDay(isWord ? todayIso : when);
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
  const { month, day } = splitDay(anchor);
  return {
    unit: rule.unit,
    every: rule.every,
    afterCompletion: rule.afterCompletion ?? false,
    weekdays: rule.weekdays ?? [weekdayOf(anchor)],
    monthDay: day - 1,
    month: month - 1,
    startBefore,
    anchor,
  };
}
