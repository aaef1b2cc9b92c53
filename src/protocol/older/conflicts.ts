// How the earlier API has conflicts resolved.

import * as z from 'zod';
import { STRATEGIES } from '../../model/conflict.ts';
import { plainText } from '../../model/text.ts';

const text = z.string().max(50_000).overwrite(plainText);
const day = z.iso.date({ error: 'must be a day such as 2026-12-01, or null' }).nullable();
const labels = z.array(z.string().max(120).overwrite(plainText).min(1)).max(200);

/** Values that take the place of both. `content`, `description` and `labels` are other names of `title`, `notes` and `tags`. */
const valuesSchema = z.object({
  title: text.trim().min(1).optional(),
  content: text.trim().min(1).optional(),
  notes: text.nullable().optional(),
  description: text.nullable().optional(),
  due: day.optional(),
  labels: labels.optional(),
  tags: labels.optional(),
});

/** The body of `POST /conflicts/resolve`. */
export const olderResolveSchema = z.object({
  conflictId: z.string().min(1).max(200),
  strategy: z
    .enum(
      STRATEGIES.filter((name) => name !== 'manual'),
      { error: 'must be one of todoist_wins, things_wins, newest_wins, merge' },
    )
    .optional(),
  resolution: valuesSchema.optional(),
});

/** What is resolved, and how. */
export type OlderResolve = z.infer<typeof olderResolveSchema>;
