// The inbox of the earlier API: what Things still has to receive.

import { clearQuerySchema, inboxQuerySchema } from '../../../protocol/older/inbox.ts';
import { clientOf, older, passOn, queryOf, withInput, type Route } from '../route.ts';

/** `GET /inbox`, `POST /inbox/mark-synced`, `POST /inbox/clear`. */
export const OLDER_INBOX_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/inbox',
    answer: (context) =>
      withInput(queryOf(context, inboxQuerySchema), ({ include_all: all, format = '' }) =>
        older(context, 'inbox', { to: clientOf(context), all: all === 'true', format }),
      ),
  },
  {
    method: 'POST',
    path: '/inbox/mark-synced',
    answer: (context) => passOn(older(context, 'markSynced', { to: clientOf(context) })),
  },
  {
    method: 'POST',
    path: '/inbox/clear',
    answer: (context) =>
      withInput(queryOf(context, clearQuerySchema), ({ mode, dry_run: dryRun }) =>
        older(context, 'clearInbox', { to: clientOf(context), mode, dryRun: dryRun === 'true' }),
      ),
  },
];
