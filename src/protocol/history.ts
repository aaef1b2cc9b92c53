// What was done, what met, and why: history, conflicts, explanations.

import * as z from 'zod';

/** One event: an operation that a replica carried out, or a decision. `before` and `after` hold only the fields that it changed. */
export const historyEntrySchema = z
  .object({
    /** Its place in the stream: the later, the higher. */
    id: z.string(),
    at: z.number(),
    /** The run that it belongs to. */
    run: z.number(),
    /** The task, or the container, that it is about. */
    task: z.string(),
    title: z.string(),
    /** `person`: the owner decided it. */
    replica: z.string(),
    /** Where the change came from: `person` (the owner), a replica, or a sender of webhooks such as `github`; null: not known. */
    from: z.string().nullable(),
    /** What that is called, where it is a paired device. */
    fromTitle: z.string().optional(),
    kind: z.string(),
    before: z.record(z.string(), z.unknown()),
    after: z.record(z.string(), z.unknown()),
    /** It was taken back at this time, by itself or with its run; null: it is in force, also where an undo of it was undone. */
    undoneAt: z.number().nullable(),
    /** It takes an earlier entry back itself. */
    undoes: z.literal(true).optional(),
  })
  .meta({ id: 'HistoryEntry' });

/** The answer of `POST /v1/runs/{id}/undo` and `POST /v1/undo`. */
export const undoneRunSchema = z
  .object({
    /** null: everything since a time. */
    run: z.number().nullable(),
    since: z.number().optional(),
    /** It was only told what would be: nothing was changed. */
    dryRun: z.literal(true).optional(),
    /** Decisions that were taken back, at least in part. */
    undone: z.array(historyEntrySchema),
    /** What stays, each with its reason. */
    left: z.array(historyEntrySchema.extend({ why: z.string() })),
  })
  .meta({ id: 'UndoneRun' });

/** One field with two values: it moved on both sides, or a replica did not keep what it was told. Both are kept, whoever won. */
export const conflictSchema = z
  .object({
    id: z.string(),
    at: z.number(),
    task: z.string(),
    title: z.string(),
    field: z.string(),
    replica: z.string(),
    hubValue: z.unknown(),
    replicaValue: z.unknown(),
    base: z.unknown(),
    strategy: z.string(),
    outcome: z.enum(['hub', 'replica', 'merged', 'waiting']),
    resolvedAt: z.number().nullable(),
    /** `read_back`: the replica shows something else than it was told. Absent: both sides changed the field. */
    cause: z.enum(['read_back']).optional(),
  })
  .meta({ id: 'Conflict' });

/** The answer of `GET /v1/explain/{task}`. `{task}` is a hub id, a Todoist id or a Things id. */
export const explanationSchema = z
  .object({
    task: z.string(),
    fields: z.record(z.string(), z.unknown()),
    deletedAt: z.number().nullable(),
    links: z.array(
      z.object({
        replica: z.string(),
        remoteId: z.string(),
        state: z.string(),
        shadow: z.record(z.string(), z.unknown()),
      }),
    ),
    /** What was seen and decided, newest first, each with its rule. */
    steps: z.array(z.object({ at: z.number(), replica: z.string(), rule: z.string(), text: z.string() })),
    /** The fields that met, newest first, each with both values. Absent: a Worker of an earlier version. */
    conflicts: z.array(conflictSchema).optional(),
    waiting: z.array(z.string()),
  })
  .meta({ id: 'Explanation' });

/** A run, or everything since a time, that was taken back. */
export type UndoneRun = z.infer<typeof undoneRunSchema>;
/** One event as a client gets it. */
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
/** One field that moved on both sides. */
export type ConflictEntry = z.infer<typeof conflictSchema>;
/** Why a task is as it is. */
export type Explanation = z.infer<typeof explanationSchema>;
