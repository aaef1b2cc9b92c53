// How things stand, in numbers and reasons. Never task text beyond what an owner may see.

import * as z from 'zod';
import { planSchema } from './plan.ts';
import { byReplica, runSummarySchema } from './run.ts';

const count = z.number().int().nonnegative();

/** Something that is not where it should be, with its reason. */
const waitingSchema = z.object({
  operation: z.string(),
  replica: z.string(),
  task: z.string().nullable(),
  title: z.string(),
  state: z.enum(['asked', 'queued', 'sent', 'held', 'failed', 'declined']),
  reason: z.string().nullable(),
  retryAt: z.number().nullable(),
});

/** The answer of `GET /v1/status`. */
export const statusSchema = z
  .object({
    /** The first sync is done, nothing waits anywhere, no conflict is open, and what both sides show agrees with the hub. */
    inSync: z.boolean(),
    /**
     * Whether anything is synced at all. `no_agent`: no agent has come for ten minutes, so nothing comes from Things or reaches it;
     * `stopped`: no program of this machine syncs the account (told by the command line alone). `detail`: the same in words; null
     * where it is `on`.
     */
    syncing: z.object({ state: z.enum(['on', 'no_agent', 'stopped']), detail: z.string().nullable() }),
    /**
     * Open tasks in scope, as the apps hold them: one whose deletion or completion waits is still open there. `hub`: those that are
     * open anywhere. `inPlan`: tasks with a change that waits for the answer to a plan; absent: none.
     */
    tasks: byReplica(count).extend({ hub: count, linked: count, inPlan: count.optional() }),
    run: runSummarySchema,
    /** Operations that are still to be carried out, by replica. */
    pending: byReplica(count),
    /** At most 100. */
    waiting: z.array(waitingSchema),
    plan: planSchema.nullable(),
    /** Where a replica's tasks do not agree with the hub after a run; empty when they do. */
    mismatches: z.array(z.string()),
    /** What a person should know: a plan without deadlines, a heading that can't be made, …. */
    notices: z.array(z.string()),
    todoist: z.object({
      /** Epoch ms of the last answer that could be used; null: never. */
      lastReadAt: z.number().nullable(),
      problem: z.string().nullable(),
      retryAt: z.number().nullable(),
      /** Requests since this process of the coordinator started. */
      requests: count,
    }),
    things: z.object({
      lastExchangeAt: z.number().nullable(),
      schemaVersion: z.number().nullable(),
      openTodos: z.number().nullable(),
      /** Of the open tasks that count as in Things, those that no agent has read: only older clients told of them. Absent: none. */
      onlyOlderClients: count.optional(),
      /** The Macs whose agents came, the one that syncs first. Those of older versions have no name. */
      agents: z
        .array(
          z.object({
            host: z.string(),
            syncs: z.boolean(),
            seenAt: z.number(),
            /** What it waits for, in plain words; null where it does not wait, but stands by. */
            waitsFor: z.string().nullable(),
          }),
        )
        .optional(),
    }),
    /** KV operations of this UTC day, by the meter. */
    kv: z.object({ reads: count, writes: count, lists: count, deletes: count }),
    /** SQLite rows read and written since this process of the coordinator started, as SQLite counts them. */
    rowsRead: count,
    rowsWritten: count,
  })
  .meta({ id: 'Status' });

/** The parts of a status that are one replica's own. */
export type StandingOfEach = Pick<z.infer<typeof statusSchema>, 'todoist' | 'things'>;
/** How things stand. */
export type Status = z.infer<typeof statusSchema>;
/** Something that waits. */
export type Waiting = z.infer<typeof waitingSchema>;
