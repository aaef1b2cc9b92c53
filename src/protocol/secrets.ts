// What a change of the key comes to.

import * as z from 'zod';

/** The answer to `POST /v1/secrets/rekey`. */
export const rekeyedSchema = z.object({
  /** Names the key under which all is sealed now; says nothing of it. */
  keyId: z.string(),
  /** Secrets that are stored. */
  total: z.int().nonnegative(),
  /** Of these, those that were under another key. */
  rekeyed: z.int().nonnegative(),
});

/** What a change of the key came to. */
export type Rekeyed = z.infer<typeof rekeyedSchema>;
