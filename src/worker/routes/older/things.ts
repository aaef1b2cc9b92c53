// What clients of the earlier API tell of Things. Each element of what they send is looked at by itself.

import * as z from 'zod';
import type { Endpoint } from '../../../protocol/endpoints/endpoint.ts';
import { OLDER_THINGS } from '../../../protocol/endpoints/older/things.ts';
import { elementsOf } from '../../../protocol/older/elements.ts';
import {
  completedTodoSchema,
  deletedTodoSchema,
  madePairSchema,
  MAX_TOLD,
  toldTodoSchema,
} from '../../../protocol/older/things.ts';
import type { CallAnswer } from '../../calls.ts';
import { parseJson } from '../../parse-input.ts';
import { older, uncheckedRoute, type Route, type RouteContext } from '../route.ts';

const listSchema = z.array(z.unknown()).max(MAX_TOLD);

/** Passes the elements of the body on, good and bad; a body that is no list is refused as a whole. */
function listRoute(
  endpoint: Endpoint,
  call: (context: RouteContext, list: readonly unknown[]) => Promise<CallAnswer>,
): Route {
  return uncheckedRoute(endpoint, async (context): Promise<CallAnswer> => {
    const list = parseJson(await context.req.text(), listSchema);
    return list.ok ? call(context, list.value) : { ok: false, failure: list.error };
  });
}

/** Open to-dos, completed ones, the trash, and pairs. */
export const OLDER_THINGS_ROUTES: readonly Route[] = [
  listRoute(OLDER_THINGS.syncTodos, (context, list) =>
    older(context, 'syncTodos', elementsOf(list, toldTodoSchema, ['id', 'title'])),
  ),
  listRoute(OLDER_THINGS.syncCompleted, (context, list) =>
    older(context, 'syncCompleted', elementsOf(list, completedTodoSchema, ['thingsId'])),
  ),
  listRoute(OLDER_THINGS.syncDeleted, (context, list) =>
    older(context, 'syncDeleted', elementsOf(list, deletedTodoSchema, ['thingsId'])),
  ),
  listRoute(OLDER_THINGS.createdMappings, (context, list) =>
    older(context, 'createdMappings', elementsOf(list, madePairSchema, ['thingsId', 'todoistId'])),
  ),
];
