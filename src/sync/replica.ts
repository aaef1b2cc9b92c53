// What a replica provides, so that runs, engine and store need not know which replicas exist. Each is implemented in a folder of
// src/replicas, and they are registered at the edge. Types, and the list itself; decides nothing.

import type { TextsIn } from './observe/shared-places.ts';
import type { SyncConfig } from '../model/config.ts';
import type { ContainerKind, ContainerObservation, HubContainer } from '../model/container.ts';
import type { OperationId, RemoteId, ReplicaName } from '../model/ids.ts';
import type { Observation } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import type { SomeFields } from '../model/task.ts';
import type { ContainerIndex } from '../hub/container-index.ts';
import type { Contact, OutboxEntry, Store } from '../hub/store.ts';
import type { Standby } from '../protocol/exchange-answer.ts';
import type { Plan } from '../protocol/plan.ts';
import type { ByReplica, RunSummary } from '../protocol/run.ts';
import type { Waiting } from '../protocol/status.ts';

/** What a profile depends on besides what is known of the replica itself. */
export interface Surroundings {
  readonly config: SyncConfig;
  readonly containers: ContainerIndex;
  /** Epoch ms. */
  readonly now: number;
}

/** One replica, as a run sees it. For `Pass` and `Session` see unit-of-work.ts. */
export interface ReplicaOf<Pass, Session> {
  readonly name: ReplicaName;
  /** Its display name. */
  readonly title: string;
  /** Only for a replica that stands for many senders: which of them something there is of. */
  readonly senderOf?: (id: RemoteId) => string;
  /** Only for one that reports: a person may close a task there that an app does not have yet, and then it is created there and closed. */
  readonly closesUnseen?: true;
  /** The first sync waits until it was read in full. Any other replica joins later and is then sent everything. */
  readonly isFounding: boolean;
  /** Only for the replica's own folder, such as a port. */
  readonly own: unknown;
  /** What is known of it since it was last read (its account, its library), in a form that only its folder interprets; null: never read. */
  readonly known: (store: Pick<Store, 'meta'>) => unknown;
  /** A permanent identifier of the account or library, from what is known of it; absent if it has none. */
  readonly identity?: (known: unknown) => string;
  /** The sentence in a first plan that says how this installation will be marked there; '' for none. */
  readonly announce?: (pass: Pass) => string;
  /** What it can hold, given what is known of it. */
  readonly profile: (known: unknown, around: Surroundings) => ReplicaProfile;
  /** Converts a shadow agreed on under the settings `former` to the settings `present`. */
  readonly reinterpret: (shadow: SomeFields, former: SyncConfig, present: SyncConfig) => SomeFields;
  readonly lines: LineHabits;
  /** A counterpart that was deleted there can't be restored: it is created again. */
  readonly restoresAnew: boolean;
  /** A write either shows completely or not at all: a value other than the sent one was there before. */
  readonly hidesUnfinished: boolean;
  readonly places: PlacesOf<Pass>;
  /** Discards its read position, so that the next read is a full one. */
  readonly readAnew: (store: Pick<Store, 'meta'>) => void;
  /** Marks a counterpart, or a line of one, as possibly gone or changed, to be looked up; absent if the replica has no lookups. */
  readonly markSuspect?: (store: Pick<Store, 'suspects'>, id: RemoteId) => void;
  /** What the owner should know about it. */
  readonly notices: (pass: Pass) => readonly string[];
  /** What waits for it besides operations. */
  readonly waiting?: (parts: { readonly store: Store }) => readonly Waiting[];
  /** Why an operation is not handed to it yet although nothing of its own keeps it, in words; null: nothing does. */
  readonly whyWithheld?: (
    run: { readonly store: Store; readonly now: number },
    entry: OutboxEntry,
  ) => string | null;
  /** Why it is not synced at all now, in words: nobody comes from it. null: it is. Absent: it never depends on that. */
  readonly absence?: (pass: Pass) => string | null;
  /** Its part of the status. */
  readonly standing: (
    pass: Pass,
    facts: { readonly requests: number; readonly contactOf: (replica: ReplicaName) => Contact },
  ) => unknown;
  /** How it is polled; absent if it comes by itself, with visits. */
  readonly polled?: PolledOf<Pass, Session>;
}

/** How a replica treats checklist lines. */
interface LineHabits {
  /** Each line is a task of its own, with an id that can be looked up and details that the hub has no field for. */
  readonly areTasks: boolean;
}

/** How a replica treats areas, projects and headings. */
interface PlacesOf<Pass> {
  /** The form in which it holds a container's name. */
  readonly heldName: (kind: ContainerKind, name: string) => string;
  /** The kinds that only a person can rename or move there. */
  readonly fixedKinds: ReadonlySet<ContainerKind>;
  /** It distinguishes areas from projects, so its containers are processed first. */
  readonly tellsKinds: boolean;
  /** A refused field may have been refused because of the task's place, so a new place clears the refusal. */
  readonly forgivesWithPlace: boolean;
  /** Handles a heading whose parent changed in the hub. `by`: the replica that moved it. */
  readonly headingMoved?: (
    pass: Pass,
    moved: {
      readonly heading: HubContainer;
      readonly former: HubContainer['parent'];
      readonly by: ReplicaName | null;
    },
  ) => void;
  /** Handles a container that is gone from another replica. */
  readonly goneElsewhere?: (pass: Pass, id: HubContainer['id']) => void;
}

/** A replica that we poll, request by request, within its own budget. */
interface PolledOf<Pass, Session> {
  /** Starts its part of one run. */
  readonly talk: (session: Session) => TalkOf<Pass, Session>;
  /** Tells whether something could be read from it or sent to it right now. */
  readonly isMoreDue: (session: Session) => boolean;
  /** Removes the marker of this installation there, permanently; false if the replica is unreachable. Absent if it has no marker. */
  readonly leave?: (session: Session) => Promise<boolean>;
}

/** The communication with a replica in one run. */
export interface TalkOf<Pass, Session> {
  /** Reads what changed; null if it can't be read now. A dry run sends nothing. */
  readonly read: (options: { readonly dryRun: boolean }) => Promise<ReplicaReadOf<Pass, Session> | null>;
  /** Looks up suspects. Returns the read with what was found, or only that; null if there is neither. */
  readonly lookUp: (
    read: ReplicaReadOf<Pass, Session> | null,
  ) => Promise<ReplicaReadOf<Pass, Session> | null>;
  /**
   * Makes sure that this installation is marked there before anything is written anywhere; false: nothing may be written. Absent if
   * it has no marker.
   */
  readonly mayWrite?: () => Promise<boolean>;
  /** Sends what waits for it, until nothing is due or something blocks it. */
  readonly send: () => Promise<void>;
}

/** What one replica shows, read but not processed yet. */
export interface ReplicaReadOf<Pass, Session> {
  readonly replica: ReplicaName;
  /** What this read says about the replica itself. */
  readonly known: unknown;
  /** A full read: closed tasks may be left out, and anything else that is missing may be gone. */
  readonly isWhole: boolean;
  /** Nothing is known to be missing, so the first sync can start with it. */
  readonly isComplete: boolean;
  /** It was read after everything that was sent to it: an effect that does not show did not happen. */
  readonly outcomesKnown: boolean;
  /**
   * It covers only some tasks, from a client that never shows all: it neither starts the first sync nor waits for it. Absent: it is
   * not piecemeal.
   */
  readonly isPiecemeal?: true;
  /** Everything that a pass does with it depends on this: equal content is judged the same. */
  readonly content: readonly unknown[];
  /** Tells whether the state that it is a difference to is still the stored one. */
  readonly isCurrent: (store: Pick<Store, 'meta'>) => boolean;
  /** Starts processing it, before anything else in the pass. */
  readonly open: (pass: Pass) => OpenedRead;
  /** Saves what should not have to be read again if the pass was rolled back. */
  readonly keep?: (session: Session) => void;
}

/** A reason to stop at a plan, and what the stop holds. `explanation`: what happened and what to do next, in plain sentences. */
export type Stop = Pick<Plan, 'reason' | 'holds' | 'explanation' | 'answers'> & {
  /** What exactly was judged: an answer only applies to that. Part of the hash. */
  readonly of?: string;
};

/** What one replica shows, as a pass processes it: in the order of these members. */
export interface OpenedRead {
  /** Parents before children. */
  readonly containers: readonly ContainerObservation[];
  /** Whole tasks, once the containers are known. */
  readonly observations: () => readonly Observation[];
  /** What is in a container of the replica; absent if the read is not of everything. */
  readonly textsIn?: TextsIn;
  /** Plans again what this read makes possible. */
  readonly planAgain?: () => void;
  /** Why it can't be the replica's current state, found before anything was processed: stops the side, whatever was planned. */
  readonly doubt?: Stop | null;
  /** A reason of its own to stop for the owner if anything was planned. */
  readonly stop?: () => Stop | null;
  /** Saves the read position. */
  readonly commit: () => void;
}

/** A visit of a replica: what it brings, and what it is to be sent. */
export interface VisitOf<Pass, Session, Operation> {
  readonly replica: ReplicaName;
  /** Who tells in the name of the replica, for the log; absent: it comes itself, and was read. */
  readonly by?: string;
  /** Only reads and plans: nothing is kept or sent. */
  readonly dryRun: boolean;
  /** What this visit says about the replica itself. */
  readonly known: unknown;
  /** Why this visitor is rejected, checked before anything else; null: it is admitted. Absent: it always is. */
  readonly admit?: (session: Session) => Refusal | null;
  /** Processes the outcomes of what was sent to it; null if it reports none. */
  readonly acknowledge: ((pass: Pass) => void) | null;
  /** Operations that it has begun and not finished. */
  readonly begun?: readonly OperationId[];
  /** Fetches what has to be known about newcomers, before the pass. */
  readonly prepare?: (session: Session) => Promise<void>;
  /** What it shows, as a difference to what is stored now. */
  readonly show: (parts: { readonly store: Store }) => BroughtOf<Pass, Session>;
  /** Why the first sync can't start with it, in plain words; null: it can. */
  readonly whyNotWhole: string | null;
  /** Returns what is to be sent to it, and marks it as sent. Runs in the caller's transaction. */
  readonly take: (pass: Pass) => readonly Operation[];
}

/** What a visitor brought. */
interface BroughtOf<Pass, Session> {
  readonly replicaRead: ReplicaReadOf<Pass, Session>;
  /** What it has to bring in addition before anything can be processed; null: nothing. */
  readonly resyncRequest: ResyncRequest | null;
}

/** What a visitor has to bring. `ask`: specific tasks, besides the full library. */
export interface ResyncRequest {
  readonly ask?: string[];
}

/** Why a visitor is rejected. `resync`: it has to bring more before that can be decided. */
export interface Refusal extends ResyncRequest {
  readonly snapshot: 'resync' | 'not_taken';
  readonly standby?: Standby;
}

/** The result of a visit. */
export interface Visited<Operation> {
  /**
   * `taken`: what it brought was processed. `resync`: it has to bring more. `not_taken`: something blocks it (an unanswered plan, a
   * failed first read); it has to bring the same again.
   */
  readonly snapshot: 'taken' | 'resync' | 'not_taken';
  /** With `resync`: what to bring besides the full library. */
  readonly ask?: string[];
  /** Another visitor is the active one for this replica: nothing was taken from this one. */
  readonly standby?: Standby;
  readonly operations: Operation[];
  /** Operations that the visitor has begun but that are no longer pending here. */
  readonly notAwaited?: string[];
  /** There is more to do right now. */
  readonly more: boolean;
  readonly run: RunSummary;
  readonly plan: Plan | null;
  /** Why a replica was unreachable or refused something, in plain words. */
  readonly problems: { kind: string; detail: string; retryAt: number | null }[];
}

/** Whether a report was processed. `waits`: nothing of it was; `plan` is what it waits for, or null before the first sync. */
export type Told = { readonly kind: 'taken' } | { readonly kind: 'waits'; readonly plan: Plan | null };

/** An account's replicas, in the order in which they are planned for. */
export interface ReplicasOf<Replica> {
  readonly all: readonly Replica[];
  readonly names: readonly ReplicaName[];
  /** The replica with this name; throws if there is none, because nothing is stored about unknown replicas. */
  readonly get: (name: ReplicaName) => Replica;
  /** Its display name, even if it is no longer registered. */
  readonly titleOf: (name: ReplicaName) => string;
}

/**
 * Creates the list of an account's replicas. `tellers` only report: they are known by name, and nothing is ever planned for them.
 * `tellerNamed`: finds further ones by their names, of which there may be any number; null: the name is none of theirs.
 */
export function createReplicas<Replica extends { readonly name: ReplicaName; readonly title: string }>(
  all: readonly Replica[],
  tellers: readonly Replica[] = [],
  tellerNamed: (name: ReplicaName) => Replica | null = () => null,
): ReplicasOf<Replica> {
  const byName = new Map([...all, ...tellers].map((replica) => [replica.name, replica]));
  const find = (name: ReplicaName): Replica | null => byName.get(name) ?? tellerNamed(name);
  return {
    all,
    names: all.map(({ name }) => name),
    get: (name) => {
      const replica = find(name);
      if (replica === null) throw new Error(`there is no replica ${name}`);
      return replica;
    },
    titleOf: (name) => find(name)?.title ?? name,
  };
}

/** A value for each replica. */
export function byReplica<Value>(
  names: readonly ReplicaName[],
  valueOf: (name: ReplicaName) => Value,
): ByReplica<Value> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as ByReplica<Value>;
}
