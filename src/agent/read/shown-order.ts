// Display order of a library: first what has no area, then area by area its to-dos, its projects, and their headings. On the first
// sync the Worker creates tasks elsewhere in this order. Pure.

import type { RawLibrary, RawTask } from './library-rows.ts';

const PROJECT = 1;

/** The to-dos of a library in display order; its rows are in the order of their own lists. */
export function inShownOrder(library: RawLibrary): readonly RawTask[] {
  const ranks = ranksOf(library);
  const rankOf = (row: RawTask): number => ranks.get(row.heading ?? row.project ?? row.area ?? '') ?? -1;
  return library.todos.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** The position of each area, project and heading in display order. */
function ranksOf(library: RawLibrary): ReadonlyMap<string, number> {
  const holderOf = (row: RawTask): string => (row.type === PROJECT ? row.area : row.project) ?? '';
  const inside = Map.groupBy(library.parents, holderOf);
  const ranks = new Map<string, number>();
  const visit = (id: string): void => {
    ranks.set(id, ranks.size);
    for (const row of inside.get(id) ?? []) if (!ranks.has(row.uuid)) visit(row.uuid);
  };
  for (const row of inside.get('') ?? []) visit(row.uuid);
  for (const area of library.areas) visit(area.uuid);
  return ranks;
}
