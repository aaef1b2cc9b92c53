// How things stand, why a task is as it is, and what an owner can set.

import * as z from 'zod';
import { configChangeSchema } from '../../protocol/config.ts';
import { parseJson } from '../parse-input.ts';
import { coordinatorOf, passOn, pathOf, withInput, type Route } from './route.ts';

const idSchema = z.object({ id: z.string().min(1).max(128) });

/** `GET /v1/status`, `GET /v1/explain/{id}`, `GET` and `PUT /v1/config`. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v1/status', answer: (context) => passOn(coordinatorOf(context).status()) },
  {
    method: 'GET',
    path: '/v1/explain/:id',
    answer: (context) => withInput(pathOf(context, idSchema), ({ id }) => coordinatorOf(context).explain(id)),
  },
  { method: 'GET', path: '/v1/config', answer: (context) => passOn(coordinatorOf(context).config()) },
  {
    method: 'PUT',
    path: '/v1/config',
    answer: async (context) =>
      withInput(parseJson(await context.req.text(), configChangeSchema), (change) =>
        coordinatorOf(context).changeConfig(change),
      ),
  },
];
