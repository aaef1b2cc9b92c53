// The tokens that an owner gives to programs, and the key under which secrets are stored.

import { TOKENS } from '../../protocol/endpoints/tokens.ts';
import { coordinatorOf, route, type Route } from './route.ts';

/** Tokens: listed, made, taken back. Secrets: sealed anew. */
export const TOKEN_ROUTES: readonly Route[] = [
  route(TOKENS.tokens, (context) => coordinatorOf(context).tokens()),
  route(TOKENS.makeToken, (context, { body }) => coordinatorOf(context).makeToken(body)),
  route(TOKENS.rekeySecrets, (context) => coordinatorOf(context).rekeySecrets()),
  route(TOKENS.revokeToken, (context, { path }) => coordinatorOf(context).revokeToken(path.id)),
];
