// The plan that a run stopped at, and a person's word on it.

import * as z from 'zod';
import { approvalSchema } from '../../protocol/plan.ts';
import { parseJson } from '../parse-input.ts';
import { problemResponse } from '../problems.ts';
import { coordinatorOf, passOn, pathOf, withInput, type Route } from './route.ts';

const hashSchema = z.object({ hash: z.string().min(1).max(128) });

/** `GET /v1/plan` (`null` when none waits), `POST /v1/plan/{hash}/approve` (of all items, or of those that the body names), `POST /v1/plan/{hash}/catch-up`, `POST /v1/plan/{hash}/discard`. */
export const PLAN_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v1/plan', answer: (context) => passOn(coordinatorOf(context).plan()) },
  {
    method: 'POST',
    path: '/v1/plan/:hash/approve',
    answer: async (context) => {
      const body = await context.req.text();
      const named = parseJson(body === '' ? '{}' : body, approvalSchema);
      if (!named.ok) return problemResponse(named.error);
      return withInput(pathOf(context, hashSchema), ({ hash }) =>
        coordinatorOf(context).approve(hash, named.value.items ?? null),
      );
    },
  },
  {
    method: 'POST',
    path: '/v1/plan/:hash/catch-up',
    answer: (context) =>
      withInput(pathOf(context, hashSchema), ({ hash }) => coordinatorOf(context).catchUp(hash)),
  },
  {
    method: 'POST',
    path: '/v1/plan/:hash/discard',
    answer: (context) =>
      withInput(pathOf(context, hashSchema), ({ hash }) => coordinatorOf(context).discard(hash)),
  },
];
