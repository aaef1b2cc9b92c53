// What a replica brings, so that runs, engine and store need not know which replicas there are. Each lives in a folder of
// src/replicas; they are put together at the edge. Types, and the list itself; decides nothing.

import type { SyncConfig } from '../model/config.ts';
import type { ContainerKind, ContainerObservation, HubContainer } from '../model/container.ts';
import type { OperationId, RemoteId, ReplicaName } from '../model/ids.ts';
import type { Observation } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import type { SomeFields } from '../model/task.ts';
import type { ContainerIndex } from '../hub/container-index.ts';
import type { Contact, Store } from '../hub/store.ts';
import type { Standby } from '../protocol/exchange.ts';
import type { Plan } from '../protocol/plan.ts';
import type { ByReplica, RunSummary } from '../protocol/run.ts';
import type { Waiting } from '../protocol/status.ts';

/** What a profile is made from besides what is known of the replica itself. */
export interface Surroundings {
  readonly config: SyncConfig;
  readonly containers: ContainerIndex;
  /** Epoch ms. */
  readonly now: number;
}

/** One replica, as a run sees it. `Pass` and `Session` are those of unit-of-work.ts. */
export interface ReplicaOf<Pass, Session> {
  readonly name: ReplicaName;
  /** As a person calls it. */
  readonly title: string;
  /** The first sync waits until it was read whole. One that is not joins later, and is told everything then. */
  readonly isFounding: boolean;
  /** What only its own folder reads, such as a port. */
  readonly own: unknown;
  /** What is known of it since it was last read (its account, its library), as its own folder keeps it; null: it never was. */
  readonly known: (store: Pick<Store, 'meta'>) => unknown;
  /** Names, for good, whose it is by what is known of it, such as a library; absent where it has no such name. */
  readonly identity?: (known: unknown) => string;
  /** Says in a first plan how this installation will show itself there; '' where there is nothing to say. */
  readonly announce?: (pass: Pass) => string;
  /** What it can hold, given what is known of it. */
  readonly profile: (known: unknown, around: Surroundings) => ReplicaProfile;
  /** A shadow that was agreed on under the settings `former`, as it reads under the settings `present`. */
  readonly reinterpret: (shadow: SomeFields, former: SyncConfig, present: SyncConfig) => SomeFields;
  readonly lines: LineHabits;
  /** A counterpart that was deleted there can't come back: it is made anew. */
  readonly restoresAnew: boolean;
  /** A write shows when it is done and not before: what shows otherwise than it was told was there before. */
  readonly hidesUnfinished: boolean;
  readonly places: PlacesOf<Pass>;
  /** Forgets how far it was read: the next read is whole. */
  readonly readAnew: (store: Pick<Store, 'meta'>) => void;
  /** Notes that a counterpart, or a line of one, may be gone or changed unseen, and is to be looked up; absent where that can't be. */
  readonly doubt?: (store: Pick<Store, 'suspects'>, id: RemoteId) => void;
  /** What a person should know of it. */
  readonly notices: (pass: Pass) => readonly string[];
  /** What waits for it beside operations. */
  readonly waiting?: (parts: { readonly store: Store }) => readonly Waiting[];
  /** How it shows in the status. */
  readonly standing: (
    pass: Pass,
    facts: { readonly requests: number; readonly contactOf: (replica: ReplicaName) => Contact },
  ) => unknown;
  /** How it is asked; absent where it comes by itself, with a visit. */
  readonly asked?: AskedOf<Pass, Session>;
}

/** What a replica makes of the lines of a checklist. */
interface LineHabits {
  /** Each is a task of its own, with an id that can be asked about and details that the hub has no field for. */
  readonly areTasks: boolean;
}

/** What a replica makes of areas, projects and headings. */
interface PlacesOf<Pass> {
  /** The name that a container of this name has there. */
  readonly heldName: (kind: ContainerKind, name: string) => string;
  /** Kinds that nobody but a person can rename or move there. */
  readonly fixedKinds: ReadonlySet<ContainerKind>;
  /** What it shows tells areas from projects: that is taken in first. */
  readonly tellsKinds: boolean;
  /** What a task did not take may have been for its place: with the place, the refusal is forgotten. */
  readonly forgivesWithPlace: boolean;
  /** What becomes of a heading there when the hub gives it another parent. `by`: the replica that moved it. */
  readonly headingMoved?: (
    pass: Pass,
    moved: {
      readonly heading: HubContainer;
      readonly former: HubContainer['parent'];
      readonly by: ReplicaName | null;
    },
  ) => void;
  /** What becomes of it when a container is gone from another replica. */
  readonly goneElsewhere?: (pass: Pass, id: HubContainer['id']) => void;
}

/** A replica that is asked, request by request, within a budget of its own. */
interface AskedOf<Pass, Session> {
  /** Begins what is asked of it in one run. */
  readonly talk: (session: Session) => TalkOf<Pass, Session>;
  /** Tells whether something could be asked or told right now. */
  readonly isMoreDue: (session: Session) => boolean;
  /** Takes away what shows this installation there, for good; false where it can't be reached. Absent where nothing shows it. */
  readonly leave?: (session: Session) => Promise<boolean>;
}

/** What is asked of a replica in one run. */
export interface TalkOf<Pass, Session> {
  /** Reads what changed; null when it can't be read now. A dry run tells it nothing. */
  readonly read: (options: { readonly dryRun: boolean }) => Promise<ShowingOf<Pass, Session> | null>;
  /** Looks up what is in doubt. Gives the read with what was found, or that alone; null when there is neither. */
  readonly lookUp: (read: ShowingOf<Pass, Session> | null) => Promise<ShowingOf<Pass, Session> | null>;
  /** Sees to it that this installation shows there before anything is written anywhere; false: nothing may be. Absent where nothing shows it. */
  readonly mayWrite?: () => Promise<boolean>;
  /** Carries out what waits for it, until nothing is due or something stands in the way. */
  readonly send: () => Promise<void>;
}

/** What one replica shows, read and not taken in yet. */
export interface ShowingOf<Pass, Session> {
  readonly replica: ReplicaName;
  /** What is known of it by this read. */
  readonly known: unknown;
  /** Everything was told: what is closed may not show, and what else is missing may be gone. */
  readonly isWhole: boolean;
  /** Nothing is known to be missing in it: the first sync can begin with it. */
  readonly isComplete: boolean;
  /** It was read after everything that was sent to it: an effect that does not show did not happen. */
  readonly outcomesKnown: boolean;
  /** Some tasks were told of, by somebody who never shows all: the first sync is neither begun nor waited for. Absent: that is not so. */
  readonly isPiecemeal?: true;
  /** All that a pass makes of it follows from this: the same again is judged the same. */
  readonly content: readonly unknown[];
  /** What it is a difference to is still what is stored. */
  readonly isCurrent: (store: Pick<Store, 'meta'>) => boolean;
  /** Begins to take it in: before anything of the pass is. */
  readonly open: (pass: Pass) => Shown;
  /** Keeps what should not have to be asked again, where the pass was undone. */
  readonly keep?: (session: Session) => void;
}

/** A reason to stop at a plan, and what the stop holds. `explanation`: what happened and what to do next, in plain sentences. */
export type Stop = Pick<Plan, 'reason' | 'holds' | 'explanation' | 'answers'> & {
  /** What was looked at, where that can be one thing or another: an answer is good for that one only. Part of the hash. */
  readonly of?: string;
};

/** What one replica shows, as one pass takes it in: in the order of these members. */
export interface Shown {
  /** Parents before children. */
  readonly containers: readonly ContainerObservation[];
  /** Whole tasks, once the containers are known. */
  readonly observations: () => readonly Observation[];
  /** Has planned again what it makes possible. */
  readonly planAgain?: () => void;
  /** Why it can't be what the replica is now, found before anything was taken in: that stops the side, whatever was planned. */
  readonly doubt?: Stop | null;
  /** A reason of its own why a person has to look first, where anything was planned. */
  readonly stop?: () => Stop | null;
  /** Puts down how far it was read. */
  readonly commit: () => void;
}

/** A replica that came by itself: what it brings, and what it is to be told. */
export interface VisitOf<Pass, Session, Operation> {
  readonly replica: ReplicaName;
  /** Reads and plans only: nothing is kept and nothing is sent. */
  readonly dryRun: boolean;
  /** What is known of it by this visit. */
  readonly known: unknown;
  /** Says why nothing is taken from this visitor now, before anything else is done; null: it may come in. Absent: it always may. */
  readonly admit?: (session: Session) => Refusal | null;
  /** Takes in what became of what it was told; null where it says nothing of that. */
  readonly acknowledge: ((pass: Pass) => void) | null;
  /** What it has begun and not finished of what it was told. */
  readonly begun?: readonly OperationId[];
  /** Fetches what has to be known of newcomers; before the pass. */
  readonly prepare?: (session: Session) => Promise<void>;
  /** What it shows, as a difference to what is stored now. */
  readonly show: (parts: { readonly store: Store }) => BroughtOf<Pass, Session>;
  /** Why the first sync can't begin with it, in plain words; null: it can. */
  readonly whyNotWhole: string | null;
  /** Takes what it is to be told, and marks it as told. Within the caller's transaction. */
  readonly take: (pass: Pass) => readonly Operation[];
}

/** What a visitor brought. */
interface BroughtOf<Pass, Session> {
  readonly showing: ShowingOf<Pass, Session>;
  /** Why it has to come again with more before anything can be taken: what it is asked for. null: it has not. */
  readonly lack: Lack | null;
}

/** What a visitor has to bring. `ask`: named tasks besides everything. */
export interface Lack {
  readonly ask?: string[];
}

/** Why nothing is taken from a visitor. `resync`: before it can be said whether it may come in, it has to bring more. */
export interface Refusal extends Lack {
  readonly snapshot: 'resync' | 'not_taken';
  readonly standby?: Standby;
}

/** What became of a visit. */
export interface Visited<Operation> {
  /**
   * `taken`: what it brought is taken in. `resync`: it has to bring more. `not_taken`: something stands in the way (a plan waits, a
   * first read failed); it is to bring it again.
   */
  readonly snapshot: 'taken' | 'resync' | 'not_taken';
  /** With `resync`: what to bring besides everything. */
  readonly ask?: string[];
  /** Another visitor speaks for this replica: nothing was taken from this one. */
  readonly standby?: Standby;
  readonly operations: Operation[];
  /** Of what the visitor has begun, the operations that nobody waits for. */
  readonly notAwaited?: string[];
  /** More is to be done right now. */
  readonly more: boolean;
  readonly run: RunSummary;
  readonly plan: Plan | null;
  /** Why a replica could not be reached or was refused, in plain words. */
  readonly problems: { kind: string; detail: string; retryAt: number | null }[];
}

/** The replicas of an account, in the order in which they are planned for. */
export interface ReplicasOf<Replica> {
  readonly all: readonly Replica[];
  readonly names: readonly ReplicaName[];
  /** The replica of this name; throws where there is none: nothing is stored of one that was never there. */
  readonly get: (name: ReplicaName) => Replica;
  /** What a person calls it, also where it is no more. */
  readonly titleOf: (name: ReplicaName) => string;
}

/** Puts replicas together. */
export function createReplicas<Replica extends { readonly name: ReplicaName; readonly title: string }>(
  all: readonly Replica[],
): ReplicasOf<Replica> {
  const byName = new Map(all.map((replica) => [replica.name, replica]));
  return {
    all,
    names: [...byName.keys()],
    get: (name) => {
      const replica = byName.get(name);
      if (replica === undefined) throw new Error(`there is no replica ${name}`);
      return replica;
    },
    titleOf: (name) => byName.get(name)?.title ?? name,
  };
}

/** A value for each replica. */
export function byReplica<Value>(
  names: readonly ReplicaName[],
  valueOf: (name: ReplicaName) => Value,
): ByReplica<Value> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as ByReplica<Value>;
}
