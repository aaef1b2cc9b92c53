// The interface of an account, as the Coordinator uses it: one method per use case. Each returns plain JSON values.

import type { Result } from '../../model/result.ts';
import type { SyncConfig } from '../../model/config.ts';
import type { ChangesPage } from '../../protocol/changes.ts';
import type { ConfigChange } from '../../protocol/config.ts';
import type { ConflictEntry, Explanation, HistoryEntry, UndoneRun } from '../../protocol/history.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { Status, Waiting } from '../../protocol/status.ts';
import type { Contact } from '../../hub/store.ts';
import type { ReplicaName, TaskId } from '../../model/ids.ts';
import type { HubTask } from '../../model/task.ts';
import type { Told, Visited } from '../replica.ts';
import type { ReplicaRead, Visit } from '../unit-of-work.ts';
import type { Verdict } from './settle-conflicts.ts';

/** Why a request of the owner was not carried out. Nothing was changed. */
export type AccountFailure =
  | { readonly kind: 'not_found'; readonly detail: string }
  /** The request was based on an outdated state (another plan, an undone entry). */
  | { readonly kind: 'out_of_date'; readonly detail: string }
  | { readonly kind: 'invalid'; readonly detail: string }
  /** A side, or KV, is unreachable or not understood at the moment, and the request needs it. */
  | { readonly kind: 'unavailable'; readonly detail: string }
  /** What was asked for has been forgotten, so only reading everything again gives the truth. */
  | { readonly kind: 'start_afresh'; readonly detail: string };

/** Where to start: after a point, from a time on (epoch ms), or from the beginning if both are null. */
export interface ChangesQuery {
  readonly since: string | null;
  readonly time: number | null;
  readonly limit: number;
}

/** What waits, and for what. */
export interface WhatWaits {
  readonly plan: Plan | null;
  readonly waiting: readonly Waiting[];
  /** The status of the replicas that we poll. */
  readonly polled: readonly (Pick<Contact, 'problem' | 'retryAt' | 'seenAt'> & {
    readonly replica: ReplicaName;
  })[];
}

/** How to undo. `dryRun`: only report what would happen, and keep nothing. */
export interface TakeBackOptions {
  readonly dryRun: boolean;
}

/** The whole sync of one account. Methods may be called at any time; runs never overlap. */
export interface Account {
  /** Processes what a visiting replica brings, syncs the replicas that we poll, and returns operations for the visitor. */
  readonly visit: <Operation>(visit: Visit<Operation>) => Promise<Visited<Operation>>;
  /** Syncs the replicas that we poll, without a visitor. Returns how many operations wait for visitors. */
  readonly poll: () => Promise<{ readonly waitingForVisit: number }>;
  /** Processes what a source reports, in one transaction, before this returns, and without contacting any replica. */
  readonly tell: (read: ReplicaRead) => Promise<Told>;
  readonly status: () => Status;
  /** The part of the status that determines when to wake up. The cost depends on what waits, not on what is stored. */
  readonly waiting: () => WhatWaits;
  readonly plan: () => Plan | null;
  /** `items`: only these may be carried out, the others keep waiting; all if absent. */
  readonly approve: (hash: string, items?: readonly string[] | null) => Result<Plan, AccountFailure>;
  /** Brings the side that shows an older state up to date from the hub, in the next run that sees the same state. */
  readonly catchUp: (hash: string) => Result<Plan, AccountFailure>;
  readonly discard: (hash: string) => Result<Plan, AccountFailure>;
  /** What was carried out, newest first. `before`: the id of an entry; only older ones are returned. */
  readonly history: (query: {
    readonly task: string | null;
    readonly limit: number;
    readonly before: number | null;
    /** Everything about that run: its decisions, and what was carried out for it later. */
    readonly run?: number | null;
  }) => readonly HistoryEntry[];
  /** Restores the previous values of a history entry's fields, as an ordinary change; a deleted task comes back. */
  readonly undo: (entry: string) => Result<HistoryEntry, AccountFailure>;
  /** Undoes the decisions of a run, as ordinary changes; the result says what could not be undone. It is a run itself. */
  readonly undoRun: (run: number, options?: TakeBackOptions) => Result<UndoneRun, AccountFailure>;
  /** Undoes everything decided since a time (epoch ms), whoever decided it. It is a run itself. */
  readonly undoSince: (since: number, options?: TakeBackOptions) => Result<UndoneRun, AccountFailure>;
  readonly conflicts: (query: {
    readonly waitingOnly: boolean;
    readonly limit: number;
  }) => readonly ConflictEntry[];
  readonly resolveConflict: (id: string, keep: 'hub' | 'replica') => Result<ConflictEntry, AccountFailure>;
  /** Ends all waiting conflicts of a task, by a strategy or with the owner's own values. */
  readonly settleConflicts: (task: TaskId, verdict: Verdict) => Result<HubTask, AccountFailure>;
  /** Completes these tasks, as an ordinary change; returns those that are now closed. */
  readonly complete: (tasks: readonly TaskId[]) => ReadonlySet<TaskId>;
  /** Makes the next run read every replica in full. */
  readonly readAllAnew: () => void;
  /** One page of what changed in the hub. */
  readonly changes: (query: ChangesQuery) => Result<ChangesPage, AccountFailure>;
  /** Allows a stopped field to be written to a replica again. */
  readonly resumeField: (replica: string, field: string) => Result<Status, AccountFailure>;
  readonly explain: (task: string) => Result<Explanation, AccountFailure>;
  readonly config: () => SyncConfig;
  /** Makes the next run take the pair over from another installation, if there is one. */
  readonly takeOver: () => Result<Status, AccountFailure>;
  /** Ends this installation: removes its label in Todoist. Nothing is read or written until it takes over again. */
  readonly leave: () => Promise<Result<Status, AccountFailure>>;
  /** A change of scope, labels or tags makes the next run a full one. */
  readonly changeConfig: (change: ConfigChange) => Result<SyncConfig, AccountFailure>;
}
