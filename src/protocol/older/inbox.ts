// What older clients read of the inbox. They read it as text: the members stand in this order.

import * as z from 'zod';

/** The query of `GET /inbox`. What it does not know is as if it were not there, as before. */
export const inboxQuerySchema = z.object({
  include_all: z.string().optional(),
  format: z.string().optional(),
});

/** The query of `POST /inbox/clear`. */
export const clearQuerySchema = z.object({
  mode: z.string().max(40).default('fingerprint'),
  dry_run: z.string().optional(),
});

/** A to-do in the words of `things:///json`. */
export interface InboxTodo {
  readonly type: 'to-do';
  readonly attributes: {
    readonly title: string;
    readonly notes?: string;
    readonly when?: 'today';
    readonly deadline?: string;
    readonly tags?: readonly string[];
  };
}

/** The same on one level. */
export interface FlatTodo {
  readonly id: string;
  readonly title: string;
  readonly notes: string;
  readonly due: string | null;
  readonly tags: readonly string[];
}

/** What `GET /inbox` answers, by its format. */
export type InboxAnswer =
  | readonly InboxTodo[]
  | readonly FlatTodo[]
  | {
      readonly url: string;
      readonly tasks: readonly InboxTodo[];
      readonly count: number;
      readonly filtered: boolean;
      readonly taskMappings: readonly { readonly todoistId: string; readonly thingsId: string | null }[];
    };

/** What became of one task of the inbox. */
export type MarkResult =
  | {
      readonly id: string;
      readonly content: string;
      readonly status: 'marked_synced' | 'labeled' | 'moved' | 'deleted';
    }
  | { readonly id: string; readonly status: 'error'; readonly message: string };

/** What became of all. */
export interface Marked {
  readonly results: readonly MarkResult[];
  readonly count: number;
  /** Nothing was done. */
  readonly dryRun?: true;
}
