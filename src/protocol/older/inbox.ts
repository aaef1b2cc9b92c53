// What older clients say when they ask for the inbox.

import * as z from 'zod';

/** The forms of `GET /inbox`; without one, to-dos as `things:///json` takes them. */
const INBOX_FORMATS = ['url', 'flat'] as const;

/** The ways of `POST /inbox/clear`. */
const CLEAR_MODES = ['fingerprint', 'label', 'delete', 'move'] as const;

/** One of them. */
export type InboxFormat = (typeof INBOX_FORMATS)[number];
/** One of them. */
export type ClearMode = (typeof CLEAR_MODES)[number];

const trueOrFalse = z.enum(['true', 'false'], { error: 'must be true or false' });

/** The query of `GET /inbox`. What it does not know is as if it were not there, as before. */
export const inboxQuerySchema = z.object({
  include_all: trueOrFalse.optional(),
  format: z.enum(INBOX_FORMATS).optional(),
  cursor: z.string().max(200).optional(),
});

/** The query of `POST /inbox/clear`. */
export const clearQuerySchema = z.object({
  mode: z.enum(CLEAR_MODES).default('fingerprint'),
  dry_run: trueOrFalse.optional(),
});
