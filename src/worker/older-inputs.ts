// The calls of the earlier API that the Worker makes to the Coordinator, by name, each with what it is given. Types only.

import type { ToldCompleted, ToldDeleted, ToldMade, ToldTodos } from '../protocol/older/things.ts';
import type { ClearQuery } from '../replicas/things/older-clients/clear-inbox.ts';
import type { InboxQuery } from '../replicas/things/older-clients/inbox.ts';
import type { PageRequest } from '../legacy/show/pages.ts';
import type { HashInput } from '../older/debug.ts';
import type { PageQuery } from '../older/pair.ts';
import type { Repair } from '../older/repairs.ts';
import type { OlderResolve } from '../protocol/older/conflicts.ts';
import type { OlderConfigChange } from '../protocol/older/config.ts';
import type { BulkDirection } from '../protocol/older/repairs.ts';

/** What each call is given. */
export interface OlderInputs {
  readonly migrationVerify: null;
  readonly migrationEstimate: null;
  readonly migrationRun: null;
  readonly migrationCleanup: { readonly aggressive: boolean };
  readonly migrationPage: {
    readonly name: 'metrics-page' | 'webhooks-page' | 'cleanup-page';
    readonly request: PageRequest;
  };
  readonly status: null;
  readonly verify: PageQuery;
  readonly requests: null;
  readonly metrics: { readonly hours: number };
  readonly mappings: PageQuery;
  readonly hash: HashInput;
  readonly kvEntry: string;
  readonly bulk: Repair<BulkDirection>;
  readonly toBatch: Repair<null>;
  readonly migrate: Repair<null>;
  readonly cleanUpTags: null;
  /** The id of a task in Todoist. */
  readonly unmark: Repair<string>;
  readonly unmarkAll: Repair<null>;
  readonly backfillMappings: Repair<PageQuery>;
  /** Ids of to-dos. */
  readonly backfillByFingerprint: readonly string[];
  /** Ids of tasks in Todoist. */
  readonly closeInTodoist: Repair<readonly string[]>;
  readonly conflicts: PageQuery;
  readonly resolveConflict: OlderResolve;
  readonly config: null;
  readonly changeConfig: OlderConfigChange;
  readonly inbox: InboxQuery;
  /** `to`: tells clients apart, and nothing of their tokens. */
  readonly markSynced: { readonly to: string };
  readonly clearInbox: ClearQuery;
  readonly syncTodos: ToldTodos;
  readonly syncCompleted: ToldCompleted;
  readonly syncDeleted: ToldDeleted;
  readonly createdMappings: ToldMade;
}

/** The name of a call. */
export type OlderName = keyof OlderInputs;
