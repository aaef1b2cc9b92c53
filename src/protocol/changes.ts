// What changed in the hub since a point: the answer of `GET /v1/changes`.

import * as z from 'zod';

/** One task or container as it is now. */
const changeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('task'),
    tick: z.number(),
    id: z.string(),
    fields: z.record(z.string(), z.unknown()),
    /** A deleted task is a tombstone: epoch ms; null while it lives. */
    deletedAt: z.number().nullable(),
    inScope: z.boolean(),
  }),
  z.object({
    kind: z.literal('container'),
    tick: z.number(),
    id: z.string(),
    container: z.string(),
    name: z.string(),
    parent: z.string().nullable(),
  }),
]);

/** The answer of `GET /v1/changes`. `upTo` is the `since` of the next question; `more`: ask it at once. */
export const changesPageSchema = z
  .object({
    changes: z.array(changeSchema),
    upTo: z.string(),
    more: z.boolean(),
  })
  .meta({ id: 'ChangesPage' });

/** One page of changes. */
export type ChangesPage = z.infer<typeof changesPageSchema>;
