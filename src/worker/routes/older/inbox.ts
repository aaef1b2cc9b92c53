// The inbox of the earlier API: what Things still has to receive.

import { OLDER_INBOX } from '../../../protocol/endpoints/older/things.ts';
import { clientOf, older, route, type Route } from '../route.ts';

/** `/inbox`: shown, acknowledged, cleared. */
export const OLDER_INBOX_ROUTES: readonly Route[] = [
  route(OLDER_INBOX.inbox, (context, { query: { include_all: all, format = null, cursor = null } }) =>
    older(context, 'inbox', { to: clientOf(context), all: all === 'true', format, after: cursor }),
  ),
  route(OLDER_INBOX.markSynced, (context) => older(context, 'markSynced', { to: clientOf(context) })),
  route(OLDER_INBOX.clearInbox, (context, { query: { mode, dry_run: dryRun } }) =>
    older(context, 'clearInbox', { to: clientOf(context), mode, dryRun: dryRun === 'true' }),
  ),
];
