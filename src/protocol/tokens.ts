// Tokens of an account: what the owner gives to programs, one each, so that any of them can be taken back alone.

import * as z from 'zod';
import { TOKEN_KINDS, type Token } from '../model/token.ts';

/** A token as `GET /v1/tokens` lists it. */
export const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(TOKEN_KINDS),
    createdAt: z.number().describe('Epoch ms.'),
    lastUsedAt: z
      .number()
      .nullable()
      .describe(
        'Epoch ms; null: never used. Kept to the hour: the token may have been used again up to an hour later.',
      ),
  })
  .meta({ id: 'Token' }) satisfies z.ZodType<Token>;

/** The answer of `POST /v1/tokens`: the only time that the token is shown. */
export const madeTokenSchema = tokenSchema.extend({ token: z.string() }).meta({ id: 'MadeToken' });
export type MadeToken = z.infer<typeof madeTokenSchema>;
