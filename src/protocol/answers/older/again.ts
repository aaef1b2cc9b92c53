// What an answer of the earlier API says besides where it is given again to the same `X-Request-Id`.

import * as z from 'zod';

/** Members of every such answer that is an object. */
export const AGAIN = {
  fromCache: z
    .literal(true)
    .optional()
    .describe('The request was carried out before; this is the stored answer.'),
  cachedAt: z.iso.datetime().optional(),
} as const;
