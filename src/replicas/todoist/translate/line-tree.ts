// Sub-tasks of sub-tasks: a checklist is flat, and Todoist takes along what stands below a sub-task that is deleted or closed.
// What is to stay as it is has to be moved out first.

import type { LineDetails } from '../../../model/link.ts';

/** Where lines stand now, by key: below another line, or (null) directly below the task. Changes while commands are drafted. */
export class LineTree {
  readonly #parents: Map<string, string | null>;

  /** `keys`: the lines that are there. */
  constructor(keys: Iterable<string>, details: Readonly<Record<string, LineDetails>>) {
    const there = new Set(keys);
    this.#parents = new Map(
      [...there].map((key) => {
        const parent = Object.hasOwn(details, key) ? (details[key]?.parent ?? null) : null;
        return [key, parent !== null && there.has(parent) ? parent : null];
      }),
    );
  }

  /** The lines above a line, nearest first. */
  above(key: string): readonly string[] {
    const found: string[] = [];
    for (let at = this.#parents.get(key) ?? null; at !== null; at = this.#parents.get(at) ?? null) {
      // What was told at different times may contradict itself.
      if (found.includes(at)) break;
      found.push(at);
    }
    return found;
  }

  /** The nearest line above `key` that `isFit`; null for the task itself. */
  refuge(key: string, isFit: (above: string) => boolean): string | null {
    return this.above(key).find((above) => isFit(above)) ?? null;
  }

  /** Puts a line, with all that stands below it, somewhere else. */
  move(key: string, parent: string | null): void {
    this.#parents.set(key, parent);
  }
}
