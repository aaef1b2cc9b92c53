// Puts one account together over an object's storage: working state, batches, migration, and the sync itself. Decides nothing.

import { createBatches, type Batches } from '../../checkpoint/batches.ts';
import type { BatchRecords } from '../../hub/batch-records.ts';
import { openBatchRecords } from '../../hub/sqlite/tables/batch-tables.ts';
import { openDevices } from '../../hub/sqlite/tables/device-table.ts';
import { openLegacyRecords, type LegacyRecords } from '../../hub/sqlite/tables/legacy-tables.ts';
import { openSecrets } from '../../hub/sqlite/tables/secret-table.ts';
import type { Vault } from '../../hub/secrets.ts';
import { createVault } from '../../hub/vault.ts';
import { openPairViews, type PairViews } from '../../hub/sqlite/pair-views.ts';
import { openStore } from '../../hub/sqlite/open-store.ts';
import type { SqlDatabase } from '../../hub/sqlite/sql.ts';
import type { Store } from '../../hub/store.ts';
import type { Migration } from '../../legacy/migration.ts';
import { findDevices } from '../../replicas/mobile/device-replica.ts';
import { createThingsPort } from '../../replicas/things/create-things-port.ts';
import { createThingsReplica } from '../../replicas/things/replica.ts';
import { createTodoistPort } from '../../replicas/todoist/create-todoist-port.ts';
import { createTodoistReplica } from '../../replicas/todoist/replica.ts';
import { TODOIST } from '../../replicas/todoist/known.ts';
import type { ClientOptions } from '../../replicas/todoist/wire/client.ts';
import { createWebhookSource } from '../../replicas/webhooks/replica.ts';
import type { RunNote } from '../../protocol/run.ts';
import type { Account } from '../../sync/owner/account-port.ts';
import { createAccount } from '../../sync/owner/account.ts';
import { createReplicas, type ReplicasOf } from '../../sync/replica.ts';
import type { Replica } from '../../sync/unit-of-work.ts';
import { DEFAULT_ACCOUNT } from '../../protocol/account-name.ts';
import { accountsOf, type AccountSettings } from '../accounts.ts';
import type { Env } from '../env.ts';
import type { Log } from '../log/log.ts';
import { tellRuns } from '../log/log-run.ts';
import { openMigration } from './migration.ts';
import { openTasksOfDevice } from './tasks-of-device.ts';
import { openMetrics, watchRuns, type AccountMetrics } from './open-metrics.ts';
import { openWebhookDay } from './outbound/webhook-day.ts';

/** One account with all that belongs to it. */
export interface AccountHouse {
  readonly store: Store;
  readonly batches: Batches;
  readonly migration: Migration;
  readonly records: BatchRecords;
  readonly legacy: LegacyRecords;
  readonly pairs: PairViews;
  readonly vault: Vault;
  readonly account: Account;
  readonly metrics: AccountMetrics;
  /** The last run of this process that is over; null: there was none. */
  readonly lastRun: () => RunNote | null;
}

/** Opens an account. Makes no call. Throws when newer code wrote its state. */
export function openAccount(
  sql: SqlDatabase,
  { env, settings, log }: { readonly env: Env; readonly settings: AccountSettings; readonly log: Log },
): AccountHouse {
  const store = openStore(sql, { findsLinesOf: [TODOIST] });
  const records = openBatchRecords(sql);
  const newId = (): string => crypto.randomUUID();
  const now = (): number => Date.now();
  const todoist: ClientOptions = {
    fetch: (request) => fetch(request),
    baseUrl: settings.todoist.url,
    token: settings.todoist.token,
  };
  const batches = createBatches({
    binding: env.SYNC_METADATA,
    keyPrefix: settings.name === DEFAULT_ACCOUNT ? '' : `account:${settings.name}:`,
    sharedBy: accountsOf(env).all.length,
    records,
    store,
    settings: env.KV_SETTINGS,
    webhookDay: openWebhookDay(sql),
    tasksOfDevice: openTasksOfDevice(sql),
    now,
    newId,
  });
  const vault = createVault({
    records: openSecrets(sql),
    account: settings.name,
    keys: { current: env.SECRETS_KEY ?? '', old: env.SECRETS_KEY_OLD ?? '' },
  });
  const metrics = openMetrics({ sql, store, batches, now });
  const runs = watchRuns(metrics, tellRuns(log, settings.name));
  const migration = openMigration({ batches, records, store, sql, todoist, vault, now });
  const account = createAccount({
    store,
    replicas: replicasOf(sql, todoist),
    now,
    newId,
    place: { seed: newId(), host: env.HOST_NAME ?? 'cloudflare' },
    kvCounts: batches.counts,
    lookUpLegacy: migration.lookUp,
    watchRun: runs.watchRun,
  });
  return {
    store,
    batches,
    migration,
    records,
    legacy: openLegacyRecords(sql),
    pairs: openPairViews(sql),
    vault,
    account,
    metrics,
    lastRun: runs.lastRun,
  };
}

/** Both apps, and what only reports: senders of webhooks, and paired devices, each under its own name. */
function replicasOf(sql: SqlDatabase, todoist: ClientOptions): ReplicasOf<Replica> {
  const devices = openDevices(sql);
  return createReplicas(
    [createTodoistReplica(createTodoistPort(todoist)), createThingsReplica(createThingsPort())],
    [createWebhookSource()],
    findDevices((id) => devices.get(id)?.name ?? null),
  );
}
