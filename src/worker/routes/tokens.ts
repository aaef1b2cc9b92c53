// The tokens that an owner gives to programs.

import * as z from 'zod';
import { newTokenSchema } from '../../protocol/tokens.ts';
import { parseJson } from '../parse-input.ts';
import { coordinatorOf, passOn, pathOf, withInput, type Route } from './route.ts';

const idSchema = z.object({ id: z.string().min(1).max(128) });

/** `GET` and `POST /v1/tokens`, `DELETE /v1/tokens/{id}`. */
export const TOKEN_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/tokens',
    answer: (context) => passOn(coordinatorOf(context).tokens()),
  },
  {
    method: 'POST',
    path: '/v1/tokens',
    // What is answered here is kept nowhere.
    isRepeatable: false,
    answer: async (context) =>
      withInput(parseJson(await context.req.text(), newTokenSchema), (wanted) =>
        coordinatorOf(context).makeToken(wanted),
      ),
  },
  {
    method: 'DELETE',
    path: '/v1/tokens/:id',
    answer: (context) =>
      withInput(pathOf(context, idSchema), ({ id }) => coordinatorOf(context).revokeToken(id)),
  },
];
