// What an older client reports about Things: some to-dos, in its own format. Types only.

import type { CivilDate } from '../../../model/dates.ts';
import type { RemoteId } from '../../../model/ids.ts';
import type { Emptied } from './empty-inbox.ts';

/** One open to-do. A missing member was not reported. */
export interface ReportedTodo {
  readonly id: RemoteId;
  readonly title: string;
  readonly notes?: string | null | undefined;
  /** Its deadline. */
  readonly due?: CivilDate | null | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** One call of an older client. */
export interface ClientReport {
  /** Open to-dos; a missing one means nothing. */
  readonly todos: readonly ReportedTodo[];
  /** Completed to-dos, repeated for as long as the client looks back. */
  readonly completed: readonly RemoteId[];
  /** All to-dos in the trash, each time. */
  readonly deleted: readonly RemoteId[];
  /** Which inbox tasks to delete or file; absent or null: none. */
  readonly emptied?: Emptied | null;
  /** To-dos that were created for tasks of Todoist. */
  readonly made: readonly { readonly thingsId: RemoteId; readonly todoistId: RemoteId }[];
}

/** A call that reports nothing. */
export const NOTHING_TOLD: ClientReport = { todos: [], completed: [], deleted: [], made: [] };
