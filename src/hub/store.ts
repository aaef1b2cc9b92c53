// What a run needs from the working state. Synchronous: a transaction can't stay open across an await, and nothing else can happen
// between a decision and its record.

import type { Conflict } from '../model/conflict.ts';
import type { ContainerLink, HubContainer } from '../model/container.ts';
import type { ContainerId, OperationId, RemoteId, ReplicaName, TaskId } from '../model/ids.ts';
import type { Link } from '../model/link.ts';
import type { HubTask, SomeFields } from '../model/task.ts';
import type { HubClock } from './clock.ts';
import type { EventStream, OutboxKind } from './events.ts';
import type { MetricRecords } from './metric-records.ts';

/**
 * `asked`: waits for the owner's answer to a plan; only that answer sends it. `queued`: ready to send. `sent`: sent to the replica,
 * outcome unknown. `held`: waits for something external. `failed`: refused. `declined`: rejected by the owner.
 */
export type OutboxState = 'asked' | 'queued' | 'sent' | 'held' | 'failed' | 'declined';

/** One operation on its way to a replica. */
export interface OutboxEntry {
  readonly id: OperationId;
  /** Sending order. */
  readonly seq: number;
  readonly replica: ReplicaName;
  readonly taskId: TaskId | null;
  readonly containerId: ContainerId | null;
  readonly kind: OutboxKind;
  /** The replica's id if the operation is about something other than the task's current link (a past occurrence); otherwise null. */
  readonly remoteId: RemoteId | null;
  readonly fields: SomeFields;
  readonly before: SomeFields;
  readonly state: OutboxState;
  /** Why it is held or failed, or the result of the last attempt; in plain words. */
  readonly reason: string | null;
  /** Epoch ms before which it is not retried; null: no restriction. */
  readonly retryAt: number | null;
  readonly attempts: number;
  /** What was sent to the replica, byte for byte; null before that. */
  readonly payload: string | null;
  /** The same for all entries that were sent in one request. */
  readonly request: string | null;
}

/** One conflict with its id and times. */
export interface ConflictRecord extends Conflict {
  readonly id: string;
  readonly at: number;
  readonly resolvedAt: number | null;
}

/** An id that still has to be looked up. */
export interface Suspect {
  readonly remoteId: RemoteId;
  /** How many lookups have failed. */
  readonly attempts: number;
  readonly retryAt: number | null;
  readonly reason: string | null;
  /** What a lookup found that has not been evaluated yet, as JSON; `undefined`: not looked up. */
  readonly found: unknown;
}

/** The ids of one replica that still have to be looked up. */
interface Suspects {
  readonly add: (id: RemoteId) => void;
  /** Those that may be looked up or evaluated at `now` (epoch ms). */
  readonly due: (now: number, limit: number) => readonly Suspect[];
  /** Those whose last lookup failed. */
  readonly failing: (limit: number) => readonly Suspect[];
  /** Records a failed lookup. */
  readonly wait: (
    id: RemoteId,
    wait: { readonly attempts: number; readonly retryAt: number; readonly reason: string },
  ) => void;
  /** Keeps the result of a lookup until it can be evaluated; `undefined` removes it. */
  readonly keep: (id: RemoteId, found: unknown) => void;
  /** Those with a kept result. */
  readonly kept: () => readonly RemoteId[];
  readonly remove: (id: RemoteId) => void;
}

/** What is remembered of a replica from one process to the next. */
export interface Contact {
  /** Epoch ms at which it was last read; null: never. */
  readonly seenAt: number | null;
  /** Why it can't be read now, in plain words; null if it can. */
  readonly problem: string | null;
  /** Epoch ms before which no request is sent to it. */
  readonly retryAt: number | null;
  /** Number of consecutive failed reads. */
  readonly failures: number;
  /** Changes when the credentials change; reveals nothing about them. */
  readonly access: string | null;
}

/** An agent that has connected at least once. */
export interface KnownAgent {
  /** '' for an older version, which has no id. */
  readonly id: string;
  /** The name of its machine, for display. */
  readonly host: string;
  /** The highest counter that it gave a request. */
  readonly counter: number;
  /** Distinguishes that request from another one with the same counter. */
  readonly request: string;
  /** Epoch ms. */
  readonly seenAt: number;
  /** Since when it has been waiting to take over from another agent, epoch ms; null if it is not. */
  readonly waitsSince: number | null;
  /** What it is waiting for, in plain words. */
  readonly waitsFor: string | null;
}

/** Counts of open tasks in scope, and of links. */
export interface TaskCounts {
  readonly hub: number;
  readonly byReplica: ReadonlyMap<ReplicaName, number>;
  /** With an active link in each of them. */
  readonly linked: number;
  /** Open in the hub, and intentionally not shown in one of them now. */
  readonly dormant: number;
}

/**
 * Runs `work` in one transaction; an exception rolls it back and is rethrown. Not nested. Work that returns a promise does not
 * compile: the transaction would end before its first await, and other writes would come in between.
 */
export type Transaction = <T>(work: () => Synchronous<T>) => T;

/** What a transaction may return: anything but a promise. */
type Synchronous<T> = T extends PromiseLike<unknown> ? never : T;

/** The working state. Every method is one small query; only `tasks.all` loads all tasks. */
export interface Store {
  /** See `Transaction`. */
  readonly transaction: Transaction;
  /** Rows read since the store was opened, as counted by the database. */
  readonly rowsRead: () => number;
  /** Rows written since the store was opened, as counted by the database, without those of `contacts`. */
  readonly rowsWritten: () => number;
  /** Increases with every change, even before its transaction writes it. */
  readonly changesMade: () => number;
  readonly clock: HubClock;
  readonly meta: {
    readonly get: (key: string) => unknown;
    /** Writes only if the value differs. `undefined` removes it. */
    readonly set: (key: string, value: unknown) => void;
  };
  readonly tasks: {
    readonly get: (id: TaskId) => HubTask | null;
    /** Stores a task with this transaction's tick, which also goes into the stamp of each field that changed. */
    readonly put: (task: HubTask, inScope: boolean) => void;
    readonly isInScope: (id: TaskId) => boolean;
    /** Tasks that the open transaction has created, deleted or changed. Reads nothing. */
    readonly changed: () => readonly TaskId[];
    /** Tasks whose place is one of `places`, open or not. */
    readonly inPlaces: (places: readonly ContainerId[]) => readonly HubTask[];
    readonly all: () => Iterable<HubTask>;
    readonly counts: (replicas: readonly ReplicaName[]) => TaskCounts;
    /** Deletes tombstones older than `before` (epoch ms) whose links are all deleted. */
    readonly prune: (before: number) => void;
  };
  readonly links: {
    readonly get: (task: TaskId, replica: ReplicaName) => Link | null;
    readonly of: (task: TaskId) => readonly Link[];
    readonly byRemoteId: (replica: ReplicaName, id: RemoteId) => Link | null;
    /** The task whose checklist has this line, if the store records lines of that replica. */
    readonly byLine: (replica: ReplicaName, id: RemoteId) => TaskId | null;
    readonly put: (link: Link) => void;
    readonly remove: (task: TaskId, replica: ReplicaName) => void;
    /** The ids of all active links of a replica, and whether each counterpart was last seen open. */
    readonly active: (
      replica: ReplicaName,
    ) => readonly { readonly taskId: TaskId; readonly remoteId: RemoteId; readonly open: boolean }[];
    readonly count: (replica: ReplicaName) => number;
    /**
     * The latest change reported for the active counterparts other than `except`, up to `notAfter`, epoch ms; null if there is
     * none. Reads them all.
     */
    readonly newestChange: (
      replica: ReplicaName,
      options: { readonly except: readonly RemoteId[]; readonly notAfter: number },
    ) => number | null;
    /** Active links whose counterpart was last seen open; stops counting at `limit`. */
    readonly countOpen: (replica: ReplicaName, limit: number) => number;
    /** Active links of open tasks in scope whose open counterpart was told of, but never read: it has no revision and no stamps. */
    readonly countUnread: (replica: ReplicaName) => number;
    /** The ids of active links whose open counterpart was told of, but never read; at most 1000. */
    readonly unread: (replica: ReplicaName) => readonly RemoteId[];
    readonly withRefusals: () => readonly Link[];
    /** Counterparts nested under another counterpart, or under a line of one, each with the id of its parent. */
    readonly nested: (replica: ReplicaName) => ReadonlyMap<RemoteId, RemoteId>;
    /** Records the parent of a counterpart; null if it is not nested. */
    readonly nest: (replica: ReplicaName, id: RemoteId, below: RemoteId | null) => void;
    /** Records that an id used to be this task's counterpart. */
    readonly retire: (replica: ReplicaName, id: RemoteId, task: TaskId, at: number) => void;
    /** The same for a counterpart that was missing: if it turns up again, it is this task's. */
    readonly retireMissing: (replica: ReplicaName, id: RemoteId, task: TaskId, at: number) => void;
    /** When an id was retired, and whose counterpart it was; null if it never was. */
    readonly retired: (
      replica: ReplicaName,
      id: RemoteId,
    ) => { readonly taskId: TaskId; readonly at: number; readonly missing?: true } | null;
    readonly isRetired: (replica: ReplicaName, id: RemoteId) => boolean;
    readonly unretire: (replica: ReplicaName, id: RemoteId) => void;
  };
  readonly containers: {
    /** In display order: by parent, then by position. Reads all of them. */
    readonly all: () => readonly HubContainer[];
    readonly get: (id: ContainerId) => HubContainer | null;
    /** The children of this parent, in order. */
    readonly inside: (parent: ContainerId | null) => readonly HubContainer[];
    /** Those whose names match, as `matchingText` compares. */
    readonly named: (name: string) => readonly HubContainer[];
    /** The position after all children of this parent. */
    readonly nextPosition: (parent: ContainerId | null) => number;
    readonly put: (container: HubContainer) => void;
    /** Reads all of them. */
    readonly links: () => readonly ContainerLink[];
    readonly link: (id: ContainerId, replica: ReplicaName) => ContainerLink | null;
    readonly linkByRemoteId: (replica: ReplicaName, id: RemoteId) => ContainerLink | null;
    /** Links of the containers that a replica last showed inside one of its own. */
    readonly linksShownIn: (replica: ReplicaName, holder: RemoteId) => readonly ContainerLink[];
    readonly refusedLinks: (replica: ReplicaName) => readonly ContainerLink[];
    readonly putLink: (link: ContainerLink) => void;
    readonly removeLink: (id: ContainerId, replica: ReplicaName) => void;
  };
  readonly outbox: {
    /** `seq` is assigned by the store. */
    readonly add: (entry: Omit<OutboxEntry, 'seq'>) => void;
    readonly change: (
      id: OperationId,
      change: Partial<
        Pick<OutboxEntry, 'state' | 'reason' | 'retryAt' | 'attempts' | 'payload' | 'request' | 'fields'>
      >,
    ) => void;
    readonly remove: (id: OperationId) => void;
    readonly get: (id: OperationId) => OutboxEntry | null;
    readonly ofTask: (task: TaskId) => readonly OutboxEntry[];
    /** In sending order. */
    readonly ofReplica: (
      replica: ReplicaName,
      states: readonly OutboxState[],
      limit: number,
    ) => readonly OutboxEntry[];
    /** What may be sent at `now` (epoch ms), in sending order, after the entry with that `seq`; without notes. */
    readonly due: (
      replica: ReplicaName,
      now: number,
      limit: number,
      after?: number,
    ) => readonly OutboxEntry[];
    /** Entries about a counterpart other than the task's current one: those that have this `remoteId`. */
    readonly naming: (replica: ReplicaName, id: RemoteId) => readonly OutboxEntry[];
    /** Entries about a container. */
    readonly ofContainer: (replica: ReplicaName, id: ContainerId) => readonly OutboxEntry[];
    readonly count: (replica: ReplicaName | null, states: readonly OutboxState[]) => number;
    /** Makes a replica's held entries ready to be retried at once. */
    readonly releaseHeld: (replica: ReplicaName) => void;
  };
  readonly events: EventStream;
  readonly conflicts: {
    readonly add: (record: ConflictRecord) => void;
    readonly get: (id: string) => ConflictRecord | null;
    /** Includes resolved ones. */
    readonly of: (task: TaskId) => readonly ConflictRecord[];
    readonly waitingOf: (task: TaskId) => readonly ConflictRecord[];
    /**
     * The number of tasks on which a replica shows another value of a field than it was sent, found after `since` (epoch ms) and
     * unresolved.
     */
    readonly countReadBacks: (of: {
      readonly replica: ReplicaName;
      readonly field: Conflict['field'];
      readonly since: number;
    }) => number;
    readonly list: (query: {
      readonly waitingOnly: boolean;
      readonly limit: number;
    }) => readonly ConflictRecord[];
    readonly change: (
      id: string,
      change: Partial<Pick<ConflictRecord, 'hubValue' | 'replicaValue' | 'outcome' | 'resolvedAt'>>,
    ) => void;
    readonly countWaiting: () => number;
    readonly prune: (before: number) => void;
  };
  /**
   * Ids that were missing from a full read of their replica, or that the replica did not find. They still have to be looked up, one
   * by one.
   */
  readonly suspects: {
    readonly of: (replica: ReplicaName) => Suspects;
    readonly all: () => readonly { readonly replica: ReplicaName; readonly remoteId: RemoteId }[];
  };
  /**
   * The state of the communication with each replica. Its writes don't count in `rowsWritten`, because they are no change of the
   * account.
   */
  readonly contacts: {
    readonly get: (replica: ReplicaName) => Contact;
    /** Writes only if something differs. */
    readonly put: (replica: ReplicaName, contact: Contact) => void;
  };
  /** The agents that have connected. Their writes don't count in `rowsWritten` either. */
  readonly agents: {
    readonly get: (id: string) => KnownAgent | null;
    readonly put: (agent: KnownAgent) => void;
    /** Most recent first. */
    readonly all: () => readonly KnownAgent[];
    /** Deletes those that have not connected since `before` (epoch ms). */
    readonly prune: (before: number) => void;
  };
  /** What was counted by the hour. Its writes don't count in `rowsWritten` either. */
  readonly metrics: MetricRecords;
  /** The pairs that older code had recorded, if a migration imported them. */
  readonly legacy: {
    /** True if nothing was imported. */
    readonly isEmpty: () => boolean;
    /** Its counterpart in another replica; null if older code knew none, or recorded another one later. */
    readonly counterpartOf: (
      replica: ReplicaName,
      id: RemoteId,
    ) => { readonly replica: ReplicaName; readonly remoteId: RemoteId } | null;
  };
}
