// Errors on the wire: RFC 9457 problem details.

import * as z from 'zod';

/** The body of every error answer, `application/problem+json`. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  /** What is wrong with which part of the input, where it is the input. */
  errors: z.array(z.object({ at: z.string(), detail: z.string() })).optional(),
});

/** An error as a client gets it. */
export type Problem = z.infer<typeof problemSchema>;
