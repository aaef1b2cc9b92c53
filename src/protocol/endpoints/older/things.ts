// The inbox of the earlier API, and what its clients tell of Things.

import * as z from 'zod';
import { clearQuerySchema, inboxQuerySchema } from '../../older/inbox.ts';
import {
  completedTodoSchema,
  deletedTodoSchema,
  madePairSchema,
  MAX_TOLD,
  toldTodoSchema,
} from '../../older/things.ts';
import { get, post } from '../endpoint.ts';

/** A whole inbox with its notes. */
const OPTIONS = { access: 'older', maxBodyBytes: 4 * 1024 * 1024 } as const;

/** `/inbox`. */
export const OLDER_INBOX = {
  inbox: get('/inbox', { query: inboxQuerySchema }, { access: 'older' }),
  markSynced: post('/inbox/mark-synced', {}, { access: 'older' }),
  clearInbox: post('/inbox/clear', { query: clearQuerySchema }, { access: 'older' }),
} as const;

/** At most so many; each element is looked at by itself, where the call is answered. */
const listOf = <T extends z.ZodType>(element: T) => z.array(element).max(MAX_TOLD);

/** `/things/…`. */
export const OLDER_THINGS = {
  syncTodos: post('/things/sync', { body: listOf(toldTodoSchema) }, OPTIONS),
  syncCompleted: post('/things/sync-completed', { body: listOf(completedTodoSchema) }, OPTIONS),
  syncDeleted: post('/things/sync-deleted', { body: listOf(deletedTodoSchema) }, OPTIONS),
  createdMappings: post('/things/created-mappings', { body: listOf(madePairSchema) }, OPTIONS),
} as const;
