// What the views of the earlier API share.

/** The two replicas that the earlier API knew. */
export const OLDER_PAIR = ['todoist', 'things'] as const;

/** Which part of a long list is asked for. */
export interface PageQuery {
  readonly limit: number;
  /** What the page before gave as `nextCursor`; null: from the beginning. */
  readonly cursor: string | null;
}
