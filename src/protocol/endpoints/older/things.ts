// The inbox of the earlier API, and what its clients tell of Things.

import { clearQuerySchema, inboxQuerySchema } from '../../older/inbox.ts';
import {
  toldCompletedSchema,
  toldDeletedSchema,
  toldMadeSchema,
  toldTodosSchema,
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

/** `/things/…`. */
export const OLDER_THINGS = {
  syncTodos: post('/things/sync', { body: toldTodosSchema }, OPTIONS),
  syncCompleted: post('/things/sync-completed', { body: toldCompletedSchema }, OPTIONS),
  syncDeleted: post('/things/sync-deleted', { body: toldDeletedSchema }, OPTIONS),
  createdMappings: post('/things/created-mappings', { body: toldMadeSchema }, OPTIONS),
} as const;
