// Errors on the wire: RFC 9457 problem details.

import * as z from 'zod';

/** The body of every error answer, `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    /** What is wrong with which part of the input, where it is the input. */
    errors: z
      .array(z.object({ at: z.string(), detail: z.string(), allowed: z.array(z.string()).optional() }))
      .optional(),
  })
  .meta({ id: 'Problem' });

/** An error as a client gets it. */
export type Problem = z.infer<typeof problemSchema>;

/** The body of every error answer at an address of the earlier API. */
export const olderErrorSchema = z
  .object({
    error: z.string(),
    message: z.string(),
    errors: z.array(z.string()).optional(),
    /** The values that are known, where one was sent that is not. */
    allowed: z.array(z.string()).optional(),
  })
  .meta({ id: 'OlderError' });
