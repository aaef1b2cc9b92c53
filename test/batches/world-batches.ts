// The batches of a world's coordinator, on a KV that the test holds.

import { createBatches, type Batches } from '../../src/checkpoint/batches.ts';
import { openBatchRecords } from '../../src/hub/sqlite/tables/batch-tables.ts';
import { openTasksOfDevice } from '../../src/worker/object/tasks-of-device.ts';
import type { World } from '../sim/world.ts';
import type { HostileKv } from '../support/hostile-kv.ts';

/** Opens them on the working state that the world's coordinator has now; after its loss, `ready` restores it. */
export function openBatches(world: World, kv: HostileKv): Batches {
  let ids = 0;
  return createBatches({
    binding: kv,
    records: openBatchRecords(world.database),
    store: world.store,
    settings: undefined,
    now: () => world.now,
    newId: () => `g${world.now}-${(ids += 1)}`,
    maxPartBytes: 20_000,
    tasksOfDevice: openTasksOfDevice(world.database),
  });
}
