// Finds tasks by words: in titles, notes, tags, checklists and the names of what holds them. What is searched of a task is worked out
// once for each version of it.

import { foldedText } from './folded-text.ts';
import type { Places } from './places.ts';
import type { Task } from './types.ts';

/** The most tasks that a search finds. */
const MAX_FOUND = 100;

interface Searched {
  readonly title: string;
  readonly all: string;
}

/** Searches tasks. */
export class Search {
  #texts = new WeakMap<Task, Searched>();
  #places: Places | null = null;

  /** Tasks that have every word of the text, the best first. An empty text finds nothing. */
  find(text: string, tasks: Iterable<Task>, places: Places): readonly Task[] {
    const words = foldedText(text)
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) return [];
    if (this.#places !== places) {
      this.#places = places;
      this.#texts = new WeakMap();
    }
    const found: { readonly task: Task; readonly rank: number }[] = [];
    for (const task of tasks) {
      const searched = this.#textOf(task, places);
      if (words.every((word) => searched.all.includes(word)))
        found.push({ task, rank: rankOf(task, searched, words) });
    }
    found.sort((a, b) => a.rank - b.rank || (a.task.updatedAt < b.task.updatedAt ? 1 : -1));
    return found.slice(0, MAX_FOUND).map(({ task }) => task);
  }

  #textOf(task: Task, places: Places): Searched {
    const known = this.#texts.get(task);
    if (known !== undefined) return known;
    const { title, notes, tags, checklist } = task;
    const others = [notes, ...tags.map((tag) => `#${tag}`), ...checklist.map((line) => line.title)];
    const searched = {
      title: foldedText(title),
      all: foldedText([title, ...others, ...places.namesOf(task)].join('\n')),
    };
    this.#texts.set(task, searched);
    return searched;
  }
}

/** Less is better: what is open before what is done; all words in the title, best at its beginning, before words elsewhere. */
function rankOf({ status }: Task, { title }: Searched, words: readonly string[]): number {
  const isInTitle = words.every((word) => title.includes(word));
  const isAtBeginning = isInTitle && words.some((word) => title.startsWith(word));
  return (status === 'open' ? 0 : 10) + (isAtBeginning ? 0 : isInTitle ? 1 : 2);
}
