// Nested sub-tasks: a checklist is flat, but when Todoist deletes or closes a sub-task, everything nested under it goes with it.
// What has to stay must be moved out first.

import type { LineDetails } from '../../../model/link.ts';

/** The current parents of lines, by key: another line, or null for the task itself. Changes while commands are drafted. */
export class LineTree {
  readonly #parents: Map<string, string | null>;

  /** `keys`: the existing lines. */
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
      // Parents that were reported at different times may contradict each other.
      if (found.includes(at)) break;
      found.push(at);
    }
    return found;
  }

  /** The nearest line above `key` that satisfies `isFit`; null for the task itself. */
  refuge(key: string, isFit: (above: string) => boolean): string | null {
    return this.above(key).find((above) => isFit(above)) ?? null;
  }

  /** Moves a line, with everything nested under it, to another parent. */
  move(key: string, parent: string | null): void {
    this.#parents.set(key, parent);
  }
}
