// What changed in Things since the Worker last took a snapshot, row by row. Decides nothing about what a change means.

import type { ThingsContainer, ThingsTodo } from '../../protocol/things-row.ts';
import { isSame } from '../../model/same.ts';
import type { ThingsSnapshot } from './reader.ts';

/** A library as the Worker last took it. */
export interface KnownLibrary {
  readonly digestById: ReadonlyMap<string, string>;
  readonly containerById: ReadonlyMap<string, ThingsContainer>;
}

/** Nothing known: the difference to it is the whole library. */
export const NOTHING_KNOWN: KnownLibrary = { digestById: new Map(), containerById: new Map() };

/** What a snapshot has that a known library has not, and the other way round. */
export interface Difference {
  readonly todos: readonly ThingsTodo[];
  /** Ids of known to-dos that the snapshot has not. */
  readonly removed: readonly string[];
  readonly containers: readonly ThingsContainer[];
  /** Known containers that the snapshot has not, as they last were. */
  readonly vanished: readonly ThingsContainer[];
}

/** A difference in which nothing differs. */
export const NO_DIFFERENCE: Difference = { todos: [], removed: [], containers: [], vanished: [] };

/** Rows that are compared in a way of their own. */
export interface SpecialRows {
  /** An operation on them is unfinished: they are neither told of nor missing. What they show now is nobody's wish. */
  readonly withheld: ReadonlySet<string>;
  /** The outcome of an operation on them is about to be told: what they show now is told after it, even if that is not new. */
  readonly answered: ReadonlySet<string>;
  /** The same of areas, projects and headings. */
  readonly answeredContainers: ReadonlySet<string>;
  /** Tells whether a to-do bears the mark of an operation of ours that is not done with it: it is neither told of nor missing. */
  readonly isHalfMade: (todo: ThingsTodo) => boolean;
  /**
   * The same of an area, project or heading that the Worker was never told of. What lies in it is not told of before it is: the Worker
   * would not know where that is, and nothing would tell it later.
   */
  readonly isHalfMadeContainer: (container: ThingsContainer) => boolean;
}

/** Compares a snapshot with what is known. What is set aside is no absence. */
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

/** The later of two differences to the same known library, with only those absences that both of them saw. */
export function confirmAbsences(first: Difference, second: Difference): Difference {
  const removed = new Set(first.removed);
  const vanished = new Set(first.vanished.map((container) => container.id));
  return {
    ...second,
    removed: second.removed.filter((id) => removed.has(id)),
    vanished: second.vanished.filter((container) => vanished.has(container.id)),
  };
}

/** Tells whether a difference claims that something is no longer there. */
export function hasAbsences(difference: Difference): boolean {
  return difference.removed.length > 0 || difference.vanished.length > 0;
}
