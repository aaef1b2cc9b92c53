// A restore brings back which tasks devices created: without it, a device that sends one again would create it once more.

import { expect, it } from 'vitest';
import { mobileBatchKey } from '../../src/checkpoint/documents/mobile-batch.ts';
import { openDevices } from '../../src/hub/sqlite/tables/device-table.ts';
import { parseCivilDate } from '../../src/model/dates.ts';
import { taskId } from '../../src/model/ids.ts';
import { mobileSyncSchema } from '../../src/protocol/mobile.ts';
import { readOfDevice } from '../../src/replicas/mobile/device-read.ts';
import { itemsOf } from '../../src/replicas/mobile/reported-items.ts';
import { Scenario } from '../scenarios/scenario.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import { openBatches } from './world-batches.ts';

const DEVICE = 'phone';

function pair({ world }: Scenario): void {
  const device = { id: DEVICE, name: 'Phone', platform: null, appVersion: null, pairedAt: world.now };
  openDevices(world.database).put({ ...device, seenAt: null, seenUpTo: 0, revokedAt: null });
}

/** The device creates a task, or sends it again. */
async function create(scenario: Scenario, title: string): Promise<void> {
  const { world } = scenario;
  const task = { id: 'm-1', title, notes: '', due: null, status: 'open', list: 'inbox', labels: [] };
  const { changes } = mobileSyncSchema.parse({ changes: { created: [task] } });
  const today = parseCivilDate(new Date(world.now).toISOString().slice(0, 10));
  if (today === null) throw new Error('no day');
  const report = {
    device: DEVICE,
    seenAt: null,
    claimedAt: null,
    aheadMs: 0,
    zone: 'UTC',
    today,
    items: itemsOf(changes),
  };
  const records = openDevices(world.database);
  await world.account.tell(readOfDevice({ records, report, processed: () => undefined }));
  await scenario.sync();
}

/** A world in which a device created a task. */
async function begun() {
  const scenario = new Scenario();
  const { world } = scenario;
  const kv = new HostileKv({ now: () => world.now });
  await scenario.todoist('item_add', { content: 'House' });
  await scenario.approving();
  pair(scenario);
  await create(scenario, 'Buy milk');
  return { scenario, kv, batches: openBatches(world, kv) };
}

it('[S22] a task that a device created is the same task after a restore', async () => {
  const { scenario, kv, batches } = await begun();
  const { world } = scenario;
  batches.noteChange();
  batches.noteDevice(DEVICE);
  await batches.checkpoint({ force: true });
  expect(JSON.parse(kv.actual(mobileBatchKey(DEVICE)) ?? '{}')).toMatchObject({
    deviceId: DEVICE,
    mappings: { 'm-1': { mobileId: 'm-1', todoistId: expect.any(String), thingsId: expect.any(String) } },
  });
  world.pass(3_600_000);
  world.forgetCoordinator();
  expect(await openBatches(world, kv).ready()).toMatchObject({ ok: true });
  await scenario.approving();
  await create(scenario, 'Buy milk');
  expect(scenario.openInThings.toSorted()).toEqual(['Buy milk', 'House']);
  expect(scenario.openInTodoist.toSorted()).toEqual(['Buy milk', 'House']);
});

it('[S21] the batch of a device whose access was taken away is emptied and expires', async () => {
  const { scenario, kv, batches } = await begun();
  const { world } = scenario;
  batches.noteDevice(DEVICE);
  await batches.checkpoint({ force: true });
  const records = openDevices(world.database);
  const device = records.get(DEVICE);
  if (device === null) throw new Error('no device');
  records.put({ ...device, revokedAt: world.now });
  world.pass(60_000);
  batches.noteDevice(DEVICE);
  await batches.checkpoint({ force: true });
  expect(JSON.parse(kv.actual(mobileBatchKey(DEVICE)) ?? '{}')).toMatchObject({ mappings: {} });
  world.pass(120_000);
  expect(kv.actual(mobileBatchKey(DEVICE))).toBeNull();
});

it('[S22] what a device’s batch holds is read when it is written, and not when it is asked when that is', async () => {
  const { scenario, batches } = await begun();
  batches.noteDevice(DEVICE);
  const before = scenario.world.database.rowsRead();
  for (let times = 0; times < 10; times += 1) expect(batches.dueAt()).not.toBeNull();
  const few = scenario.world.database.rowsRead() - before;
  for (let at = 0; at < 50; at += 1)
    openDevices(scenario.world.database).nameTask(`m-more-${at}`, taskId(`task-${at}`), DEVICE);
  const again = scenario.world.database.rowsRead();
  for (let times = 0; times < 10; times += 1) batches.dueAt();
  expect(scenario.world.database.rowsRead() - again).toBe(few);
});
