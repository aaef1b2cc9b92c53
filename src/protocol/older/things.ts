// What older clients tell of Things.

import * as z from 'zod';
import { parseCivilDate, type CivilDate } from '../../model/dates.ts';
import { remoteId } from '../../model/ids.ts';

/** Most to-dos of one call. */
const MAX_TOLD = 10_000;

const thingsId = z.string().min(1).max(64).transform(remoteId);
const day = z
  .string()
  .max(40)
  .transform((text, context): CivilDate => {
    const parsed = parseCivilDate(text.slice(0, 10));
    if (parsed !== null) return parsed;
    context.addIssue({ code: 'custom', message: 'not a day YYYY-MM-DD' });
    return z.NEVER;
  });
// What a script can't make sense of it leaves empty.
const due = z.union([z.literal('').transform(() => null), day]).nullable();

/** The body of `POST /things/sync`. */
export const toldTodosSchema = z
  .array(
    z.object({
      id: thingsId,
      title: z.string().max(4000),
      notes: z.string().max(100_000).nullable().optional(),
      due: due.optional(),
      tags: z.array(z.string().max(200)).max(200).optional(),
    }),
  )
  .max(MAX_TOLD);

/** The body of `POST /things/sync-completed`. */
export const toldCompletedSchema = z
  .array(z.object({ thingsId, completedAt: z.string().max(64).default('') }))
  .max(MAX_TOLD);

/** The body of `POST /things/sync-deleted`. */
export const toldDeletedSchema = z.array(z.object({ thingsId })).max(MAX_TOLD);

/** The body of `POST /things/created-mappings`. */
export const toldMadeSchema = z.array(z.object({ thingsId, todoistId: thingsId })).max(MAX_TOLD);

/** Open to-dos, as they are told. */
export type ToldTodos = z.infer<typeof toldTodosSchema>;
/** Completed to-dos, as they are told. */
export type ToldCompleted = z.infer<typeof toldCompletedSchema>;
/** The trash, as it is told. */
export type ToldDeleted = z.infer<typeof toldDeletedSchema>;
/** Pairs, as they are told. */
export type ToldMade = z.infer<typeof toldMadeSchema>;
