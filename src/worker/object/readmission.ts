// Devices that an earlier version had registered. They wait for their owner's word; then they go on with the secret and the tasks that
// they have. Until then they are nobody.

import type { DeviceRecords } from '../../hub/sqlite/tables/device-table.ts';
import type { Store } from '../../hub/store.ts';
import type { Vault } from '../../hub/secrets.ts';
import {
  olderDevice,
  olderDevices,
  type OlderDevice,
  type OlderDeviceTask,
} from '../../legacy/older-devices.ts';
import type { Migration } from '../../legacy/migration.ts';
import type { LegacyRecords } from '../../hub/sqlite/tables/legacy-tables.ts';
import type { Device } from '../../model/device.ts';
import { remoteId, type TaskId } from '../../model/ids.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { STEERING_FREE_NAME } from '../../protocol/endpoints/names.ts';
import { MAX_DEVICE_ID_CHARS } from '../../protocol/mobile-signature.ts';
import { THINGS } from '../../replicas/things/known.ts';
import { TODOIST } from '../../replicas/todoist/known.ts';
import { DEVICE_SECRET } from './device-keeper.ts';

/** So much of an id tells devices apart that have no name. */
const SHORT_ID_CHARS = 8;

/** A device that has no access yet. */
interface WaitingDevice {
  readonly device: Device;
  /** `pairing`: its secret was not kept, so that it has to be paired anew. */
  readonly waits: 'readmission' | 'pairing';
}

/** Why a device is not let in again. */
type ReadmissionFailure =
  | { readonly kind: 'not_found'; readonly detail: string }
  | { readonly kind: 'out_of_date'; readonly detail: string }
  | { readonly kind: 'not_configured'; readonly detail: string }
  | { readonly kind: 'unavailable'; readonly detail: string };

/** What the owner says of earlier devices. */
export interface Readmission {
  readonly waiting: () => Promise<readonly WaitingDevice[]>;
  /** Gives a device its access back. Safe to repeat. */
  readonly readmit: (id: string) => Promise<Result<Device, ReadmissionFailure>>;
  /** It is never to be let in. False: no earlier device of this id waits. */
  readonly refuse: (id: string) => Promise<boolean>;
}

interface Parts {
  readonly records: DeviceRecords;
  readonly legacy: Pick<LegacyRecords, 'entries' | 'pairs' | 'progress' | 'transaction'>;
  readonly vault: Vault;
  readonly store: Pick<Store, 'links' | 'transaction'>;
  readonly migration: Pick<Migration, 'tasksOfDevice'>;
  /** Tells whether the tasks that a device may name are in the hub. */
  readonly isFirstSyncDone: () => boolean;
  readonly now: () => number;
}

/** Opens the earlier devices of an account. */
export function createReadmission(parts: Parts): Readmission {
  const { records, vault, store, now } = parts;
  const waitingOne = async (id: string): Promise<OlderDevice | null> =>
    records.get(id) === null ? olderDevice(parts, id) : null;
  return {
    waiting: async () =>
      (await olderDevices(parts))
        .filter(({ id }) => records.get(id) === null)
        .map((older) => ({
          device: deviceOf(older),
          waits: isUsable(older) || vault.problem() !== null ? 'readmission' : 'pairing',
        })),
    readmit: (id) => readmit(parts, id),
    refuse: async (id) => {
      const older = await waitingOne(id);
      if (older === null) return false;
      store.transaction(() => {
        if (records.get(id) === null) records.put({ ...deviceOf(older), revokedAt: now() });
      });
      return true;
    },
  };
}

async function readmit(parts: Parts, id: string): Promise<Result<Device, ReadmissionFailure>> {
  const { records, vault, store } = parts;
  const before = records.get(id);
  if (before !== null) return admitted(before);
  const older = await olderDevice(parts, id);
  if (older === null)
    return err({ kind: 'not_found', detail: 'No device of an earlier version has this id.' });
  const problem = vault.problem();
  if (problem !== null) return err({ kind: 'not_configured', detail: problem });
  if (older.secret === null || !isUsable(older))
    return err({ kind: 'out_of_date', detail: `Its secret was not kept${whyNot(older)}: pair it anew.` });
  if (!parts.isFirstSyncDone())
    return err({
      kind: 'unavailable',
      detail: 'The first sync is not done yet, so its tasks are not known.',
    });
  const tasks = await parts.migration.tasksOfDevice(id);
  if (!tasks.ok) return tasks;
  const sealed = await vault.seal({ purpose: DEVICE_SECRET, id }, older.secret);
  return store.transaction(() => {
    const meanwhile = records.get(id);
    if (meanwhile !== null) return admitted(meanwhile);
    const device = deviceOf(older);
    vault.put(sealed);
    records.put(device);
    for (const task of tasks.value) nameTask(parts, id, task);
    return ok(device);
  });
}

function admitted(device: Device): Result<Device, ReadmissionFailure> {
  if (device.revokedAt === null) return ok(device);
  return err({ kind: 'out_of_date', detail: 'Its access was taken away: pair it anew.' });
}

/** The id by which a device knows a task stands for the task of today, unless either is taken. */
function nameTask({ records, store }: Parts, device: string, older: OlderDeviceTask): void {
  const task = taskOf(store, older);
  if (task === null || records.taskOf(older.mobileId) !== null || records.mobileIdOf(task) !== null) return;
  records.nameTask(older.mobileId, task, device);
}

function taskOf({ links }: Pick<Store, 'links'>, { todoistId, thingsId }: OlderDeviceTask): TaskId | null {
  const inTodoist = todoistId === null ? null : links.byRemoteId(TODOIST, remoteId(todoistId));
  const link = inTodoist ?? (thingsId === null ? null : links.byRemoteId(THINGS, remoteId(thingsId)));
  return link?.taskId ?? null;
}

function whyNot({ reason }: OlderDevice): string {
  return reason === null ? '' : ` (${reason})`;
}

function isUsable({ id, secret }: OlderDevice): boolean {
  return secret !== null && id.length <= MAX_DEVICE_ID_CHARS;
}

/** Anybody could name their device as they liked, so nothing of it is shown that could steer a terminal. */
function deviceOf({ id, platform, appVersion, registeredAt, seenAt }: OlderDevice): Device {
  const shown = { platform: shownText(platform), appVersion: shownText(appVersion) };
  return {
    id,
    name: `${shown.platform ?? 'device'} ${shownText(id.slice(0, SHORT_ID_CHARS)) ?? ''}`.trim(),
    ...shown,
    // What it had seen since is not known; it goes on from here.
    pairedAt: registeredAt ?? 0,
    seenAt,
    seenUpTo: 0,
    revokedAt: null,
  };
}

function shownText(text: string | null): string | null {
  const shown = STEERING_FREE_NAME.safeParse(text);
  return shown.success ? shown.data.slice(0, 40) : null;
}
