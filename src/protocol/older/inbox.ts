// What older clients say when they ask for the inbox.

import * as z from 'zod';

/** The query of `GET /inbox`. What it does not know is as if it were not there, as before. */
export const inboxQuerySchema = z.object({
  include_all: z.string().optional(),
  format: z.string().optional(),
  cursor: z.string().max(200).optional(),
});

/** The query of `POST /inbox/clear`. */
export const clearQuerySchema = z.object({
  mode: z.string().max(40).default('fingerprint'),
  dry_run: z.string().optional(),
});
