// What the views of the earlier API have in common.

/** The two replicas that the earlier API knew. */
export const OLDER_PAIR = ['todoist', 'things'] as const;

/** Which page of a long list is requested. */
export interface PageQuery {
  readonly limit: number;
  /** The `nextCursor` of the previous page; null: from the beginning. */
  readonly cursor: string | null;
}
