// Which tasks take part in the sync. What becomes of a task that leaves the scope is decided elsewhere.

import type { NameFilter, Scope } from '../model/config.ts';
import type { TaskFields } from '../model/task.ts';
import { matchingText } from '../model/text.ts';

/**
 * Tells whether a task takes part. Its project, its area and its tags must each pass their filter: with `include` at least
 * one of its names is on it, and none is ever on `exclude`. `inboxOnly` lets only tasks pass that are filed nowhere and
 * not yet decided on.
 */
export function isInScope(input: {
  readonly fields: Pick<TaskFields, 'start' | 'tags'>;
  readonly place: { readonly area: string | null; readonly project: string | null };
  readonly scope: Scope;
}): boolean {
  const { fields, place, scope } = input;
  const isFiled = place.area !== null || place.project !== null;
  if (scope.inboxOnly && (isFiled || fields.start !== 'inbox')) return false;
  return (
    passes(scope.projects, namesOf(place.project)) &&
    passes(scope.areas, namesOf(place.area)) &&
    passes(scope.tags, fields.tags)
  );
}

/**
 * Tells whether a place takes part: whether anything about it, its name included, may be told to the other side. What the scope asks
 * of tags is asked of tasks alone; with `inboxOnly` no place takes part.
 */
export function isPlaceInScope(
  place: { readonly area: string | null; readonly project: string | null },
  scope: Scope,
): boolean {
  return (
    !scope.inboxOnly &&
    passes(scope.projects, namesOf(place.project)) &&
    passes(scope.areas, namesOf(place.area))
  );
}

function namesOf(name: string | null): readonly string[] {
  return name === null ? [] : [name];
}

function passes(filter: NameFilter, names: readonly string[]): boolean {
  const isOn = (list: readonly string[]): boolean => {
    const wanted = new Set(list.map(matchingText));
    return names.some((name) => wanted.has(matchingText(name)));
  };
  return (filter.include.length === 0 || isOn(filter.include)) && !isOn(filter.exclude);
}
