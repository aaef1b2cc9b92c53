// All tasks, sorted into lists that change one task at a time: an edit costs a search in each list that the task is in, however many
// tasks there are. Lists are signals; whoever reads one is told only when it changed.

import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { matchingText } from '../../model/text.ts';
import { byAge, byDeadline, byPlan, compareText, newestFirst, type Compare } from './order.ts';
import { isPlanned } from './task-of.ts';
import type { Task } from './types.ts';

/** The name of a list. */
export type ListKey =
  | 'inbox'
  | 'anytime'
  | 'someday'
  /** Open ones that are planned for a day, and that have a deadline. */
  | 'planned'
  | 'due'
  | 'done'
  /** Open ones in a project or area, at whatever distance, or with a tag. */
  | `project:${string}`
  | `area:${string}`
  | `tag:${string}`
  | `done in:${string}`;

/** From this many changes of a list on it is sorted anew. */
const MANY = 16;
const NONE: readonly Task[] = [];

interface ListChange {
  readonly removed: Task[];
  readonly added: Task[];
}

/** Keeps tasks in lists. */
export class TaskIndex {
  readonly #tasks = new Map<string, Task>();
  readonly #lists = new Map<ListKey, Signal<readonly Task[]>>();
  readonly #single = new Map<string, Signal<Task | null>>();
  readonly #tags = signal<readonly string[]>([]);

  get size(): number {
    return this.#tasks.size;
  }

  /** Tags of open tasks, in alphabetical order. One that is spelled in several ways is there once, as its oldest task has it. */
  get tags(): ReadonlySignal<readonly string[]> {
    return this.#tags;
  }

  get(id: string): Task | null {
    return this.#tasks.get(id) ?? null;
  }

  all(): Iterable<Task> {
    return this.#tasks.values();
  }

  /** Open tasks with a tag, however it is spelled. */
  tagged(name: string): ReadonlySignal<readonly Task[]> {
    return this.#list(tagKey(name));
  }

  /** The tasks of a list, in its order. */
  list(key: ListKey): ReadonlySignal<readonly Task[]> {
    return this.#list(key);
  }

  /** A task by its id; null while there is none. */
  task(id: string): ReadonlySignal<Task | null> {
    let single = this.#single.get(id);
    if (single === undefined) {
      single = signal(this.get(id));
      this.#single.set(id, single);
    }
    return single;
  }

  /** Puts tasks in place of what was there under their ids; null: removes it. */
  put(changes: Iterable<readonly [string, Task | null]>): void {
    const lists = new Map<ListKey, ListChange>();
    const changeOf = (key: ListKey): ListChange => {
      const change = lists.get(key) ?? { removed: [], added: [] };
      lists.set(key, change);
      return change;
    };
    batch(() => {
      // The last word on a task counts.
      for (const [id, task] of new Map(changes)) {
        const former = this.get(id);
        if (former === task) continue;
        if (former !== null) for (const key of keysOf(former)) changeOf(key).removed.push(former);
        if (task !== null) for (const key of keysOf(task)) changeOf(key).added.push(task);
        if (task === null) this.#tasks.delete(id);
        else this.#tasks.set(id, task);
        const single = this.#single.get(id);
        if (single !== undefined) single.value = task;
      }
      for (const [key, change] of lists) this.#change(key, change);
      if ([...lists.keys()].some((key) => key.startsWith('tag:'))) this.#gatherTags();
    });
  }

  #change(key: ListKey, change: ListChange): void {
    const list = this.#list(key);
    list.value = changed(list.peek(), change, orderOf(key));
  }

  #list(key: ListKey): Signal<readonly Task[]> {
    let list = this.#lists.get(key);
    if (list === undefined) {
      list = signal(NONE);
      this.#lists.set(key, list);
    }
    return list;
  }

  #gatherTags(): void {
    const tags = [...this.#lists].flatMap(([key, list]) =>
      key.startsWith('tag:')
        ? (list
            .peek()[0]
            ?.tags.filter((tag) => tagKey(tag) === key)
            .slice(0, 1) ?? [])
        : [],
    );
    const sorted = tags.toSorted((a, b) => a.localeCompare(b) || compareText(a, b));
    const former = this.#tags.peek();
    if (sorted.length !== former.length || sorted.some((tag, at) => tag !== former[at]))
      this.#tags.value = sorted;
  }
}

/** The lists that a task is in. */
function keysOf(task: Task): readonly ListKey[] {
  const { start, status, deadline, project, area, tags } = task;
  if (status !== 'open') return project === null ? ['done'] : ['done', `done in:${project}`];
  const keys: ListKey[] = [isPlanned(start) ? 'planned' : start];
  if (deadline !== null) keys.push('due');
  if (project !== null) keys.push(`project:${project}`);
  if (area !== null) keys.push(`area:${area}`);
  keys.push(...new Set(tags.map(tagKey)));
  return keys;
}

function tagKey(name: string): `tag:${string}` {
  return `tag:${matchingText(name)}`;
}

/** The order of a list. */
function orderOf(key: ListKey): Compare {
  if (key === 'planned') return byPlan;
  if (key === 'due') return byDeadline;
  return key === 'done' || key.startsWith('done in:') ? newestFirst : byAge;
}

function changed(list: readonly Task[], { removed, added }: ListChange, compare: Compare): readonly Task[] {
  if (removed.length + added.length > MANY) {
    const gone = new Set(removed);
    return [...list.filter((task) => !gone.has(task)), ...added].toSorted(compare);
  }
  const tasks = [...list];
  for (const task of removed) tasks.splice(positionOf(tasks, task, compare), 1);
  for (const task of added) tasks.splice(positionOf(tasks, task, compare), 0, task);
  return tasks;
}

/** Where a task is in a sorted list, or has to be. */
function positionOf(tasks: readonly Task[], task: Task, compare: Compare): number {
  let [from, to] = [0, tasks.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const there = tasks[middle];
    if (there !== undefined && compare(there, task) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
