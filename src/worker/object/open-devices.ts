// Puts the devices of one account together. Decides nothing.

import type { SqlDatabase } from '../../hub/sqlite/sql.ts';
import { openDevices } from '../../hub/sqlite/tables/device-table.ts';
import { createDeviceCalls, type OpenedDevices } from '../device-calls.ts';
import type { AccountHouse } from './account-parts.ts';
import type { CallKinds } from './call-kinds.ts';
import { createDeviceKeeper } from './device-keeper.ts';
import { openDeviceSockets, type DeviceSocketParts } from './device-sockets.ts';
import { isFirstSyncDone } from '../../sync/plan/stored-plan.ts';
import { createReadmission } from './readmission.ts';
import { createDeviceSync } from './device-sync.ts';

/** Opens the devices of an account. */
export function openDevicesOf(
  sql: SqlDatabase,
  parts: {
    readonly house: AccountHouse;
    /** The account's name. */
    readonly account: string;
    readonly calls: CallKinds;
    readonly askForRun: () => Promise<void>;
    readonly state: DeviceSocketParts['state'];
    readonly now: () => number;
    readonly newId: () => string;
  },
): OpenedDevices {
  const { calls, askForRun, now, newId } = parts;
  const { store, vault, account, batches } = parts.house;
  const records = openDevices(sql);
  const keeper = createDeviceKeeper({ records, vault, transaction: store.transaction, now, newId });
  const sockets = openDeviceSockets({
    state: parts.state,
    tick: store.clock.now,
    hasAccess: (id) => records.get(id)?.revokedAt === null,
    now,
  });
  store.clock.watch(sockets.committed);
  // What an earlier process did not come to tell.
  sockets.catchUp();
  const readmission = createReadmission({
    records,
    legacy: parts.house.legacy,
    vault,
    store,
    migration: parts.house.migration,
    isFirstSyncDone: () => isFirstSyncDone({ store }),
    now,
  });
  const sync = createDeviceSync({
    keeper,
    records,
    store,
    account,
    sockets,
    calls,
    askForRun,
    noteDevice: batches.noteDevice,
    now,
  });
  return createDeviceCalls({
    account: parts.account,
    keeper,
    readmission,
    sync,
    sockets,
    vault,
    calls,
    noteDevice: batches.noteDevice,
    now,
  });
}
