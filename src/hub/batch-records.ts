// What the batches keep in the working state: KV counts per day, and the status of each batch document. Types only.

import type { RemoteId, ReplicaName, TaskId } from '../model/ids.ts';
import type { Link } from '../model/link.ts';
import type { HubTask } from '../model/task.ts';
import type { OutboxEntry, Transaction } from './store.ts';

/** The kinds of KV operation, each with its own limit. */
export type KvOperation = 'reads' | 'writes' | 'lists' | 'deletes';

/** Counts of KV operations. */
export type KvCounts = Readonly<Record<KvOperation, number>>;

/** KV operations of one UTC day, one kind and one key family. */
interface KvCountRow {
  /** UTC day: floor(epoch ms / 86,400,000). */
  readonly day: number;
  readonly operation: KvOperation;
  readonly family: string;
  readonly count: number;
}

/** A task that a device created. */
export interface DeviceTask {
  /** The id that the device gave it. */
  readonly mobileId: string;
  readonly taskId: TaskId;
  readonly device: string;
}

/** The status of one batch document. Times are epoch ms. */
export interface DocumentRecord {
  readonly key: string;
  /** When its content first changed after it was last read for writing; null: unchanged. */
  readonly dirtySince: number | null;
  /** The `dirtySince` of the attempt that is running or was interrupted; null: none. */
  readonly writingSince: number | null;
  /** When KV last confirmed its head; null: never. */
  readonly writtenAt: number | null;
  /** When a write was last attempted, whatever the result. */
  readonly attemptedAt: number | null;
  /** No attempt before this time; null: no restriction. */
  readonly retryAt: number | null;
  readonly failures: number;
  /** Why it waits, in plain words; null if nothing blocks it. */
  readonly reason: string | null;
  /** Digest of the content in KV; null: unknown. */
  readonly digest: string | null;
  readonly bytes: number;
  /** How many keys the content takes, including the head. */
  readonly parts: number;
  /** Identifies the parts that the head refers to; null if everything is in the head. */
  readonly generation: string | null;
}

/** One key besides a head. */
export interface PartRecord {
  readonly key: string;
  readonly document: string;
  readonly generation: string;
  /** When another generation replaced it; null: it is in use, or its head was never confirmed. */
  readonly supersededAt: number | null;
}

/** One hub task with everything that links it to replicas. */
export interface TaskWithLinks {
  readonly task: HubTask;
  readonly inScope: boolean;
  readonly links: readonly Link[];
}

/** A remote id that used to be a task's counterpart. */
export interface RetiredId {
  readonly replica: ReplicaName;
  readonly remoteId: RemoteId;
  readonly taskId: TaskId;
  readonly at: number;
  /** It was not used up, only missing. */
  readonly missing?: true;
}

/** A counterpart nested under another one, or under a line of one. */
export interface NestedId {
  readonly replica: ReplicaName;
  readonly remoteId: RemoteId;
  readonly below: RemoteId;
}

/** A database row, by column. */
type CarriedRow = Readonly<Record<string, string | number | null>>;

/** What was found under legacy keys, as stored in its tables. */
export interface LegacyRows {
  /** Without entries that another document holds, and without those that contain secrets. */
  readonly entries: readonly CarriedRow[];
  readonly mappings: readonly CarriedRow[];
}

/** The batches' own tables, and the whole working state as a checkpoint or restore needs it. */
export interface BatchRecords {
  readonly transaction: Transaction;
  readonly counts: {
    readonly add: (row: KvCountRow) => void;
    /** All counts of the days `from` to `until`, both included. */
    readonly between: (from: number, until: number) => readonly KvCountRow[];
    /** Deletes the counts of days before `day`. */
    readonly prune: (day: number) => void;
    readonly markSpent: (day: number) => void;
    readonly isSpent: (day: number) => boolean;
  };
  readonly documents: {
    readonly get: (key: string) => DocumentRecord | null;
    readonly all: () => readonly DocumentRecord[];
    readonly put: (record: DocumentRecord) => void;
    readonly remove: (key: string) => void;
  };
  readonly parts: {
    readonly of: (document: string) => readonly PartRecord[];
    readonly put: (part: PartRecord) => void;
    readonly remove: (key: string) => void;
  };
  readonly state: {
    /** True if there are no tasks and the two sides were never paired. */
    readonly isEmpty: () => boolean;
    /** At most `limit` tasks after `after`, ordered by id. */
    readonly page: (after: TaskId | null, limit: number) => readonly TaskWithLinks[];
    readonly retired: () => readonly RetiredId[];
    readonly nested: () => readonly NestedId[];
    /** The operations of all replicas, in sending order. */
    readonly outbox: () => readonly OutboxEntry[];
    /** All single values except the schema version. */
    readonly meta: () => readonly { readonly key: string; readonly value: unknown }[];
    readonly deviceTasks: () => readonly DeviceTask[];
    readonly addDeviceTask: (task: DeviceTask) => void;
    readonly legacy: () => LegacyRows;
    readonly holdsLegacy: () => boolean;
    /** Adds rows; existing ones are left unchanged. */
    readonly addLegacy: (rows: LegacyRows) => void;
    /** Empties every table of tasks, replicas, operations and cursors; keeps events, legacy entries and the batches' own tables. */
    readonly clear: () => void;
  };
}
