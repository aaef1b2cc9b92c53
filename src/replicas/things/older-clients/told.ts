// What an older client tells of Things: some to-dos, in its own words. Types only.

import type { CivilDate } from '../../../model/dates.ts';
import type { RemoteId } from '../../../model/ids.ts';
import type { Emptied } from './empty-inbox.ts';

/** One open to-do. A member that is missing is not told. */
export interface ToldTodo {
  readonly id: RemoteId;
  readonly title: string;
  readonly notes?: string | null | undefined;
  /** Its deadline. */
  readonly due?: CivilDate | null | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** One call of an older client. */
export interface Told {
  /** Open to-dos; nothing follows from what is not among them. */
  readonly todos: readonly ToldTodo[];
  /** To-dos that were completed, again and again for as long as the client looks back. */
  readonly completed: readonly RemoteId[];
  /** To-dos in the trash: all of it, each time. */
  readonly deleted: readonly RemoteId[];
  /** What is deleted or filed of the inbox; absent or null: nothing. */
  readonly emptied?: Emptied | null;
  /** To-dos that were made for tasks of Todoist. */
  readonly made: readonly { readonly thingsId: RemoteId; readonly todoistId: RemoteId }[];
}

/** A call that tells of nothing. */
export const NOTHING_TOLD: Told = { todos: [], completed: [], deleted: [], made: [] };
