// How KV is used, the batches on request, and the way over from older code and back.

import { KV, MIGRATION } from '../../protocol/endpoints/kv.ts';
import { coordinatorOf, older, route, type Route } from './route.ts';

/** The figures are those of the default account where nobody says whose they are to be. */
const BATCHES: readonly Route[] = [
  route(KV.kvStats, (context) => coordinatorOf(context).kvStats()),
  route(KV.kvCheckpoint, (context) => coordinatorOf(context).kvCheckpoint()),
  route(KV.kvRestore, (context, { query: confirm }) => coordinatorOf(context).kvRestore(confirm)),
];

const MIGRATIONS: readonly Route[] = [
  route(MIGRATION.kvMigrate, (context, { query }) => coordinatorOf(context).kvMigrate(query)),
  route(MIGRATION.kvMigration, (context) => coordinatorOf(context).kvMigration()),
  route(MIGRATION.kvVerify, (context) =>
    coordinatorOf(context).kvVerify(context.get('account') !== undefined),
  ),
  route(MIGRATION.kvRollback, (context, { query }) => coordinatorOf(context).kvRollback(query)),
  route(MIGRATION.migrationVerify, (context) => older(context, 'migrationVerify', null)),
  route(MIGRATION.migrationEstimate, (context) => older(context, 'migrationEstimate', null)),
  route(MIGRATION.migrationRun, (context) => older(context, 'migrationRun', null)),
  route(MIGRATION.migrationCleanup, (context, { query }) => older(context, 'migrationCleanup', query)),
  route(MIGRATION.metricsPage, (context, { query: request }) =>
    older(context, 'migrationPage', { name: 'metrics-page', request }),
  ),
  route(MIGRATION.webhooksPage, (context, { query: request }) =>
    older(context, 'migrationPage', { name: 'webhooks-page', request }),
  ),
  route(MIGRATION.cleanupPage, (context, { query: request }) =>
    older(context, 'migrationPage', { name: 'cleanup-page', request }),
  ),
];

/** Everything about KV. */
export const KV_ROUTES: readonly Route[] = [...BATCHES, ...MIGRATIONS];
