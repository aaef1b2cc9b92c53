// The plan that a run stopped at, and a person's word on it; and the owner's two words about who keeps the pair.

import { KEEPER, PLAN } from '../../protocol/endpoints/plan.ts';
import { coordinatorOf, route, type Route } from './route.ts';

/** What waits for a person, and their answers. */
export const PLAN_ROUTES: readonly Route[] = [
  route(PLAN.plan, (context) => coordinatorOf(context).plan()),
  route(PLAN.approve, (context, { path, body }) =>
    coordinatorOf(context).approve(path.hash, body.items ?? null),
  ),
  route(PLAN.catchUp, (context, { path }) => coordinatorOf(context).catchUp(path.hash)),
  route(PLAN.discard, (context, { path }) => coordinatorOf(context).discard(path.hash)),
  route(KEEPER.takeOver, (context) => coordinatorOf(context).takeOver()),
  route(KEEPER.leave, (context) => coordinatorOf(context).leave()),
];
