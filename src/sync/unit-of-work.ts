// What one pass knows and collects. A run is one visit or poll with one run id; a pass is one transaction in it that observes,
// reconciles and plans.

import type { SyncConfig } from '../model/config.ts';
import type { ReplicaName, TaskId } from '../model/ids.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import type { HubTask } from '../model/task.ts';
import { SharedPlaces } from './observe/shared-places.ts';
import type { PlannedTasks } from './places.ts';
import { readStops, withStops, type FieldStops } from './plan/field-stops.ts';
import { isFirstSyncDone, isPiecemeal } from './plan/stored-plan.ts';
import type { Applied, RunDetails, RunNote } from '../protocol/run.ts';
import { isInScope } from '../engine/scope.ts';
import { ContainerIndex } from '../hub/container-index.ts';
import type { KvCounts } from '../hub/batch-records.ts';
import type { RunMark } from '../hub/events.ts';
import type { OutboxEntry, Store } from '../hub/store.ts';
import type { ReplicaOf, ReplicasOf, ReplicaReadOf, Surroundings, VisitOf } from './replica.ts';

/** One replica, as a run sees it. */
export type Replica = ReplicaOf<Pass, Session>;
/** What one replica shows, read but not processed yet. */
export type ReplicaRead = ReplicaReadOf<Pass, Session>;
/** A visit of a replica. */
export type Visit<Operation> = VisitOf<Pass, Session, Operation>;

/** What an account consists of. */
export interface AccountParts {
  readonly store: Store;
  readonly replicas: ReplicasOf<Replica>;
  /** Epoch ms. */
  readonly now: () => number;
  /** A new, unguessable id, never the same twice. */
  readonly newId: () => string;
  /** What identifies this installation if it has no name yet: `seed` is random, `host` is for display. */
  readonly place?: { readonly seed: string; readonly host: string };
  /** KV operations of this UTC day; not shown if absent. */
  readonly kvCounts?: () => KvCounts;
  /**
   * Imports what older code knew about these Things to-dos into `store.legacy`, if that is still to be done. Does not throw if KV
   * is unreachable. Absent: nothing to import.
   */
  readonly lookUpLegacy?: (thingsIds: readonly string[]) => Promise<void>;
  /** Called when a run begins; what it returns is called when that run is over. */
  readonly watchRun?: () => (note: RunNote, details: RunDetails) => void;
}

/** Numbers about what this process did, for reports. Nothing depends on them, and they are lost with the process. */
export interface Figures {
  /** Requests sent to replicas. */
  requests: number;
  /** Acknowledged by each replica. */
  readonly applied: Map<ReplicaName, Applied>;
  /** The event up to which `applied` is counted. */
  countedTo: number;
}

/** One account in a running process. */
export interface Session {
  readonly parts: AccountParts;
  readonly figures: Figures;
  /** The current run. */
  mark: RunMark;
  /** The current or last visitor, and what its visit says about the replica: stored with the first pass that succeeds. */
  visitor: { readonly replica: ReplicaName; readonly known: unknown } | null;
}

/** One pass. Created for each transaction, so that a rolled-back one leaves nothing behind. */
export interface Pass {
  readonly parts: AccountParts;
  readonly store: Store;
  readonly config: SyncConfig;
  /** Epoch ms, the same for the whole pass. */
  readonly now: number;
  /** The latest information about each replica, in the form that its own folder uses; null if it was never read. */
  readonly known: ReadonlyMap<ReplicaName, unknown>;
  readonly containers: ContainerIndex;
  /** Places that others see. */
  readonly shared: SharedPlaces;
  readonly profiles: ReadonlyMap<ReplicaName, ReplicaProfile>;
  /** Fields that are currently not written to a replica. The profiles see fields that are added during the pass. */
  readonly stops: FieldStops;
  /** Tasks whose operations have to be planned again. */
  readonly touched: Set<TaskId>;
  /** What became of the planned tasks. */
  readonly plannedTasks: PlannedTasks;
  /** Entries that this pass added to the outbox. */
  readonly planned: OutboxEntry[];
  /** Tasks of which the guard counts nothing: our own retries, or decisions of the owner. */
  readonly uncounted: Set<TaskId>;
  /** Tasks whose planned operations all need approval, each with the reason. */
  readonly asks: Map<TaskId, string>;
  /** Tasks with an operation that waited for the answer to a plan and is no longer wanted. */
  readonly withdrawn: Set<TaskId>;
  /** The value of `store.changesMade` at the start. */
  readonly changesBefore: number;
  /** Tasks that were found to be the same on both sides, by title. */
  readonly paired: HubTask[];
  /** Titles of tasks that look alike, by replica. */
  readonly suggestions: Record<string, string>[];
  /** Replicas that were read after everything that was sent to them: an effect that does not show did not happen. */
  readonly outcomesKnown: ReadonlySet<ReplicaName>;
  /** Replicas that were read in full: closed tasks may be left out. */
  readonly readWhole: ReadonlySet<ReplicaName>;
  /** An older side is brought up to date from the hub: because the owner chose so, or to find out what that would do. */
  readonly catchesUp: boolean;
  /** What can't be brought up to date, in plain words. */
  readonly leftOut: string[];
}

/** What a pass is given about a replica that was read. `known`: null if the read says nothing about the replica itself. */
type Read = Pick<ReplicaRead, 'replica' | 'known' | 'isWhole' | 'outcomesKnown'>;

/** Begins a pass over the current state, as part of the run `mark`. */
export function beginPass(
  parts: AccountParts,
  given: {
    readonly config: SyncConfig;
    readonly reads: readonly Read[];
    readonly catchesUp?: boolean;
  },
  mark: RunMark,
): Pass {
  const { config, reads, catchesUp = false } = given;
  const containers = new ContainerIndex(parts.store);
  const now = parts.now();
  parts.store.clock.note(now);
  const isFirstSync = !isFirstSyncDone(parts) && !isPiecemeal(parts);
  parts.store.events.open(mark, { at: now, isFirstSync });
  const stops = readStops(parts.store);
  const known = knownNow(parts, reads);
  return {
    parts,
    store: parts.store,
    config,
    now,
    known,
    containers,
    shared: new SharedPlaces(parts.store),
    profiles: profilesOf(parts, { known, stops, around: { config, containers, now } }),
    stops,
    touched: new Set(),
    plannedTasks: new Map(),
    planned: [],
    uncounted: new Set(),
    asks: new Map(),
    withdrawn: new Set(),
    changesBefore: parts.store.changesMade(),
    paired: [],
    suggestions: [],
    outcomesKnown: namesOf(reads, ({ outcomesKnown }) => outcomesKnown),
    readWhole: namesOf(reads, ({ isWhole }) => isWhole),
    catchesUp,
    leftOut: [],
  };
}

function knownNow(
  { replicas, store }: AccountParts,
  reads: readonly Read[],
): ReadonlyMap<ReplicaName, unknown> {
  const told = new Map(reads.map(({ replica, known }) => [replica, known]));
  return new Map(replicas.all.map(({ name, known }) => [name, told.get(name) ?? known(store)]));
}

function profilesOf(
  { replicas }: AccountParts,
  given: {
    readonly known: ReadonlyMap<ReplicaName, unknown>;
    readonly stops: FieldStops;
    readonly around: Surroundings;
  },
): ReadonlyMap<ReplicaName, ReplicaProfile> {
  const profiles = replicas.all.flatMap(({ name, profile }) => {
    const known = given.known.get(name) ?? null;
    return known === null ? [] : [[name, withStops(profile(known, given.around), given.stops)] as const];
  });
  return new Map(profiles);
}

function namesOf(reads: readonly Read[], is: (read: Read) => boolean): ReadonlySet<ReplicaName> {
  return new Set(reads.filter(is).map(({ replica }) => replica));
}

/** Tells whether a task is in the owner's scope. */
export function takesPart(pass: Pass, fields: HubTask['fields']): boolean {
  return isInScope({ fields, place: pass.containers.scopeNames(fields.place), scope: pass.config.scope });
}

/** Tells whether a task exists and is open. */
export function isOpenTask({ fields, deletedAt }: HubTask): boolean {
  return fields.status === 'open' && deletedAt === null;
}

/** Saves a hub task and marks it to be planned. */
export function putTask(pass: Pass, task: HubTask): void {
  pass.store.tasks.put(task, takesPart(pass, task.fields));
  pass.touched.add(task.id);
}
