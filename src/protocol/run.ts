// What a run did, in numbers.

import * as z from 'zod';

const count = z.number().int().nonnegative();

/** Operations that a replica acknowledged. */
const appliedSchema = z.object({ created: count, updated: count, completed: count, deleted: count });

/** What was done since the agent last asked, and what waits. */
export const runSummarySchema = z.object({
  applied: z.object({ todoist: appliedSchema, things: appliedSchema }),
  /** Conflicts that wait for a person. */
  conflicts: count,
  /** Operations that wait for something outside (a limit, a feature), each with its reason in the status. */
  held: count,
  /** Operations that a replica refused. */
  failed: count,
});

/** Operations that a replica acknowledged. */
export type Applied = z.infer<typeof appliedSchema>;
/** What a run did. */
export type RunSummary = z.infer<typeof runSummarySchema>;
