// A plan: what a run would do, as a set of items, for a person to read before it is done.

import * as z from 'zod';

/**
 * Why a run stops. `first_sync`: nothing is linked yet. `full_resync`: the Things library is another one than last time.
 * `mass_change`: more changes of one kind than the guard lets pass. `left_out`: items that the approval of an earlier plan did not name. `emptied`: a side that had tasks shows none. `older_state`: a side shows an older state than it did before. `restored`: the state
 * came back from a document that may be old. `not_keeper`: another installation keeps the pair; `approving` says what approving does.
 * `dry_run`: it was only asked for.
 */
const PLAN_REASONS = [
  'first_sync',
  'full_resync',
  'mass_change',
  'left_out',
  'emptied',
  'older_state',
  'restored',
  'not_keeper',
  'dry_run',
] as const;

/**
 * What waits for the answer. `everything`: nothing is taken in and nothing is sent. `side`: nothing is taken from that replica and
 * nothing is sent to it; the others go on. `items`: just the items of the plan; everything else goes on.
 */
const planHoldsSchema = z.discriminatedUnion('what', [
  z.object({ what: z.literal('everything') }),
  z.object({ what: z.literal('side'), replica: z.string() }),
  z.object({ what: z.literal('items') }),
]);

/** One item of a plan, as a line that a person reads. */
const planLineSchema = z.object({
  /** The same for as long as it is the same change of the same task, whichever run planned it. */
  id: z.string(),
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
    'move_container',
  ]),
  title: z.string(),
  /** Where it is or goes: `Area › Project › Heading`, or `Inbox`. */
  place: z.string(),
  /** The fields that change, in plain words; '' where the action says all. */
  detail: z.string(),
});

/**
 * What a person may say to a plan. `approve`: do it. `catch_up`: the side that shows an older state is brought up to date from the hub.
 * `discard`: do not do it.
 */
const PLAN_ANSWERS = ['approve', 'catch_up', 'discard'] as const;

/** One answer that a plan may be given, and what follows from it. */
const planAnswerSchema = z.object({
  answer: z.enum(PLAN_ANSWERS),
  /** In plain words. */
  does: z.string(),
  /** What it would change, where that is not what `counts` of the plan tells. */
  counts: z.record(z.string(), z.number()).optional(),
  /** What it can't do, a line for each; at most 50. */
  leftOut: z.array(z.string()).optional(),
});

/** A stopped run. It is done only when this very plan, by its hash, is approved. */
export const planSchema = z
  .object({
    /** Over the reason and the ids of all items, pairs included. */
    hash: z.string(),
    reason: z.enum(PLAN_REASONS),
    holds: planHoldsSchema,
    /** The reason in a sentence. */
    explanation: z.string(),
    /** What may be said to it; absent in a plan of an older version. */
    answers: z.array(planAnswerSchema).optional(),
    counts: z.record(z.string(), z.number()),
    /** Of a mass change: how many tasks are concerned, by kind of change (a line of a checklist counts as one). */
    kinds: z.record(z.string(), z.number()).optional(),
    /** The items; at most 500, `counts` tells of all. */
    lines: z.array(planLineSchema),
    /** Tasks that look alike but are not alike enough to be paired without a person: their titles, by replica. */
    suggestions: z.array(z.record(z.string(), z.string())),
    createdAt: z.number(),
    approved: z.boolean(),
    /** Of a stop that is no change: `takes_over`: this installation goes on, and the other one stops; `goes_on_beside`: both go on. */
    approving: z.enum(['takes_over', 'goes_on_beside']).optional(),
  })
  .meta({ id: 'Plan' });

/** One item of a plan. */
export type PlanLine = z.infer<typeof planLineSchema>;
/** One answer that a plan may be given. */
export type AnswerOffer = z.infer<typeof planAnswerSchema>;
/** What a person says to a plan. */
export type AnswerName = AnswerOffer['answer'];
/** A stopped run. */
export type Plan = z.infer<typeof planSchema>;
