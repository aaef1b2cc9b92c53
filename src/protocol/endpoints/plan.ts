// The plan that a run stopped at, and a person's word on it; and which installation keeps the pair.

import * as z from 'zod';
import { get, post } from './endpoint.ts';

const hashPath = z.object({ hash: z.string().min(1).max(128) });

/** May be left out: the items that may be carried out; without `items`, all. */
const approvalSchema = z.strictObject({
  items: z.array(z.string().min(1).max(64)).min(1).max(20_000).optional(),
});

/** What waits for a person, and their answers. */
export const PLAN = {
  plan: get('/v1/plan'),
  approve: post('/v1/plan/:hash/approve', { path: hashPath, body: approvalSchema }, { isBodyOptional: true }),
  catchUp: post('/v1/plan/:hash/catch-up', { path: hashPath }),
  discard: post('/v1/plan/:hash/discard', { path: hashPath }),
} as const;

/** The owner's two words about who keeps the pair. */
export const KEEPER = {
  takeOver: post('/v1/keeper/take-over'),
  leave: post('/v1/keeper/leave'),
} as const;
