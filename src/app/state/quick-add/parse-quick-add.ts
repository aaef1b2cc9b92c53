// Reads a line that a person types to add a task: `Call Anna tomorrow 9am #work p1 /Boat by friday`. What is understood is told with
// its place in the text, so that it can be shown and dismissed; all other text is the title. Pure.

import { addDays, type CivilDate } from '../../../model/dates.ts';
import type { PlannedDay, TaskStart } from '../../../mobile-client/types.ts';
import type { NewTask } from '../command-types.ts';
import { findDays } from './dates.ts';
import { findTokens, partOf, withoutParts } from './tokens.ts';
import type { Around, Meaning, Part, StartDay } from './types.ts';

/** A line as it was understood. */
export interface QuickAdd {
  /** What is not understood as anything else. */
  readonly title: string;
  /** In the order of the text; none overlaps another. */
  readonly parts: readonly Part[];
  /** The task that it makes. */
  readonly task: NewTask;
}

/** Reads a line. */
export function parseQuickAdd(text: string, around: Around): QuickAdd {
  const tokens = findTokens(text, around);
  const parts = withWords(text, [...tokens, ...datedParts(text, { tokens, around })], around).toSorted(
    (a, b) => a.from - b.from,
  );
  const title = titleOf(text, parts);
  return { title, parts, task: taskOf(title, parts, around) };
}

/** The day, the time and the deadline: the first of each that was not dismissed. */
function datedParts(
  text: string,
  { tokens, around }: { readonly tokens: readonly Part[]; readonly around: Around },
): readonly Part[] {
  const parts: Part[] = [];
  const has = { date: false, time: false, deadline: false };
  let rest = withoutParts(text, tokens);
  for (const { from, to, day, isDeadline } of findDays(rest, around)) {
    const { date } = day;
    const meaning: Meaning =
      isDeadline && date !== null ? { kind: 'deadline', date } : { kind: 'start', start: day };
    const part = partOf(text, { from, to }, meaning);
    const isTaken = isDeadline
      ? has.deadline
      : (date !== null && has.date) || (day.time !== null && has.time);
    if (isTaken || around.dismissed?.has(part.key) === true) continue;
    if (isDeadline) has.deadline = true;
    else {
      has.date ||= date !== null;
      has.time ||= day.time !== null;
    }
    parts.push(part);
    rest = withoutParts(rest, [part]);
  }
  return parts;
}

/** `someday` and `anytime` at the end, where no day is planned. */
function withWords(text: string, parts: readonly Part[], { dismissed }: Around): readonly Part[] {
  if (parts.some(({ meaning }) => meaning.kind === 'start')) return parts;
  const rest = withoutParts(text, parts);
  const found = /(?:^|(?<=[\s\uFFFC]))(someday|anytime)[\s\uFFFC]*$/i.exec(rest);
  if (found === null) return parts;
  const word = found[1]?.toLowerCase() === 'someday' ? 'someday' : 'anytime';
  const part = partOf(
    text,
    { from: found.index, to: found.index + word.length },
    { kind: 'start', start: word },
  );
  return dismissed?.has(part.key) === true ? parts : [...parts, part];
}

/** The text without the parts. What stood on both sides of one is as far apart as words are. */
function titleOf(text: string, parts: readonly Part[]): string {
  let title = '';
  let at = 0;
  for (const { from, to } of parts) {
    title = joined(title, text.slice(at, from));
    at = to;
  }
  return joined(title, text.slice(at)).trim();
}

function joined(before: string, after: string): string {
  if (before.trim() === '') return after;
  return after.trim() === '' ? before : `${before.trimEnd()} ${after.trimStart()}`;
}

function taskOf(title: string, parts: readonly Part[], around: Around): NewTask {
  const meanings = parts.map(({ meaning }) => meaning);
  const tags = meanings.flatMap((one) => (one.kind === 'tag' ? [one.name] : []));
  const deadline = meanings.find((one) => one.kind === 'deadline');
  const priority = meanings.find((one) => one.kind === 'priority');
  const place = meanings.find((one) => one.kind === 'place');
  const start = startOf(meanings, around);
  return {
    title,
    ...(tags.length > 0 && { tags: [...new Set(tags)] }),
    ...(start !== null && { start }),
    ...(deadline !== undefined && { deadline: deadline.date }),
    ...(priority !== undefined && { priority: priority.priority }),
    ...(place !== undefined && { place: place.place }),
  };
}

/** A time without a day is the next time that it is that late. */
function startOf(meanings: readonly Meaning[], { today, time: now }: Around): TaskStart | null {
  const starts = meanings.flatMap((one) => (one.kind === 'start' ? [one.start] : []));
  const word = starts.find((start) => typeof start === 'string');
  if (word !== undefined) return word;
  const days = starts.filter((start): start is StartDay => typeof start === 'object');
  if (days.length === 0) return null;
  const time = days.find((day) => day.time !== null)?.time ?? null;
  const date: CivilDate | null = days.find((day) => day.date !== null)?.date ?? null;
  const planned: PlannedDay = {
    date: date ?? (time !== null && time < now ? addDays(today, 1) : today),
    evening: days.some(({ evening }) => evening),
    time: time === null ? null : { kind: 'floating', at: time },
  };
  return planned;
}
