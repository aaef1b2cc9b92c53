// What the batches keep in the working state: KV counts by day, and how each batch document stands. Types only.

import type { RemoteId, ReplicaName, TaskId } from '../model/ids.ts';
import type { Link } from '../model/link.ts';
import type { HubTask } from '../model/task.ts';
import type { OutboxEntry, Transaction } from './store.ts';

/** The operations that KV counts, each against a limit of its own. */
export type KvOperation = 'reads' | 'writes' | 'lists' | 'deletes';

/** Numbers of KV operations. */
export type KvCounts = Readonly<Record<KvOperation, number>>;

/** KV operations of one UTC day, one kind and one key family. */
interface KvCountRow {
  /** UTC day: floor(epoch ms / 86,400,000). */
  readonly day: number;
  readonly operation: KvOperation;
  readonly family: string;
  readonly count: number;
}

/** How one batch document stands. Times are epoch ms. */
export interface DocumentRecord {
  readonly key: string;
  /** When what it holds changed for the first time since it was last read for writing; null: it did not. */
  readonly dirtySince: number | null;
  /** The `dirtySince` of the attempt that is under way or died; null: none. */
  readonly writingSince: number | null;
  /** When KV last confirmed its head; null: never by us. */
  readonly writtenAt: number | null;
  /** When it was last tried, whatever came of it. */
  readonly attemptedAt: number | null;
  /** Not to be tried before; null: no time is set. */
  readonly retryAt: number | null;
  readonly failures: number;
  /** Why it waits, in plain words; null where nothing stands in the way. */
  readonly reason: string | null;
  /** Digest of the content that KV holds; null: not known. */
  readonly digest: string | null;
  readonly bytes: number;
  /** Keys that the content takes, the head included. */
  readonly parts: number;
  /** Names the parts that the head refers to; null where all is in the head. */
  readonly generation: string | null;
}

/** One key beside a head. */
export interface PartRecord {
  readonly key: string;
  readonly document: string;
  readonly generation: string;
  /** When another generation took its place; null: it is in use, or its head was never confirmed. */
  readonly supersededAt: number | null;
}

/** One hub task with all that ties it to replicas. */
export interface TaskWithLinks {
  readonly task: HubTask;
  readonly inScope: boolean;
  readonly links: readonly Link[];
}

/** An id that was a task's counterpart once and is no more. */
export interface RetiredId {
  readonly replica: ReplicaName;
  readonly remoteId: RemoteId;
  readonly taskId: TaskId;
  readonly at: number;
  /** It was not spent, but not there. */
  readonly missing?: true;
}

/** A counterpart that stands below another one, or below a line of one. */
export interface NestedId {
  readonly replica: ReplicaName;
  readonly remoteId: RemoteId;
  readonly below: RemoteId;
}

/** One row of a table as it stands there, by column. */
type CarriedRow = Readonly<Record<string, string | number | null>>;

/** What was found under legacy keys, as it stands in its tables. */
export interface LegacyRows {
  /** Without entries that another document holds, and without those that have secrets in them. */
  readonly entries: readonly CarriedRow[];
  readonly mappings: readonly CarriedRow[];
}

/** The batches' own tables, and the working state as a whole where a checkpoint or a restore needs it. */
export interface BatchRecords {
  readonly transaction: Transaction;
  readonly counts: {
    readonly add: (row: KvCountRow) => void;
    /** All counts of the days `from` to `until`, both included. */
    readonly between: (from: number, until: number) => readonly KvCountRow[];
    /** Forgets days before `day`. */
    readonly prune: (day: number) => void;
    readonly markSpent: (day: number) => void;
    readonly isSpent: (day: number) => boolean;
  };
  readonly documents: {
    readonly get: (key: string) => DocumentRecord | null;
    readonly all: () => readonly DocumentRecord[];
    readonly put: (record: DocumentRecord) => void;
  };
  readonly parts: {
    readonly of: (document: string) => readonly PartRecord[];
    readonly put: (part: PartRecord) => void;
    readonly remove: (key: string) => void;
  };
  readonly state: {
    /** No task is known and both sides were never paired. */
    readonly isEmpty: () => boolean;
    /** Tasks after `after` in the order of their ids; at most `limit`. */
    readonly page: (after: TaskId | null, limit: number) => readonly TaskWithLinks[];
    readonly retired: () => readonly RetiredId[];
    readonly nested: () => readonly NestedId[];
    /** Operations of every replica, in the order of sending. */
    readonly outbox: () => readonly OutboxEntry[];
    /** All single values but the version of the layout. */
    readonly meta: () => readonly { readonly key: string; readonly value: unknown }[];
    readonly legacy: () => LegacyRows;
    readonly holdsLegacy: () => boolean;
    /** Adds rows; one that is there stays as it is. */
    readonly addLegacy: (rows: LegacyRows) => void;
    /** Empties every table of tasks, replicas, operations and cursors; events, legacy entries and the batches' own tables stay. */
    readonly clear: () => void;
  };
}
