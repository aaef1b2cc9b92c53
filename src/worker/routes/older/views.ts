// How things stand, for clients of the earlier API: `/sync/status`, `/sync/verify`, `/sync/requests`, `/metrics`, `/debug/…`.

import { OLDER_VIEWS } from '../../../protocol/endpoints/older/views.ts';
import { older, route, type Route } from '../route.ts';

/** All that only looks. */
export const OLDER_VIEW_ROUTES: readonly Route[] = [
  route(OLDER_VIEWS.olderStatus, (context) => older(context, 'status', null)),
  route(OLDER_VIEWS.olderVerify, (context, { query }) => older(context, 'verify', query)),
  route(OLDER_VIEWS.olderRequests, (context) => older(context, 'requests', null)),
  route(OLDER_VIEWS.olderMetrics, (context, { query }) => older(context, 'metrics', query)),
  route(OLDER_VIEWS.olderMappings, (context, { query }) => older(context, 'mappings', query)),
  route(OLDER_VIEWS.olderHash, (context, { query }) => older(context, 'hash', query)),
  route(OLDER_VIEWS.olderKvEntry, (context, { path }) => older(context, 'kvEntry', path.key)),
];
