// Which part of a long list is asked for. The earlier API always told all.

import * as z from 'zod';

const MAX_PAGE = 1000;

/** `limit` and `cursor`; one that asks for neither gets as much as fits. */
export const pageQuerySchema = z
  .object({
    limit: z
      .string()
      .regex(/^\d{1,4}$/, 'not a whole number')
      .transform(Number)
      .pipe(z.number().min(1).max(MAX_PAGE))
      .default(MAX_PAGE),
    cursor: z.string().min(1).max(256).optional(),
  })
  .transform(({ limit, cursor }) => ({ limit, cursor: cursor ?? null }));
