// What a pass needs from Things: how its rows are read and how operations are encoded for the agent. Implemented by the adapter in
// `translate/`.

import type { SyncConfig } from '../../model/config.ts';
import type { ContainerObservation } from '../../model/container.ts';
import type { CivilDate } from '../../model/dates.ts';
import type { ContainerId, RemoteId } from '../../model/ids.ts';
import type { Observation } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import type { SomeFields } from '../../model/task.ts';
import type { ThingsFields, ThingsPlace } from '../../protocol/things-operation.ts';
import type { ThingsContainer, ThingsTodo } from '../../protocol/things-row.ts';

/** One to-do, converted to an observation. */
export interface LiftedTodo {
  /** All fields but `place`, which needs the containers. */
  readonly observation: Observation;
  /** The heading, project or area that directly contains it; null for none. */
  readonly placeRemoteId: RemoteId | null;
}

/** What Things can hold depends on the Mac's day and zone, and on which headings exist there. */
export interface ThingsSurroundings {
  readonly config: SyncConfig;
  readonly today: CivilDate;
  /** IANA zone of the Mac. */
  readonly zone: string;
  /**
   * Where a task whose hub place is `place` can be put in Things: the place itself, or the nearest enclosing one that Things has or
   * can be given (a heading can't be added to an existing project); null for no container.
   */
  readonly nearestPlace: (place: ContainerId) => ContainerId | null;
}

/** Things, as a run sees it. */
export interface ThingsPort {
  /** Converts one row. */
  readonly lift: (todo: ThingsTodo, config: SyncConfig) => LiftedTodo;
  /** Converts one area, project or heading. */
  readonly liftContainer: (container: ThingsContainer) => ContainerObservation;
  /** Converts a shadow agreed on under the settings `former` to the settings `present`. */
  readonly reinterpret: (shadow: SomeFields, former: SyncConfig, present: SyncConfig) => SomeFields;
  /** What this library can hold. */
  readonly profile: (surroundings: ThingsSurroundings) => ReplicaProfile;
  /** Encodes projected fields for Things. `place` is where the container of `fields.place` is or will be. */
  readonly encode: (fields: SomeFields, place: ThingsPlace | null, config: SyncConfig) => ThingsFields;
}
