// What a device's batch is made of.

import type { TasksOfDevice } from '../../checkpoint/mobile-source.ts';
import type { SqlDatabase } from '../../hub/sqlite/sql.ts';
import { openLegacyRecords } from '../../hub/sqlite/tables/legacy-tables.ts';
import { olderMappingsOf } from '../../legacy/older-devices.ts';
import { openDevices } from '../../hub/sqlite/tables/device-table.ts';

/** Opens the tasks of devices. */
export function openTasksOfDevice(sql: SqlDatabase): TasksOfDevice {
  const records = openDevices(sql);
  const legacy = openLegacyRecords(sql);
  return (id) => {
    const device = records.get(id);
    if (device === null) return null;
    return {
      isRevoked: device.revokedAt !== null,
      tasks: () => records.tasksOf(id),
      older: () => olderMappingsOf(legacy, id),
    };
  };
}
