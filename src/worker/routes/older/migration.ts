// The migration at the addresses that older code had for it.

import { OLDER_MIGRATION } from '../../../protocol/endpoints/older/migration.ts';
import { older, route, type Route } from '../route.ts';

/** `/kv/migration/…`. */
export const OLDER_MIGRATION_ROUTES: readonly Route[] = [
  route(OLDER_MIGRATION.migrationVerify, (context) => older(context, 'migrationVerify', null)),
  route(OLDER_MIGRATION.migrationEstimate, (context) => older(context, 'migrationEstimate', null)),
  route(OLDER_MIGRATION.migrationRun, (context) => older(context, 'migrationRun', null)),
  route(OLDER_MIGRATION.migrationCleanup, (context, { query }) => older(context, 'migrationCleanup', query)),
  route(OLDER_MIGRATION.metricsPage, (context, { query: request }) =>
    older(context, 'migrationPage', { name: 'metrics-page', request }),
  ),
  route(OLDER_MIGRATION.webhooksPage, (context, { query: request }) =>
    older(context, 'migrationPage', { name: 'webhooks-page', request }),
  ),
  route(OLDER_MIGRATION.cleanupPage, (context, { query: request }) =>
    older(context, 'migrationPage', { name: 'cleanup-page', request }),
  ),
];
