// What older clients tell of Things.

import * as z from 'zod';
import { parseCivilDate, type CivilDate } from '../../model/dates.ts';
import { remoteId } from '../../model/ids.ts';
import { plainText } from '../../model/text.ts';
import type { Element } from './elements.ts';

/** Most to-dos of one call. */
export const MAX_TOLD = 10_000;

const thingsId = z.string().min(1).max(64).transform(remoteId);
const day = z
  .string()
  .max(40)
  .transform((text, context): CivilDate => {
    const parsed = parseCivilDate(text.slice(0, 10));
    if (parsed !== null) return parsed;
    context.addIssue({ code: 'custom', message: 'must be a day such as 2026-12-01' });
    return z.NEVER;
  });
// What a script can't make sense of it leaves empty.
const due = z.union([z.literal('').transform(() => null), day]).nullable();

/** An open to-do, in the body of `POST /things/sync`. */
export const toldTodoSchema = z.object({
  id: thingsId,
  title: z.string().max(4000).overwrite(plainText),
  notes: z.string().max(100_000).overwrite(plainText).nullable().optional(),
  due: due.optional(),
  tags: z.array(z.string().max(200).overwrite(plainText)).max(200).optional(),
});

/** A completed to-do, in the body of `POST /things/sync-completed`. */
export const completedTodoSchema = z.object({ thingsId, completedAt: z.string().max(64).default('') });

/** A to-do in the trash, in the body of `POST /things/sync-deleted`. */
export const deletedTodoSchema = z.object({ thingsId });

/** A pair, in the body of `POST /things/created-mappings`. */
export const madePairSchema = z.object({ thingsId, todoistId: thingsId });

/** Open to-dos, as they are told. */
export type ToldTodos = readonly Element<z.infer<typeof toldTodoSchema>>[];
/** Completed to-dos, as they are told. */
export type ToldCompleted = readonly Element<z.infer<typeof completedTodoSchema>>[];
/** The trash, as it is told. */
export type ToldDeleted = readonly Element<z.infer<typeof deletedTodoSchema>>[];
/** Pairs, as they are told. */
export type ToldMade = readonly Element<z.infer<typeof madePairSchema>>[];
