// How things stand, why a task is as it is, and what an owner can set.

import { ACCOUNT } from '../../protocol/endpoints/account.ts';
import { coordinatorOf, route, type Route } from './route.ts';

/** The account as it is, and its settings. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  route(ACCOUNT.status, (context) => coordinatorOf(context).status()),
  route(ACCOUNT.explain, (context, { path }) => coordinatorOf(context).explain(path.id)),
  route(ACCOUNT.config, (context) => coordinatorOf(context).config()),
  route(ACCOUNT.changeConfig, (context, { body }) => coordinatorOf(context).changeConfig(body)),
];
