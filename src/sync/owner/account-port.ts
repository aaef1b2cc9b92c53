// What the Coordinator offers: one method per use. Each returns plain JSON values.

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
import type { Visited } from '../replica.ts';
import type { Visit } from '../unit-of-work.ts';
import type { Verdict } from './settle-conflicts.ts';

/** Why something that an owner asked for was not done. Nothing was changed. */
export type AccountFailure =
  | { readonly kind: 'not_found'; readonly detail: string }
  /** What was asked for rests on a state that is no longer (another plan, an undone entry). */
  | { readonly kind: 'out_of_date'; readonly detail: string }
  | { readonly kind: 'invalid'; readonly detail: string }
  /** A side, or KV, can't be reached or understood now, and nothing can be done without it. */
  | { readonly kind: 'unavailable'; readonly detail: string }
  /** What was asked about is forgotten: only everything, from the beginning, is the truth. */
  | { readonly kind: 'start_afresh'; readonly detail: string };

/** From where somebody asks: after a point, from a time on (epoch ms), or, where both are null, from the beginning. */
export interface ChangesQuery {
  readonly since: string | null;
  readonly time: number | null;
  readonly limit: number;
}

/** What waits, and for what. */
export interface WhatWaits {
  readonly plan: Plan | null;
  readonly waiting: readonly Waiting[];
  /** How it stands with those that are asked. */
  readonly asked: readonly (Pick<Contact, 'problem' | 'retryAt'> & { readonly replica: ReplicaName })[];
}

/** How something is taken back. `dryRun`: it is only told what would be; nothing is kept of it. */
export interface TakeBackOptions {
  readonly dryRun: boolean;
}

/** One account's sync, whole. Calls may come at any time; runs never overlap. */
export interface Account {
  /** Takes in what a replica brings, runs those that are asked, answers with operations for the visitor. */
  readonly visit: <Operation>(visit: Visit<Operation>) => Promise<Visited<Operation>>;
  /** Runs those that are asked, without a visitor. Tells how many operations wait for visitors. */
  readonly poll: () => Promise<{ readonly waitingForVisit: number }>;
  readonly status: () => Status;
  /** The part of the status that tells when to wake up; costs what waits, not what is stored. */
  readonly waiting: () => WhatWaits;
  readonly plan: () => Plan | null;
  /** `items`: only these may be carried out, the others go on waiting; without it, all. */
  readonly approve: (hash: string, items?: readonly string[] | null) => Result<Plan, AccountFailure>;
  /** Has the side that shows an older state brought up to date from the hub, with the next run that sees the same. */
  readonly catchUp: (hash: string) => Result<Plan, AccountFailure>;
  readonly discard: (hash: string) => Result<Plan, AccountFailure>;
  /** What was carried out, newest first. `before`: the id of an entry, only those that stand before it. */
  readonly history: (query: {
    readonly task: string | null;
    readonly limit: number;
    readonly before: number | null;
    /** Everything of that run, its decisions included, and what was carried out for it later. */
    readonly run?: number | null;
  }) => readonly HistoryEntry[];
  /** Puts the fields of a history entry back, as an ordinary change; a deleted task comes back. */
  readonly undo: (entry: string) => Result<HistoryEntry, AccountFailure>;
  /** Takes the decisions of a run back, as ordinary changes; the answer tells what stays. Is a run itself. */
  readonly undoRun: (run: number, options?: TakeBackOptions) => Result<UndoneRun, AccountFailure>;
  /** Takes back everything that was decided since a time (epoch ms), whoever decided it. Is a run itself. */
  readonly undoSince: (since: number, options?: TakeBackOptions) => Result<UndoneRun, AccountFailure>;
  readonly conflicts: (query: {
    readonly waitingOnly: boolean;
    readonly limit: number;
  }) => readonly ConflictEntry[];
  readonly resolveConflict: (id: string, keep: 'hub' | 'replica') => Result<ConflictEntry, AccountFailure>;
  /** Ends all that waits about a task, by a strategy or with the owner's own values. */
  readonly settleConflicts: (task: TaskId, verdict: Verdict) => Result<HubTask, AccountFailure>;
  /** Completes these, as an ordinary change; gives those that are closed now. */
  readonly complete: (tasks: readonly TaskId[]) => ReadonlySet<TaskId>;
  /** Has every replica read whole by the next run. */
  readonly readAllAnew: () => void;
  /** One page of what changed in the hub. */
  readonly changes: (query: ChangesQuery) => Result<ChangesPage, AccountFailure>;
  /** Lets a field that a replica kept otherwise than it was told be written there again. */
  readonly resumeField: (replica: string, field: string) => Result<Status, AccountFailure>;
  readonly explain: (task: string) => Result<Explanation, AccountFailure>;
  readonly config: () => SyncConfig;
  /** Has the next run take the pair over from the installation that keeps it, if there is one. */
  readonly takeOver: () => Result<Status, AccountFailure>;
  /** Ends this installation: what shows it in Todoist is taken away, and nothing is read or written until it takes over again. */
  readonly leave: () => Promise<Result<Status, AccountFailure>>;
  /** A change of scope, labels or tags makes the next run a full one. */
  readonly changeConfig: (change: ConfigChange) => Result<SyncConfig, AccountFailure>;
}
