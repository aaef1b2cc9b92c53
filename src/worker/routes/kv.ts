// How KV is used, the batches on request, and the way over from older code and back.

import { KV, MIGRATION } from '../../protocol/endpoints/kv.ts';
import { coordinatorOf, mayReadTasks, route, type Route } from './route.ts';

/** The figures are those of the default account where nobody says whose they are to be. */
const BATCHES: readonly Route[] = [
  route(KV.kvStats, (context) => coordinatorOf(context).kvStats()),
  route(KV.kvCheckpoint, (context) => coordinatorOf(context).kvCheckpoint()),
  route(KV.kvRestore, (context, { query: confirm }) => coordinatorOf(context).kvRestore(confirm)),
];

const MIGRATIONS: readonly Route[] = [
  route(MIGRATION.kvMigrate, (context, { query }) => coordinatorOf(context).kvMigrate(query)),
  route(MIGRATION.kvMigration, (context) => coordinatorOf(context).kvMigration()),
  // Counts are anybody's, older clients' too; the keys are for who may read tasks.
  route(MIGRATION.kvVerify, (context) => coordinatorOf(context).kvVerify(mayReadTasks(context))),
  route(MIGRATION.kvRollback, (context, { query }) => coordinatorOf(context).kvRollback(query)),
];

/** Everything about KV. */
export const KV_ROUTES: readonly Route[] = [...BATCHES, ...MIGRATIONS];
