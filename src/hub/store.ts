// What a run needs of the working state. Synchronous: a transaction can't be held open over an await, and nothing else can
// come between a decision and its record.

import type { Conflict } from '../model/conflict.ts';
import type { ContainerLink, HubContainer } from '../model/container.ts';
import type { ContainerId, OperationId, RemoteId, ReplicaName, TaskId } from '../model/ids.ts';
import type { Link } from '../model/link.ts';
import type { HubTask, SomeFields } from '../model/task.ts';
import type { HubClock } from './clock.ts';
import type { EventStream, OutboxKind } from './events.ts';

/** `asked`: waits for a person's answer to a plan; nothing but that answer sends it. `queued`: to be sent. `sent`: told to the replica, outcome not known. `held`: waits for something outside. `failed`: refused. `declined`: the owner said no to it. */
export type OutboxState = 'asked' | 'queued' | 'sent' | 'held' | 'failed' | 'declined';

/** One operation on its way to a replica. */
export interface OutboxEntry {
  readonly id: OperationId;
  /** Order of sending. */
  readonly seq: number;
  readonly replica: ReplicaName;
  readonly taskId: TaskId | null;
  readonly containerId: ContainerId | null;
  readonly kind: OutboxKind;
  /** The replica's id where the operation is not about the task's present link (a spent occurrence); else null. */
  readonly remoteId: RemoteId | null;
  readonly fields: SomeFields;
  readonly before: SomeFields;
  readonly state: OutboxState;
  /** Why it is held or failed, or what its last try met; in plain words. */
  readonly reason: string | null;
  /** Epoch ms before which it is not tried again; null: no time is set. */
  readonly retryAt: number | null;
  readonly attempts: number;
  /** What was told to the replica, byte for byte, once it was. */
  readonly payload: string | null;
  /** Entries that were told in one request have the same. */
  readonly request: string | null;
}

/** One conflict with its place in time. */
export interface ConflictRecord extends Conflict {
  readonly id: string;
  readonly at: number;
  readonly resolvedAt: number | null;
}

/** An id that is still to be looked up. */
export interface Suspect {
  readonly remoteId: RemoteId;
  /** How often the look-up failed. */
  readonly attempts: number;
  readonly retryAt: number | null;
  readonly reason: string | null;
  /** What was found and not judged yet, as JSON; `undefined`: it was not looked up. */
  readonly found: unknown;
}

/** The ids of one replica that are still to be looked up. */
interface Suspects {
  readonly add: (id: RemoteId) => void;
  /** Those that may be looked up, or judged, at `now` (epoch ms). */
  readonly due: (now: number, limit: number) => readonly Suspect[];
  /** Those whose look-up failed. */
  readonly failing: (limit: number) => readonly Suspect[];
  /** Puts down that a look-up failed. */
  readonly wait: (
    id: RemoteId,
    wait: { readonly attempts: number; readonly retryAt: number; readonly reason: string },
  ) => void;
  /** Keeps what a look-up found until it can be judged; `undefined` forgets it. */
  readonly keep: (id: RemoteId, found: unknown) => void;
  /** Those of which something is kept. */
  readonly kept: () => readonly RemoteId[];
  readonly remove: (id: RemoteId) => void;
}

/** What is remembered of a replica from one process to the next. */
export interface Contact {
  /** Epoch ms at which it was last read; null: never. */
  readonly seenAt: number | null;
  /** Why it can't be read now, in plain words; null where it can. */
  readonly problem: string | null;
  /** Epoch ms before which nothing is asked of it. */
  readonly retryAt: number | null;
  /** How often in a row it could not be read. */
  readonly failures: number;
  /** Differs when the access is another one; tells nothing of it. */
  readonly access: string | null;
}

/** An agent that came at least once. */
export interface KnownAgent {
  /** '' for one of an older version, which has no id. */
  readonly id: string;
  /** The name of its machine, for people. */
  readonly host: string;
  /** The highest number that it gave a request. */
  readonly counter: number;
  /** What tells that request from another one of the same number. */
  readonly request: string;
  /** Epoch ms. */
  readonly seenAt: number;
  /** Since when it waits to go on in another one's place, epoch ms; null where it does not. */
  readonly waitsSince: number | null;
  /** What it waits for, in plain words. */
  readonly waitsFor: string | null;
}

/** Numbers of open tasks in scope, and of links. */
export interface TaskCounts {
  readonly hub: number;
  readonly byReplica: ReadonlyMap<ReplicaName, number>;
  /** With an active link in each of them. */
  readonly linked: number;
  /** Open in the hub, and on purpose not shown in one of them now. */
  readonly dormant: number;
}

/**
 * Runs `work` in one transaction; an exception undoes all of it and is thrown on. Not nested. Work that gives a promise does not
 * compile: its transaction would be over before its first await, and others would write in the middle of it.
 */
export type Transaction = <T>(work: () => Synchronous<T>) => T;

/** What a transaction may give back: anything but a promise. */
type Synchronous<T> = T extends PromiseLike<unknown> ? never : T;

/** The working state. Every method is one small query; none loads all tasks but `tasks.all`. */
export interface Store {
  /** Runs `work` in one transaction; an exception undoes all of it and is thrown on. */
  readonly transaction: Transaction;
  /** Rows that queries went through since the store was opened, as the database counts them. */
  readonly rowsRead: () => number;
  /** Rows written since the store was opened, as the database counts them, but for those of `contacts`. */
  readonly rowsWritten: () => number;
  /** Goes up with everything that is put down, also before its transaction writes it. */
  readonly changesMade: () => number;
  readonly clock: HubClock;
  readonly meta: {
    readonly get: (key: string) => unknown;
    /** Writes only when the value differs. `undefined` removes. */
    readonly set: (key: string, value: unknown) => void;
  };
  readonly tasks: {
    readonly get: (id: TaskId) => HubTask | null;
    /** Puts a task down as it is now: with this transaction's tick, and that tick in the stamp of each field that changed. */
    readonly put: (task: HubTask, inScope: boolean) => void;
    readonly isInScope: (id: TaskId) => boolean;
    /** Tasks that the open transaction has made, deleted or given another value. Reads nothing. */
    readonly changed: () => readonly TaskId[];
    /** Tasks whose place is one of `places`, open or not. */
    readonly inPlaces: (places: readonly ContainerId[]) => readonly HubTask[];
    readonly all: () => Iterable<HubTask>;
    readonly counts: (replicas: readonly ReplicaName[]) => TaskCounts;
    /** Forgets tombstones older than `before` (epoch ms) whose links are all deleted. */
    readonly prune: (before: number) => void;
  };
  readonly links: {
    readonly get: (task: TaskId, replica: ReplicaName) => Link | null;
    readonly of: (task: TaskId) => readonly Link[];
    readonly byRemoteId: (replica: ReplicaName, id: RemoteId) => Link | null;
    /** The task whose checklist has this line, where the store finds lines of that replica. */
    readonly byLine: (replica: ReplicaName, id: RemoteId) => TaskId | null;
    readonly put: (link: Link) => void;
    readonly remove: (task: TaskId, replica: ReplicaName) => void;
    /** Ids of all active links of a replica, with whether the counterpart was last seen open. */
    readonly active: (
      replica: ReplicaName,
    ) => readonly { readonly taskId: TaskId; readonly remoteId: RemoteId; readonly open: boolean }[];
    readonly count: (replica: ReplicaName) => number;
    /** The newest change that was told of the active counterparts but these, as far as it is not after a time (epoch ms); null for none. Reads them all. */
    readonly newestChange: (
      replica: ReplicaName,
      options: { readonly except: readonly RemoteId[]; readonly notAfter: number },
    ) => number | null;
    /** Active links whose counterpart was last seen open; stops counting at `limit`. */
    readonly countOpen: (replica: ReplicaName, limit: number) => number;
    readonly withRefusals: () => readonly Link[];
    /** Counterparts that stand below another counterpart, or below a line of one, each with the id of what it stands below. */
    readonly nested: (replica: ReplicaName) => ReadonlyMap<RemoteId, RemoteId>;
    /** Keeps what a counterpart stands below; null where it stands below none. */
    readonly nest: (replica: ReplicaName, id: RemoteId, below: RemoteId | null) => void;
    /** Marks an id as one that was this task's counterpart once and is no more. */
    readonly retire: (replica: ReplicaName, id: RemoteId, task: TaskId, at: number) => void;
    /** The same for one that was not spent, but not there: it is the task's again when it turns up. */
    readonly retireMissing: (replica: ReplicaName, id: RemoteId, task: TaskId, at: number) => void;
    /** When an id was retired, and whose counterpart it was; null when it never was. */
    readonly retired: (
      replica: ReplicaName,
      id: RemoteId,
    ) => { readonly taskId: TaskId; readonly at: number; readonly missing?: true } | null;
    readonly isRetired: (replica: ReplicaName, id: RemoteId) => boolean;
    readonly unretire: (replica: ReplicaName, id: RemoteId) => void;
  };
  readonly containers: {
    /** In the order in which they are to stand: by parent, then by position. Costs all of them. */
    readonly all: () => readonly HubContainer[];
    readonly get: (id: ContainerId) => HubContainer | null;
    /** What has this parent, in the order in which it stands. */
    readonly inside: (parent: ContainerId | null) => readonly HubContainer[];
    /** Those whose names match, as `matchingText` compares. */
    readonly named: (name: string) => readonly HubContainer[];
    /** A position behind everything that has this parent. */
    readonly nextPosition: (parent: ContainerId | null) => number;
    readonly put: (container: HubContainer) => void;
    /** Costs all of them. */
    readonly links: () => readonly ContainerLink[];
    readonly link: (id: ContainerId, replica: ReplicaName) => ContainerLink | null;
    readonly linkByRemoteId: (replica: ReplicaName, id: RemoteId) => ContainerLink | null;
    /** What a replica last showed in one of its containers. */
    readonly linksShownIn: (replica: ReplicaName, holder: RemoteId) => readonly ContainerLink[];
    readonly refusedLinks: (replica: ReplicaName) => readonly ContainerLink[];
    readonly putLink: (link: ContainerLink) => void;
    readonly removeLink: (id: ContainerId, replica: ReplicaName) => void;
  };
  readonly outbox: {
    /** `seq` is given by the store. */
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
    /** In the order of sending. */
    readonly ofReplica: (
      replica: ReplicaName,
      states: readonly OutboxState[],
      limit: number,
    ) => readonly OutboxEntry[];
    /** What may be tried at `now` (epoch ms), in the order of sending, after the entry of that `seq`; no notes. */
    readonly due: (
      replica: ReplicaName,
      now: number,
      limit: number,
      after?: number,
    ) => readonly OutboxEntry[];
    /** Entries about another counterpart than the task's present one: those that name this id themselves. */
    readonly naming: (replica: ReplicaName, id: RemoteId) => readonly OutboxEntry[];
    /** Entries about a container. */
    readonly ofContainer: (replica: ReplicaName, id: ContainerId) => readonly OutboxEntry[];
    readonly count: (replica: ReplicaName | null, states: readonly OutboxState[]) => number;
    /** Lets held entries of a replica be tried at once. */
    readonly releaseHeld: (replica: ReplicaName) => void;
  };
  readonly events: EventStream;
  readonly conflicts: {
    readonly add: (record: ConflictRecord) => void;
    readonly get: (id: string) => ConflictRecord | null;
    /** Decided ones, too. */
    readonly of: (task: TaskId) => readonly ConflictRecord[];
    readonly waitingOf: (task: TaskId) => readonly ConflictRecord[];
    /** On how many tasks a replica shows something else of a field than it was told, found after `since` (epoch ms) and undecided. */
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
  /** Ids that a whole read of their replica did not show, or that it did not find: they are still to be looked up, one by one. */
  readonly suspects: {
    readonly of: (replica: ReplicaName) => Suspects;
    readonly all: () => readonly { readonly replica: ReplicaName; readonly remoteId: RemoteId }[];
  };
  /** How the conversation with each replica stands. What this table costs is not in `rowsWritten`: it is no change of the account. */
  readonly contacts: {
    readonly get: (replica: ReplicaName) => Contact;
    /** Writes only when something differs. */
    readonly put: (replica: ReplicaName, contact: Contact) => void;
  };
  /** The agents that came. What this table costs is not in `rowsWritten` either. */
  readonly agents: {
    readonly get: (id: string) => KnownAgent | null;
    readonly put: (agent: KnownAgent) => void;
    /** Those that came last first. */
    readonly all: () => readonly KnownAgent[];
    /** Forgets those that did not come since (epoch ms). */
    readonly prune: (before: number) => void;
  };
  /** What older code had paired, where a migration took it in. */
  readonly legacy: {
    /** Nothing was taken in: there is nobody to ask about. */
    readonly isEmpty: () => boolean;
    /** Its counterpart in another replica; null where older code knew none, or named another one later. */
    readonly counterpartOf: (
      replica: ReplicaName,
      id: RemoteId,
    ) => { readonly replica: ReplicaName; readonly remoteId: RemoteId } | null;
  };
}
