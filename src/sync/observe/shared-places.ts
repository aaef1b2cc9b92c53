// Places that others see: which ones there are, and when such a place and a private one of the same name are the same. By their
// names alone they never are, because what is in the private one would be shown to others.

import type { ContainerObservation, HubContainer } from '../../model/container.ts';
import type { RemoteId, ReplicaName } from '../../model/ids.ts';
import type { ObservedFields } from '../../model/link.ts';
import { matchingText } from '../../model/text.ts';
import type { Store } from '../../hub/store.ts';

/** How many names the words about a plan have; there may be any number of shared places. */
const MAX_NAMED = 10;

/** The texts of the open tasks in one container of a replica, each as `textOf` gives it. */
export type TextsIn = (container: RemoteId) => readonly string[];

/** What is known of shared places during one pass. */
export class SharedPlaces {
  readonly #meta: Store['meta'];
  #known: Set<string> | null = null;
  /** What each replica that was read in full shows in its containers. */
  readonly contents = new Map<ReplicaName, TextsIn>();
  /** Names of shared places that a private place of the same name was not taken for. */
  readonly keptApart = new Set<string>();
  /** Names of shared places that a private place of the same name was taken for. */
  readonly united = new Set<string>();

  constructor(store: Pick<Store, 'meta'>) {
    this.#meta = store.meta;
  }

  /** Notes what a replica says of one of its containers. */
  note({ replica, remoteId, shared, gone }: ContainerObservation): void {
    if (shared === undefined) return;
    const key = keyOf(replica, remoteId);
    const known = this.#all();
    const isShared = shared && !gone;
    if (known.has(key) === isShared) return;
    if (isShared) known.add(key);
    else known.delete(key);
    this.#meta.set('shared_places', known.size === 0 ? undefined : [...known].toSorted());
  }

  /** Tells whether others see a container of a replica. */
  has(replica: ReplicaName, id: RemoteId): boolean {
    return this.#all().has(keyOf(replica, id));
  }

  /** What a plan says of shared places with the name of a private one; '' if there are none. */
  words(): string {
    const apart = named(this.keptApart);
    const same = named(this.united);
    return [
      apart === ''
        ? ''
        : ` Others see what is in ${apart}: what has the same name and is yours alone is kept apart from it. To unite the two, move the to-dos in Things.`,
      same === ''
        ? ''
        : ` Others see what is in ${same}; everything open in your own of that name is there already, so it is taken for the same.`,
    ].join('');
  }

  #all(): Set<string> {
    this.#known ??= new Set((this.#meta.get('shared_places') as readonly string[] | undefined) ?? []);
    return this.#known;
  }
}

/** A task's title and notes as they are compared. */
export function textOf({ title, notes }: Pick<ObservedFields, 'title' | 'notes'>): string {
  return `${matchingText(title ?? '')}\n${matchingText(notes ?? '')}`;
}

/** Where a container is, by replica. */
export interface Whereabouts {
  readonly remoteIdIn: (replica: ReplicaName) => RemoteId | null;
  readonly replicas: readonly ReplicaName[];
}

/**
 * Tells whether a container that a replica shows may be the same as one of the same name elsewhere. Where others see just one of the
 * two, it is the same only if everything open in the private one is in the shared one, too: then nothing would be shown to them.
 */
export function mayBeSame(
  shared: SharedPlaces,
  observation: ContainerObservation,
  container: Pick<HubContainer, 'kind' | 'name'> & Whereabouts,
): boolean {
  if (observation.kind === 'heading') return true;
  const { replica, remoteId } = observation;
  const others = container.replicas.flatMap((name) => {
    const id = name === replica ? null : container.remoteIdIn(name);
    return id === null ? [] : [{ replica: name, id, isShared: shared.has(name, id) }];
  });
  const here = { replica, id: remoteId, isShared: shared.has(replica, remoteId) };
  const differing = others.filter(({ isShared }) => isShared !== here.isShared);
  const isSame = differing.every((there) =>
    here.isShared ? isWithin(shared, there, here) : isWithin(shared, here, there),
  );
  if (differing.length > 0) (isSame ? shared.united : shared.keptApart).add(observation.name);
  return isSame;
}

interface Place {
  readonly replica: ReplicaName;
  readonly id: RemoteId;
}

/** Of an empty place nothing is known but its name. */
function isWithin(shared: SharedPlaces, own: Place, seen: Place): boolean {
  const [mine, theirs] = [own, seen].map(({ replica, id }) => shared.contents.get(replica)?.(id) ?? []);
  if (mine === undefined || theirs === undefined || mine.length === 0) return false;
  const there = new Set(theirs);
  return mine.every((text) => there.has(text));
}

function named(names: ReadonlySet<string>): string {
  const all = [...names].toSorted().map((name) => `“${name}”`);
  const more = all.length - MAX_NAMED;
  return [...all.slice(0, MAX_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function keyOf(replica: ReplicaName, id: RemoteId): string {
  return `${replica}:${id}`;
}
