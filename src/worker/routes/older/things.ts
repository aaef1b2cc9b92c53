// What clients of the earlier API tell of Things.

import type * as z from 'zod';
import {
  toldCompletedSchema,
  toldDeletedSchema,
  toldMadeSchema,
  toldTodosSchema,
} from '../../../protocol/older/things.ts';
import { parseJson } from '../../parse-input.ts';
import type { OlderInputs, OlderName } from '../../older-inputs.ts';
import { older, withInput, type Route, type RouteContext } from '../route.ts';

/** A whole inbox with its notes. */
const MAX_BYTES = 4 * 1024 * 1024;

/** `POST /things/sync`, `/things/sync-completed`, `/things/sync-deleted`, `/things/created-mappings`. */
export const OLDER_THINGS_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/things/sync',
    maxBodyBytes: MAX_BYTES,
    answer: (context) => tell(context, 'syncTodos', toldTodosSchema),
  },
  {
    method: 'POST',
    path: '/things/sync-completed',
    maxBodyBytes: MAX_BYTES,
    answer: (context) => tell(context, 'syncCompleted', toldCompletedSchema),
  },
  {
    method: 'POST',
    path: '/things/sync-deleted',
    maxBodyBytes: MAX_BYTES,
    answer: (context) => tell(context, 'syncDeleted', toldDeletedSchema),
  },
  {
    method: 'POST',
    path: '/things/created-mappings',
    maxBodyBytes: MAX_BYTES,
    answer: (context) => tell(context, 'createdMappings', toldMadeSchema),
  },
];

async function tell<Name extends OlderName>(
  context: RouteContext,
  name: Name,
  schema: z.ZodType<OlderInputs[Name]>,
): Promise<Response> {
  return withInput(parseJson(await context.req.text(), schema), (told) => older(context, name, told));
}
