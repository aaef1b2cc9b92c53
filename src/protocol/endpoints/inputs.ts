// Parts of requests that several endpoints take.

import * as z from 'zod';

/** A number as it stands in an address. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'not a whole number')
  .transform(Number);

/** At most `most` of something. */
export function limitUpTo(most: number) {
  return wholeNumber.pipe(z.number().min(1).max(most));
}

/** Yes or no, in an address. */
export const flag = z.enum(['true', 'false']).optional();

/** The id of something, in a path. */
export const idPath = z.object({ id: z.string().min(1).max(128) });
