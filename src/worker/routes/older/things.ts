// What clients of the earlier API tell of Things.

import { OLDER_THINGS } from '../../../protocol/endpoints/older/things.ts';
import { older, route, type Route } from '../route.ts';

/** Open to-dos, completed ones, the trash, and pairs. */
export const OLDER_THINGS_ROUTES: readonly Route[] = [
  route(OLDER_THINGS.syncTodos, (context, { body }) => older(context, 'syncTodos', body)),
  route(OLDER_THINGS.syncCompleted, (context, { body }) => older(context, 'syncCompleted', body)),
  route(OLDER_THINGS.syncDeleted, (context, { body }) => older(context, 'syncDeleted', body)),
  route(OLDER_THINGS.createdMappings, (context, { body }) => older(context, 'createdMappings', body)),
];
