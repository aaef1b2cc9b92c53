// What the agent sends in an exchange: changes and acknowledgements; operations come back, in one authenticated request.

import * as z from 'zod';
import { UNKNOWN_ZONE } from '../model/zones.ts';
import { thingsContainerSchema, thingsTodoSchema } from './things-row.ts';
import { thingsAcknowledgementSchema } from './things-operation.ts';

/** The largest body of an exchange, bytes: 10,000 to-dos with ordinary notes are about 6 MB. */
export const MAX_EXCHANGE_BYTES = 24 * 1024 * 1024;

/** How many operations one answer carries at most. */
export const MAX_OPERATIONS_PER_EXCHANGE = 200;

/** Most to-dos that one receipt names as not readable. */
export const MAX_SET_ASIDE = 100;

/** What the agent's read was of: without a complete one, nothing that is missing counts as deleted. */
export const receiptSchema = z.object({
  /** Names the library: the same for as long as it is the same database. */
  databaseId: z.string().min(1).max(128),
  schemaVersion: z.number().int(),
  /** Every table could be read to its end, twice where something was missing. */
  complete: z.boolean(),
  /** Open to-dos that are not trashed and no templates. */
  openTodos: z.number().int().nonnegative(),
  /** IANA zone of the Mac. A Mac that has none, or one that nobody knows, is no reason to stop. */
  zone: z
    .string()
    .max(64)
    .nullish()
    .transform((zone) => (zone === undefined || zone === null || zone === '' ? UNKNOWN_ZONE : zone)),
  /** The day that it is there. */
  today: z.string().length(10),
  /** Epoch ms by the Mac's clock. */
  takenAt: z.number(),
  /** The newest change of any row, closed and trashed ones and projects too, epoch ms; null: none has a stamp that is not in the future. */
  newest: z.number().nullish(),
  /** Names the very file by its path, device and inode: another file in its place has another name. */
  file: z.string().max(64).optional(),
  /**
   * The app has gone on writing into the log in which the base was read: nobody has put another library in its place. false: its log
   * is another one, as after a restart of the app. Absent: there is nothing to compare with.
   */
  continued: z.boolean().optional(),
  /** To-dos that are there and could not be read: nothing follows from what is not told of them. Absent: there are none. */
  setAside: z
    .array(z.object({ id: z.string().max(64), title: z.string().max(200), reason: z.string().max(300) }))
    .max(MAX_SET_ASIDE)
    .optional(),
});

/** One to-do told of twice in one exchange: which of the two is true can't be known. */
function refuseDuplicates(todos: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [at, { id }] of todos.entries()) {
    if (seen.has(id)) context.addIssue({ code: 'custom', path: [at, 'id'], message: 'is listed twice' });
    seen.add(id);
  }
}

/** Which agent speaks. One deployment may have several: the Macs of one Things Cloud account. */
const agentSchema = z.object({
  /** Made once for each state of an agent. */
  id: z.string().min(1).max(64),
  /** Grows with every request: a state that was copied or put back shows by a number that was there before. */
  counter: z.number().int().nonnegative(),
  /** The name of the Mac, for people. */
  host: z.string().max(100),
  /** Its owner wants it to go on at once, although another agent is at work. */
  takeOver: z.boolean().optional(),
});

/** What the agent sends. */
export const exchangeRequestSchema = z.object({
  receipt: receiptSchema,
  /** Absent: an agent of an older version. */
  agent: agentSchema.optional(),
  /** The snapshot that `todos` and `removed` are a difference to; null: they are the whole library. */
  base: z.string().max(64).nullable(),
  /** Names the snapshot that results; equal to `base` when nothing changed. */
  snapshot: z.string().min(1).max(64),
  todos: z.array(thingsTodoSchema).max(50_000).superRefine(refuseDuplicates),
  containers: z.array(thingsContainerSchema).max(20_000),
  /** Ids of to-dos of `base` that a complete read no longer finds. */
  removed: z.array(z.string().max(64)).max(50_000),
  /** Ids that the Worker asked for: looked for in every state, so that one that `todos` has not is surely not there. */
  looked: z.array(z.string().max(64)).max(50_000).optional(),
  acknowledgements: z.array(thingsAcknowledgementSchema).max(1000),
  /** Operations that the agent has begun and not finished, by id. Absent: there are none, or the agent is an older one. */
  begun: z.array(z.string().max(64)).max(10_000).optional(),
  /** Reads and plans only: nothing is kept and nothing is sent. */
  dryRun: z.boolean().optional(),
});

/** What the agent's read was of. */
export type Receipt = z.infer<typeof receiptSchema>;
/** What the agent sends. */
export type ExchangeRequest = z.infer<typeof exchangeRequestSchema>;
/** Which agent speaks. */
export type AgentIdentity = z.infer<typeof agentSchema>;
