// Whether a pass adds up: everything that was reported, and every task that it changed, has exactly one place. Checked before the
// pass's transaction writes anything; a pass that does not add up is rolled back and fails.

import { assert } from '../../model/assert.ts';
import type { ReplicaName, TaskId } from '../../model/ids.ts';
import type { Observation } from '../../model/link.ts';
import type { ObservationPlace } from '../places.ts';
import type { Pass } from '../unit-of-work.ts';

/** What one replica reported in a pass. */
interface Reported {
  readonly replica: ReplicaName;
  readonly observations: readonly Observation[];
}

/** The place of each observation of a pass. */
type Placed = ReadonlyMap<Observation, ObservationPlace>;

/** Throws unless every reported observation and every changed task has exactly one place. */
export function assertTotal(pass: Pass, told: readonly Reported[], placed: Placed): void {
  const problem = whatIsAmiss(pass, told, placed);
  const text = problem === null ? '' : `a pass does not add up: ${problem} (${countsText(pass, placed)})`;
  assert(problem === null, text);
}

function whatIsAmiss(pass: Pass, told: readonly Reported[], placed: Placed): string | null {
  const all = told.flatMap(({ replica, observations }) =>
    observations.map((observation) => ({ teller: replica, observation })),
  );
  const foreign = all.find(({ teller, observation }) => observation.replica !== teller);
  if (foreign !== undefined) return `${foreign.teller} told of a task of ${foreign.observation.replica}`;
  const lost = all.find(({ observation }) => !placed.has(observation));
  if (lost !== undefined) return `${lost.observation.remoteId} of ${lost.teller} has no place`;
  if (placed.size !== all.length) return `of ${all.length} observations ${placed.size} have a place`;
  const unplanned = pass.store.tasks.changed().find((id) => !isPlanned(pass, id));
  if (unplanned !== undefined) return `task ${unplanned} was changed and not planned`;
  const [late] = pass.touched;
  return late === undefined ? null : `task ${late} was touched after everything was planned`;
}

function isPlanned(pass: Pass, id: TaskId): boolean {
  const places = pass.plannedTasks.get(id);
  return [...pass.profiles.keys()].every((replica) => places?.has(replica) === true);
}

/** The number of observations and tasks in each place. */
function countsText(pass: Pass, placed: Placed): string {
  const ofTasks = [...pass.plannedTasks.values()].flatMap((places) => [...places.values()]);
  const counts = Map.groupBy([...placed.values(), ...ofTasks], (place) => place);
  return [...counts].map(([place, all]) => `${place} ${all.length}`).join(', ') || 'nothing has a place';
}
