// Makes libraries of any size for the benchmarks: areas, projects with headings, and to-dos as people keep them.
// The same size always gives the same library, apart from days, which lie around today. Knows nothing of what is measured.

import { createThingsApp, type ThingsApp } from '../emulators/things/app.ts';

type Person = ThingsApp['person'];
type Todo = Parameters<Person['addTodo']>[0];

/** How many of what a library holds. */
export interface LibraryCounts {
  readonly todos: number;
  readonly areas: number;
  readonly projects: number;
  readonly headings: number;
  readonly checklistLines: number;
}

const TODOS_PER_PROJECT = 100 / 3;
const TODOS_PER_AREA = 250;
const VERBS = [
  'Call',
  'Draft',
  'Review',
  'Order',
  'Repair',
  'Book',
  'Compare',
  'Send',
  'Sort',
  'Plan',
  'Ask about',
];
const THINGS = [
  'the roof',
  'the invoice',
  'train tickets',
  'the slides',
  'a new lamp',
  'the contract',
  'seedlings',
];
const PURPOSES = [
  'for May',
  'with Noor',
  'before the move',
  'again',
  'for the archive',
  'at the market',
  'in writing',
];
const TAGS = [
  'errand',
  'home',
  'office',
  'phone',
  'important',
  'waiting',
  'quick',
  'deep work',
  'reading',
  'money',
];
const SENTENCES = [
  'The number is on the back of the last letter.',
  'See https://example.com/notes for the list; the second column counts.',
  'Ask first whether *Thursday* still works.',
  'Needs about an hour, and a quiet room.',
  'Größe L, nicht M.',
];

/** A library that is being made. */
interface Draft {
  readonly person: Person;
  readonly random: Random;
  readonly areas: readonly string[];
  readonly projects: readonly { readonly id: string; readonly headings: readonly string[] }[];
}

/** Makes a library of `size` open to-dos at `path`, where no file may be. */
export function makeLibrary(path: string, size: number, now = Date.now()): LibraryCounts {
  const app = createThingsApp({ databasePath: path, seed: 1, durable: false });
  try {
    const draft = makeContainers(app.person, size);
    let checklistLines = 0;
    for (let number = 1; number <= size; number += 1) {
      const todo = makeTodo(draft, number, now);
      checklistLines += todo.checklist?.length ?? 0;
      app.person.addTodo(todo);
    }
    app.settle();
    return {
      todos: size,
      areas: draft.areas.length,
      projects: draft.projects.length,
      headings: draft.projects.reduce((sum, project) => sum + project.headings.length, 0),
      checklistLines,
    };
  } finally {
    app.close();
  }
}

/** Makes a library without any to-do at `path`, where no file may be. */
export function makeEmptyLibrary(path: string): void {
  createThingsApp({ databasePath: path, seed: 1 }).close();
}

/** Changes the title of one to-do of a library, as a person would. */
export function editOne(path: string): void {
  const app = createThingsApp({ databasePath: path });
  try {
    const [first] = app.list('Anytime');
    if (first === undefined) throw new Error('the library has no to-do to edit');
    app.person.editTodo(first, { title: 'Edited by the benchmark' });
    app.settle();
  } finally {
    app.close();
  }
}

function makeContainers(person: Person, size: number): Draft {
  const random = new Random(size);
  const areas = Array.from({ length: Math.max(1, Math.round(size / TODOS_PER_AREA)) }, (_, index) =>
    person.addArea(`Area ${index + 1}`),
  );
  const projects = Array.from({ length: Math.max(1, Math.round(size / TODOS_PER_PROJECT)) }, (_, index) => {
    const area = random.chance(0.8) ? { area: random.pick(areas) } : {};
    const id = person.addProject({ title: `Project ${index + 1}`, ...area });
    const headings = Array.from({ length: index % 3 }, (_none, at) =>
      person.addHeading(id, `Part ${at + 1}`),
    );
    return { id, headings };
  });
  return { person, random, areas, projects };
}

function makeTodo({ random, areas, projects }: Draft, number: number, now: number): Todo {
  return {
    title: `${random.pick(VERBS)} ${random.pick(THINGS)} ${random.pick(PURPOSES)} (${number})`,
    ...placeOf(random, areas, projects),
    ...whenOf(random, now),
    ...(random.chance(0.3) ? { notes: notesOf(random) } : {}),
    ...(random.chance(0.15) ? { deadline: dayAfter(now, 3 + random.below(200)) } : {}),
    ...(random.chance(0.35) ? { tags: tagsOf(random) } : {}),
    ...(random.chance(0.15) ? { checklist: linesOf(random) } : {}),
  };
}

function placeOf(
  random: Random,
  areas: Draft['areas'],
  projects: Draft['projects'],
): Pick<Todo, 'area' | 'project' | 'heading'> {
  const where = random.below(100);
  if (where < 6) return {};
  if (where < 16) return { area: random.pick(areas) };
  const project = random.pick(projects);
  return project.headings.length > 0 && random.chance(0.6)
    ? { heading: random.pick(project.headings) }
    : { project: project.id };
}

function whenOf(random: Random, now: number): Pick<Todo, 'when' | 'reminder'> {
  const when = random.below(100);
  if (when < 4) return { when: 'today' };
  if (when < 6) return { when: 'evening' };
  if (when < 18) return { when: 'someday' };
  if (when < 36) return { when: dayAfter(now, 1 + random.below(120)) };
  if (when < 42) return { when: dayAfter(now, 1 + random.below(30)), reminder: '09:30' };
  return {};
}

function notesOf(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => random.pick(SENTENCES)).join('\n\n');
}

function tagsOf(random: Random): readonly string[] {
  return [...new Set(Array.from({ length: 1 + random.below(2) }, () => random.pick(TAGS)))];
}

function linesOf(random: Random): NonNullable<Todo['checklist']> {
  return Array.from({ length: 1 + random.below(3) }, (_, index) => ({
    title: `${random.pick(VERBS)} part ${index + 1}`,
    done: random.chance(0.05),
  }));
}

/** The local day some days after `now`, as YYYY-MM-DD. */
function dayAfter(now: number, days: number): string {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** Repeatable random numbers (mulberry32, by Tommy Ettinger, public domain). */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  chance(share: number): boolean {
    return this.below(10_000) < share * 10_000;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new RangeError('nothing to pick from');
    return choice;
  }
}
