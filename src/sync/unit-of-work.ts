// What one pass knows and gathers. A run is one visit or poll under one run id; a pass is one transaction in it that observes,
// reconciles and plans.

import type { SyncConfig } from '../model/config.ts';
import type { ReplicaName, TaskId } from '../model/ids.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import type { HubTask } from '../model/task.ts';
import type { PlannedTasks } from './places.ts';
import { readStops, withStops, type FieldStops } from './plan/field-stops.ts';
import { isFirstSyncDone, isPiecemeal } from './plan/stored-plan.ts';
import type { Applied, RunNote } from '../protocol/run.ts';
import { isInScope } from '../engine/scope.ts';
import { ContainerIndex } from '../hub/container-index.ts';
import type { KvCounts } from '../hub/batch-records.ts';
import type { RunMark } from '../hub/events.ts';
import type { OutboxEntry, Store } from '../hub/store.ts';
import type { ReplicaOf, ReplicasOf, ShowingOf, Surroundings, VisitOf } from './replica.ts';

/** One replica, as a run sees it. */
export type Replica = ReplicaOf<Pass, Session>;
/** What one replica shows, read and not taken in yet. */
export type Showing = ShowingOf<Pass, Session>;
/** A replica that came by itself. */
export type Visit<Operation> = VisitOf<Pass, Session, Operation>;

/** What an account is made of. */
export interface AccountParts {
  readonly store: Store;
  readonly replicas: ReplicasOf<Replica>;
  /** Epoch ms. */
  readonly now: () => number;
  /** A new, unguessable name; the same is never given twice. */
  readonly newId: () => string;
  /** What tells this installation from any other, should it have no name yet: `seed` is random, `host` is for people. */
  readonly place?: { readonly seed: string; readonly host: string };
  /** KV operations of this UTC day; without it, none are shown. */
  readonly kvCounts?: () => KvCounts;
  /**
   * Takes what older code knew of these Things to-dos into `store.legacy`, where that is still to be done; without it, nothing is.
   * Never throws for what it can't reach.
   */
  readonly lookUpLegacy?: (thingsIds: readonly string[]) => Promise<void>;
  /** Is told of every run when it is over. */
  readonly onRun?: (note: RunNote) => void;
}

/** What this process did, in numbers: for reports. Nothing is decided by it, and it is lost with the process. */
export interface Figures {
  /** Asked of replicas. */
  requests: number;
  /** Acknowledged by each. */
  readonly applied: Map<ReplicaName, Applied>;
  /** The event up to which that is counted. */
  countedTo: number;
}

/** One account in a running process. */
export interface Session {
  readonly parts: AccountParts;
  readonly figures: Figures;
  /** When this process last read each replica, epoch ms: a cache that is more exact than what is stored. */
  readonly seen: Map<ReplicaName, number>;
  /** The run that goes on. */
  mark: RunMark;
  /** The visitor that is here or was last, and what is known of it by that: it is stored with the first pass that is taken. */
  visitor: { readonly replica: ReplicaName; readonly known: unknown } | null;
}

/** One pass. Made anew for each transaction, so that one that was undone leaves nothing behind. */
export interface Pass {
  readonly parts: AccountParts;
  readonly store: Store;
  readonly config: SyncConfig;
  /** Epoch ms, the same for the whole pass. */
  readonly now: number;
  /** The newest that is known of each replica, as its own folder keeps it; null where it was never read. */
  readonly known: ReadonlyMap<ReplicaName, unknown>;
  readonly containers: ContainerIndex;
  readonly profiles: ReadonlyMap<ReplicaName, ReplicaProfile>;
  /** Fields that are not written to a replica for now. The profiles know of each that is added during the pass. */
  readonly stops: FieldStops;
  /** Tasks whose operations are to be planned again. */
  readonly touched: Set<TaskId>;
  /** What became of the tasks whose operations were planned. */
  readonly plannedTasks: PlannedTasks;
  /** Entries that this pass put into the outbox. */
  readonly planned: OutboxEntry[];
  /** Tasks of which the guard counts nothing: it is our own retry, or what the owner decided. */
  readonly uncounted: Set<TaskId>;
  /** Tasks of which nothing that is planned goes unasked, each with why. */
  readonly asks: Map<TaskId, string>;
  /** Tasks with an operation that waited for the answer to a plan and is wanted no more. */
  readonly withdrawn: Set<TaskId>;
  /** What `store.changesMade` told when it began. */
  readonly changesBefore: number;
  /** Tasks that were found to be the same on both sides, by title. */
  readonly paired: HubTask[];
  /** Tasks that look alike: their titles, by replica. */
  readonly suggestions: Record<string, string>[];
  /** Replicas that were read after everything that was sent to them: an effect that does not show did not happen. */
  readonly outcomesKnown: ReadonlySet<ReplicaName>;
  /** Replicas of which everything was read: what is closed did not show in it. */
  readonly readWhole: ReadonlySet<ReplicaName>;
  /** What shows an older state is brought up to date from the hub: that is the owner's answer, or what it would do. */
  readonly catchesUp: boolean;
  /** What can't be brought up to date, in plain words. */
  readonly leftOut: string[];
}

/** What a pass is told of a replica that was read. `known`: null where the read tells nothing of it. */
type Read = Pick<Showing, 'replica' | 'known' | 'isWhole' | 'outcomesKnown'>;

/** Begins a pass over the present state, as part of the run `mark`. */
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
  const takesInAll = !isFirstSyncDone(parts) && !isPiecemeal(parts);
  parts.store.events.open(mark, { at: now, takesInAll });
  const stops = readStops(parts.store);
  const known = knownNow(parts, reads);
  return {
    parts,
    store: parts.store,
    config,
    now,
    known,
    containers,
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

/** Tells whether a task takes part, by the owner's scope. */
export function takesPart(pass: Pass, fields: HubTask['fields']): boolean {
  return isInScope({ fields, place: pass.containers.scopeNames(fields.place), scope: pass.config.scope });
}

/** Tells whether a task is there and still to be done. */
export function isOpenTask({ fields, deletedAt }: HubTask): boolean {
  return fields.status === 'open' && deletedAt === null;
}

/** Puts a hub task down and has its operations planned. */
export function putTask(pass: Pass, task: HubTask): void {
  pass.store.tasks.put(task, takesPart(pass, task.fields));
  pass.touched.add(task.id);
}
