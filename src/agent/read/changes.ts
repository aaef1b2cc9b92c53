// What changed in Things since the snapshot that the Worker last accepted, row by row. Does not interpret changes.

import type { ThingsContainer, ThingsTodo } from '../../protocol/things-row.ts';
import { isSame } from '../../model/same.ts';
import type { ThingsSnapshot } from './reader.ts';

/** A library as the Worker last accepted it. */
export interface KnownLibrary {
  readonly digestById: ReadonlyMap<string, string>;
  readonly containerById: ReadonlyMap<string, ThingsContainer>;
}

/** Nothing is known, so the difference is the whole library. */
export const NOTHING_KNOWN: KnownLibrary = { digestById: new Map(), containerById: new Map() };

/** What a snapshot has and a known library lacks, and vice versa. */
export interface Difference {
  readonly todos: readonly ThingsTodo[];
  /** Ids of known to-dos that are missing from the snapshot. */
  readonly removed: readonly string[];
  readonly containers: readonly ThingsContainer[];
  /** Known containers that are missing from the snapshot, as they last were. */
  readonly vanished: readonly ThingsContainer[];
}

/** An empty difference. */
export const NO_DIFFERENCE: Difference = { todos: [], removed: [], containers: [], vanished: [] };

/** Rows with special treatment. */
export interface SpecialRows {
  /** An operation on them is unfinished: they are neither reported nor missing, because their current state was not chosen by a user. */
  readonly withheld: ReadonlySet<string>;
  /** The outcome of an operation on them is about to be reported: their state is reported after it, even if it is not new. */
  readonly answered: ReadonlySet<string>;
  /** The same for areas, projects and headings. */
  readonly answeredContainers: ReadonlySet<string>;
  /** Tells whether a to-do has the marker of an unfinished operation of ours: it is neither reported nor missing. */
  readonly isHalfMade: (todo: ThingsTodo) => boolean;
  /**
   * The same for a container that was never reported to the Worker. Its contents are held back, too: the Worker would not know
   * where they are, and they would not be reported again later.
   */
  readonly isHalfMadeContainer: (container: ThingsContainer) => boolean;
}

/** Compares a snapshot with what is known. Unreadable rows don't count as absent. */
export function differenceTo(
  known: KnownLibrary,
  snapshot: Pick<ThingsSnapshot, 'todos' | 'containers' | 'setAside'>,
  { withheld, answered, answeredContainers, isHalfMade, isHalfMadeContainer }: SpecialRows,
): Difference {
  const isNews = (todo: ThingsTodo): boolean =>
    known.digestById.get(todo.id) !== todo.digest || answered.has(todo.id);
  const present = new Set<string>(snapshot.containers.map((container) => container.id));
  const halfMade = new Set(snapshot.containers.filter(isHalfMadeContainer).map(({ id }) => id));
  const isPlaced = ({ heading, project, area }: ThingsTodo): boolean =>
    [heading, project, area].every((id) => id === null || !halfMade.has(id));
  const expected = new Set([...known.digestById.keys(), ...answered]);
  return {
    todos: [...snapshot.todos.values()].filter(
      (todo) => isNews(todo) && isPlaced(todo) && !withheld.has(todo.id) && !isHalfMade(todo),
    ),
    removed: [...expected].filter(
      (id) => !snapshot.todos.has(id) && !withheld.has(id) && !snapshot.setAside.has(id),
    ),
    containers: snapshot.containers.filter(
      (container) =>
        (!isSame(known.containerById.get(container.id), container) || answeredContainers.has(container.id)) &&
        !halfMade.has(container.id),
    ),
    vanished: [...known.containerById.values()].filter(
      ({ id }) => !present.has(id) && !snapshot.setAside.has(id),
    ),
  };
}

/** The second of two differences from the same known library, with only those absences that both saw. */
export function confirmAbsences(first: Difference, second: Difference): Difference {
  const removed = new Set(first.removed);
  const vanished = new Set(first.vanished.map((container) => container.id));
  return {
    ...second,
    removed: second.removed.filter((id) => removed.has(id)),
    vanished: second.vanished.filter((container) => vanished.has(container.id)),
  };
}

/** Tells whether a difference says that something no longer exists. */
export function hasAbsences(difference: Difference): boolean {
  return difference.removed.length > 0 || difference.vanished.length > 0;
}
