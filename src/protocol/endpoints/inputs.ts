// Parts of requests that several endpoints take.

import * as z from 'zod';

/** A number as it stands in an address. */
export const wholeNumber = numberSaying('must be a whole number of at most 15 digits');

/** At most `most` of something. */
export function limitUpTo(most: number) {
  const error = `must be a whole number from 1 to ${most}`;
  return numberSaying(error).pipe(z.number().min(1, { error }).max(most, { error }));
}

function numberSaying(error: string) {
  return z
    .string({ error })
    .regex(/^\d{1,15}$/, { error })
    .transform(Number);
}

/** Yes or no, in an address. */
export const trueOrFalse = z.enum(['true', 'false'], { error: 'must be true or false' });

/** The same where it may be left out. */
export const flag = trueOrFalse.optional();

/** Nothing may be asked for here. */
export const noQuery = z.strictObject({});

/** At an address that takes no query: passes over what it does not know, but a rehearsal that can't be one must not be the real thing. */
export const noDryRunQuery = z.object({
  dry_run: z.literal('false', { error: 'is not possible at this address; nothing was done' }).optional(),
});

/** The id of something, in a path. */
export const idPath = z.object({ id: z.string().min(1).max(128) });
