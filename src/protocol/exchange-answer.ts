// What the agent gets back in an exchange.

import * as z from 'zod';
import { planSchema } from './plan.ts';
import { runSummarySchema } from './run.ts';
import { thingsOperationSchema } from './things-operation.ts';

/**
 * Why an agent stands by. `held`: another one syncs. `behind`: it is to go on in the other one's place as soon as its library shows
 * what that one told last. `copied`: its number was there before; it needs another id.
 */
const standbySchema = z.object({
  why: z.enum(['held', 'behind', 'copied']),
  /** In plain words. */
  detail: z.string(),
});

/**
 * What it gets back. `snapshot`: `taken`: it is the new base. `resync`: the base is not the one we know, send the whole
 * library. `not_taken`: something stands in the way (a plan waits, a first read of Todoist failed); send it again next time.
 */
export const exchangeResponseSchema = z
  .object({
    snapshot: z.enum(['taken', 'resync', 'not_taken']),
    operations: z.array(thingsOperationSchema),
    /** With `resync`: to-dos that were open when last heard of and that the whole library did not show. Send it again with them `looked` for. */
    ask: z.array(z.string()).optional(),
    /** Those of `begun` that nobody waits for: done and told long ago, or given up. They are not to be finished. */
    notAwaited: z.array(z.string()).optional(),
    /** More is to be done right now: exchange again at once. */
    more: z.boolean(),
    /** The agent is not the one that syncs: nothing was taken from it, and it may write nothing. Absent: it is the one. */
    standby: standbySchema.optional(),
    run: runSummarySchema,
    plan: planSchema.nullable(),
    /** Why a side could not be reached or was refused, in plain words; empty when all went well. */
    problems: z.array(z.object({ kind: z.string(), detail: z.string(), retryAt: z.number().nullable() })),
  })
  .meta({ id: 'ExchangeAnswer' });

/** What it gets back. */
export type ExchangeResponse = z.infer<typeof exchangeResponseSchema>;
/** Why an agent stands by. */
export type Standby = z.infer<typeof standbySchema>;
