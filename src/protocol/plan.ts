// A plan: what a run would do, for a person to read before it is done.

import { z } from 'zod';

/** One line of a plan. */
const planLineSchema = z.object({
  replica: z.string(),
  action: z.enum([
    'create',
    'update',
    'complete',
    'delete',
    'restore',
    'pair',
    'create_container',
    'rename_container',
  ]),
  title: z.string(),
  /** Where it is or goes: `Area › Project › Heading`, or `Inbox`. */
  place: z.string(),
  /** The fields that change, in plain words; '' where the action says all. */
  detail: z.string(),
});

/** A stopped run. It is done only when this very plan, by its hash, is approved. */
export const planSchema = z.object({
  hash: z.string(),
  /** `first_sync`, `full_resync`: nothing is linked yet. `mass_change`: more deletions or completions than the guard allows. `emptied`: a side that had tasks shows none. `restored`: the state came back from a document that may be old. `dry_run`: it was only asked for. */
  reason: z.enum(['first_sync', 'full_resync', 'mass_change', 'emptied', 'restored', 'dry_run']),
  /** The reason in a sentence. */
  explanation: z.string(),
  counts: z.record(z.string(), z.number()),
  /** At most 500; `counts` tells of all. */
  lines: z.array(planLineSchema),
  /** Tasks that look alike but are not alike enough to be paired without a person. */
  suggestions: z.array(z.object({ todoist: z.string(), things: z.string() })),
  createdAt: z.number(),
  approved: z.boolean(),
});

/** One line of a plan. */
export type PlanLine = z.infer<typeof planLineSchema>;
/** A stopped run. */
export type Plan = z.infer<typeof planSchema>;
