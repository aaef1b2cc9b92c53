// Tokens of an account: what the owner gives to programs, one each, so that any of them can be taken back alone.

import * as z from 'zod';
import { TOKEN_KINDS, type Token } from '../model/token.ts';

/** Control characters, line ends, and what turns the direction of writing: no part of a name that is shown in lists. */
const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const NAME = { error: 'must be 1 to 64 characters, without control characters' };

/** The body of `POST /v1/tokens`. */
export const newTokenSchema = z.strictObject({
  name: z
    .string(NAME)
    .trim()
    .min(1, NAME)
    .max(64, NAME)
    .refine((name) => !STEERING.test(name), NAME),
  kind: z.enum(TOKEN_KINDS),
});
export type NewToken = z.infer<typeof newTokenSchema>;

/** A token as `GET /v1/tokens` lists it. */
export const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(TOKEN_KINDS),
    createdAt: z.number(),
    lastUsedAt: z.number().nullable(),
  })
  .meta({ id: 'Token' }) satisfies z.ZodType<Token>;

/** The answer of `POST /v1/tokens`: the only time that the token is shown. */
export const madeTokenSchema = tokenSchema.extend({ token: z.string() }).meta({ id: 'MadeToken' });
export type MadeToken = z.infer<typeof madeTokenSchema>;
