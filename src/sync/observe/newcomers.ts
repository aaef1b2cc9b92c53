// Unlinked counterparts: those that older code had paired, those that we created, those that other replicas also have, and new
// ones.

import { pairTasks } from '../../engine/pair.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { Link, Observation } from '../../model/link.ts';
import type { HubTask } from '../../model/task.ts';
import type { OutboxState } from '../../hub/store.ts';
import type { NewcomerPlace } from '../places.ts';
import type { Pass } from '../unit-of-work.ts';
import { matchUnfinished } from './unfinished.ts';
import { linkPair, makeTask, candidate, candidateKey } from './join.ts';
import { pairWithPendingCreations } from './pending-creations.ts';

/** Finds or creates a task for each counterpart that has none, and reports which of the two happened. */
export function observeUnlinked(
  pass: Pass,
  unlinked: readonly Observation[],
): ReadonlyMap<Observation, NewcomerPlace> {
  const left = new Set(unlinked);
  const places = new Map<Observation, NewcomerPlace>();
  const place = (found: Iterable<Observation>, as: NewcomerPlace): void => {
    for (const observation of found) places.set(observation, as);
  };
  if (!pass.store.legacy.isEmpty())
    place(
      takenFrom(left, () => pairAsBefore(pass, left)),
      'known_before',
    );
  place(
    takenFrom(left, () => matchUnfinished(pass, left)),
    'met',
  );
  for (const replica of pass.parts.replicas.names.toReversed()) {
    const meet = () => pairWithPendingCreations(pass, { replica, left, states: ANY_STATE });
    place(takenFrom(left, meet), 'met');
  }
  const paired = pairNewcomers(pass, left);
  place(paired, 'paired');
  const fresh = [...left].filter((observation) => !paired.has(observation));
  for (const observation of fresh) makeTask(pass, observation);
  place(fresh, 'made');
  return places;
}

const ANY_STATE: readonly OutboxState[] = ['asked', 'queued', 'sent', 'held', 'failed', 'declined'];

/** The members that `work` removes from a set. */
function takenFrom(left: Set<Observation>, work: () => void): readonly Observation[] {
  const before = [...left];
  work();
  return before.filter((observation) => !left.has(observation));
}

/** What older code had paired stays a pair, even if its texts changed. Matched observations are removed from `left`. */
function pairAsBefore(pass: Pass, left: Set<Observation>): void {
  const shown = new Map([...left].map((one) => [candidateKey(one), one]));
  for (const observation of left) {
    const { replica } = observation;
    const other = pass.store.legacy.counterpartOf(replica, observation.remoteId);
    if (other === null) continue;
    const counterpart = shown.get(candidateKey(other));
    const known = pass.store.links.byRemoteId(other.replica, other.remoteId);
    const hub =
      counterpart === undefined ? unlinkedHubTask(pass, known, replica) : makeTask(pass, counterpart);
    if (hub === null) continue;
    linkPair(pass, hub, observation);
    if (counterpart !== undefined) pass.paired.push(hub);
    left.delete(observation);
    if (counterpart !== undefined) left.delete(counterpart);
  }
}

/** A linked counterpart's task, if it has none in `replica` yet. An unsent creation there is withdrawn. */
function unlinkedHubTask(pass: Pass, link: Link | null, replica: ReplicaName): HubTask | null {
  if (link === null || link.state === 'deleted' || pass.store.links.get(link.taskId, replica) !== null)
    return null;
  const creations = pass.store.outbox
    .ofTask(link.taskId)
    .filter((entry) => entry.replica === replica && entry.kind === 'create');
  // A creation that was already sent is matched with its own result later.
  if (creations.some((entry) => entry.state === 'sent')) return null;
  for (const entry of creations) pass.store.outbox.remove(entry.id);
  return pass.store.tasks.get(link.taskId);
}

/** Pairs the newcomers of all replicas with each other. Returns those that found a counterpart. */
function pairNewcomers(pass: Pass, left: ReadonlySet<Observation>): ReadonlySet<Observation> {
  const hubs = new Map<Observation, HubTask>();
  const [first, ...others] = pass.parts.replicas.names
    .toReversed()
    .map((replica) => [...left].filter((observation) => observation.replica === replica))
    .filter((newcomers) => newcomers.length > 0);
  const met = [...(first ?? [])];
  for (const newcomers of others) {
    const counterparts = pairWith(pass, { met, newcomers, hubs });
    met.push(...newcomers.filter((newcomer) => !counterparts.has(newcomer)));
  }
  return new Set(hubs.keys());
}

/** Pairs one replica's newcomers with those of the replicas before it. Returns those that found a counterpart. */
function pairWith(
  pass: Pass,
  {
    met,
    newcomers,
    hubs,
  }: {
    readonly met: readonly Observation[];
    readonly newcomers: readonly Observation[];
    readonly hubs: Map<Observation, HubTask>;
  },
): ReadonlySet<Observation> {
  const sides = new Set([...met, ...newcomers].map(({ replica }) => replica));
  const { pairs, suggestions } = pairTasks(
    met.map((observation) => candidate(pass, observation, sides)),
    newcomers.map((observation) => candidate(pass, observation, sides)),
  );
  const metById = new Map(met.map((observation) => [candidateKey(observation), observation]));
  const newById = new Map(newcomers.map((observation) => [candidateKey(observation), observation]));
  const counterparts = new Set<Observation>();
  for (const pair of pairs) {
    const [one, other] = [metById.get(pair.left), newById.get(pair.right)];
    if (one === undefined || other === undefined) continue;
    const hub = hubs.get(one) ?? makeTask(pass, one);
    linkPair(pass, hub, other);
    pass.paired.push(hub);
    hubs.set(one, hub).set(other, hub);
    counterparts.add(other);
  }
  for (const near of suggestions) suggest(pass, metById.get(near.left), newById.get(near.right));
  return counterparts;
}

function suggest(pass: Pass, one: Observation | undefined, other: Observation | undefined): void {
  if (one === undefined || other === undefined) return;
  const titles = [one, other].map(({ replica, fields }) => [replica, fields.title ?? ''] as const);
  pass.suggestions.push(Object.fromEntries(titles));
}
