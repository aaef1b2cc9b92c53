// The tokens that an owner gives to programs.

import { newTokenSchema } from '../tokens.ts';
import { get, post, remove } from './endpoint.ts';
import { idPath } from './inputs.ts';

/** Tokens: listed, made, taken back. */
export const TOKENS = {
  tokens: get('/v1/tokens'),
  // What is answered here is kept nowhere.
  makeToken: post('/v1/tokens', { body: newTokenSchema }, { isRepeatable: false }),
  revokeToken: remove('/v1/tokens/:id', { path: idPath }),
} as const;
