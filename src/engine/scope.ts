// Which tasks take part in the sync. What happens to a task that leaves the scope is decided elsewhere.

import type { NameFilter, Scope } from '../model/config.ts';
import type { TaskFields } from '../model/task.ts';
import { matchingText } from '../model/text.ts';

/**
 * Tells whether a task takes part. Its project, area and tags must each pass their filter: if `include` is not empty, at least one
 * name must be in it, and none may be in `exclude`. `inboxOnly` admits only tasks that are not filed and not yet scheduled.
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
 * Tells whether a place takes part, that is, whether anything about it, including its name, may be sent to the other side. Tag
 * filters only apply to tasks; with `inboxOnly` no place takes part.
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
