// The tokens that an owner gives to programs, and the key under which secrets are stored.

import * as z from 'zod';
import { TOKEN_KINDS } from '../../model/token.ts';
import { get, post, remove } from './endpoint.ts';
import { idPath } from './inputs.ts';
import { STEERING_FREE_NAME } from './names.ts';

const newTokenSchema = z.strictObject({
  name: STEERING_FREE_NAME,
  kind: z.enum(TOKEN_KINDS),
});

/** A token that is to be made. */
export type NewToken = z.infer<typeof newTokenSchema>;

/** Tokens: listed, made, taken back. Secrets: sealed anew. */
export const TOKENS = {
  tokens: get('/v1/tokens', {}, { access: 'owner_alone' }),
  // What is answered here is kept nowhere.
  makeToken: post('/v1/tokens', { body: newTokenSchema }, { access: 'owner_alone', whenRepeated: 'refused' }),
  revokeToken: remove('/v1/tokens/:id', { path: idPath }, { access: 'owner_alone' }),
  rekeySecrets: post('/v1/secrets/rekey', {}, { access: 'owner_alone' }),
} as const;
