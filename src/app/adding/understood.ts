// A task that was typed in one line, as it is understood while it is typed: what the parser found, on top of what the list gives. Pure.

import type { IconName } from '../../ui/icon.tsx';
import { clockTime } from '../../model/dates.ts';
import { parseQuickAdd, type QuickAdd } from '../state/quick-add/parse-quick-add.ts';
import type { Around, Meaning, Part } from '../state/quick-add/types.ts';
import type { TaskStart } from '../../mobile-client/types.ts';
import type { NewTask } from '../state/command-types.ts';
import { dayOf, shortDay, startWords } from '../words/days.ts';
import { PRIORITY_NAMES } from '../words/priorities.ts';

/** One thing that is known of the new task, as a chip shows it. */
export interface Fact {
  readonly kind: Meaning['kind'];
  readonly text: string;
  /** By it the person dismisses what was understood; null: the list gives it. */
  readonly key: string | null;
}

/** What a line means. */
export interface Understood {
  readonly task: NewTask;
  readonly facts: readonly Fact[];
}

/** What lines are read with. */
export interface Reading extends Omit<Around, 'today' | 'time' | 'dismissed'> {
  /** `YYYY-MM-DD` where the person is. */
  readonly today: string;
  /** Epoch ms. */
  readonly now: number;
  /** Names of places, headings included, by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

/** Reads a line. `given`: what the task has where the line says nothing. `dismissed`: keys of what was understood and is not meant. */
export function understand(
  text: string,
  given: Omit<NewTask, 'title'>,
  reading: Reading & { readonly dismissed: ReadonlySet<string> },
): Understood {
  const read = parseQuickAdd(text, aroundOf(reading, reading.dismissed));
  const tags = [...new Set([...(given.tags ?? []), ...(read.task.tags ?? [])])];
  const task = { ...given, ...read.task, ...(tags.length > 0 && { tags }) };
  const said = read.parts.map((part) => factOf(part, read, reading.today));
  return { task, facts: [...merged(said), ...givenFacts({ task, facts: said }, given, reading)] };
}

/** Reads when something is to be started, or done by; null: the text is something else, or more than that. */
export function understandStart(text: string, reading: Reading): TaskStart | null {
  const { title, task } = parseQuickAdd(text, aroundOf(reading, new Set()));
  if (title !== '') return null;
  const { start, deadline } = task;
  if (typeof deadline === 'string') return { date: deadline, evening: false, time: null };
  return start ?? null;
}

function aroundOf({ today, now, tags, places }: Reading, dismissed: ReadonlySet<string>): Around {
  const date = new Date(now);
  return {
    today: dayOf(today),
    time: clockTime(date.getHours(), date.getMinutes()),
    tags,
    places,
    dismissed,
  };
}

/** A day and a time that stand apart are one start, which the first of them tells. */
function merged(facts: readonly Fact[]): readonly Fact[] {
  const first = facts.findIndex(({ kind }) => kind === 'start');
  return facts.filter(({ kind }, at) => kind !== 'start' || at === first);
}

function factOf({ key, meaning }: Part, { task }: QuickAdd, today: string): Fact {
  return { kind: meaning.kind, key, text: meaningWords(meaning, task, today) };
}

function meaningWords(meaning: Meaning, task: NewTask, today: string): string {
  switch (meaning.kind) {
    case 'start':
      return startWords(task.start ?? 'inbox', today);
    case 'deadline':
      return `Due ${shortDay(meaning.date, today)}`;
    case 'tag':
    case 'place':
      return meaning.name;
    case 'priority':
      return PRIORITY_NAMES[meaning.priority];
  }
}

/** Where the task goes as far as the line says nothing about it. */
function givenFacts(
  { task, facts }: Understood,
  given: Omit<NewTask, 'title'>,
  { today, names }: Reading,
): readonly Fact[] {
  const says = (kind: Fact['kind']) => facts.some((fact) => fact.kind === kind);
  const place = task.place === undefined || task.place === null ? undefined : names.get(task.place);
  const start = task.start ?? 'inbox';
  return [
    ...(says('place') || place === undefined ? [] : [{ kind: 'place', text: place, key: null } as const]),
    ...(says('start') || (place !== undefined && typeof start === 'string')
      ? []
      : [{ kind: 'start', text: startWords(start, today), key: null } as const]),
    ...(given.tags ?? []).map((text) => ({ kind: 'tag', text, key: null }) as const),
  ];
}

/** How each kind of fact looks. */
export const FACT_LOOKS: Readonly<Record<Fact['kind'], { readonly icon: IconName; readonly tone: string }>> =
  {
    start: { icon: 'upcoming', tone: 'upcoming' },
    deadline: { icon: 'flag', tone: 'danger' },
    tag: { icon: 'tag', tone: 'soft' },
    priority: { icon: 'priority', tone: 'warning' },
    place: { icon: 'project', tone: 'accent' },
  };
