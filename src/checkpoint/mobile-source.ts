// The documents `mobile-batch:{deviceId}`: which tasks a device created, and what they are called in both apps.

import type { Store } from '../hub/store.ts';
import type { ReplicaName, TaskId } from '../model/ids.ts';
import { dayOfTask } from '../model/task.ts';
import type { DocumentSource } from './checkpoint.ts';
import { writeMobileBatch, type MobileMapping } from './documents/mobile-batch.ts';
import { primaryHash } from './fingerprint.ts';
import { MIN_EXPIRY_SECONDS } from './kv/kv.ts';
import type { BatchSettings } from './settings.ts';

const KEY = /^mobile-batch:(.{1,200})$/;
const MINUTE_MS = 60_000;

/** What is known of a device's tasks. */
interface DeviceTasks {
  /** Its access was taken away: its document expires. */
  readonly isRevoked: boolean;
  /** Reads them; only when the document is written. */
  readonly tasks: () => readonly DeviceTask[];
  /** What older code had noted of its tasks. It stays in the document, also of tasks that are gone: its originals are deleted. */
  readonly older?: () => readonly MobileMapping[];
}

interface DeviceTask {
  readonly mobileId: string;
  readonly taskId: TaskId;
}

/** Gives a device's tasks; null: there is no such device. */
export type TasksOfDevice = (device: string) => DeviceTasks | null;

/** The source of a device's document; null for other keys, and for devices that are not known here. */
export function mobileSource(
  parts: {
    readonly settings: BatchSettings;
    readonly store: Store;
    readonly now: () => number;
    readonly tasksOfDevice?: TasksOfDevice;
  },
  key: string,
): DocumentSource | null {
  const [, deviceId] = KEY.exec(key) ?? [];
  const found = deviceId === undefined ? null : (parts.tasksOfDevice?.(deviceId) ?? null);
  if (deviceId === undefined || found === null) return null;
  return {
    content: async () => {
      const shown = found.isRevoked
        ? []
        : found.tasks().flatMap((task) => shownMapping(parts.store, deviceId, task) ?? []);
      const older = found.isRevoked ? [] : (found.older?.() ?? []);
      const mappings = new Map(older.map((mapping) => [mapping.mobileId, mapping]));
      for (const { text, ...mapping } of shown)
        mappings.set(mapping.mobileId, { ...mapping, fingerprint: await primaryHash(...text) });
      return writeMobileBatch({ deviceId, mappings }, parts.now());
    },
    everyMs: parts.settings.everyMinutes.mobile * MINUTE_MS,
    ttlSeconds: found.isRevoked ? MIN_EXPIRY_SECONDS : null,
  };
}

interface Shown extends Pick<
  MobileMapping,
  'mobileId' | 'todoistId' | 'thingsId' | 'deviceId' | 'createdAt' | 'lastSynced'
> {
  /** What its fingerprint is made of. */
  readonly text: readonly [string, string | null, string | null];
}

function shownMapping(store: Store, deviceId: string, { mobileId, taskId }: DeviceTask): Shown | null {
  const task = store.tasks.get(taskId);
  if (task === null || task.deletedAt !== null) return null;
  const idIn = (replica: ReplicaName): string | null => {
    const link = store.links.get(taskId, replica);
    return link?.state === 'active' ? link.remoteId : null;
  };
  const [todoistId, thingsId] = [idIn('todoist'), idIn('things')];
  const changedAt = Math.max(...Object.values(task.stamps).map(({ at }) => at));
  return {
    mobileId,
    ...(todoistId !== null && { todoistId }),
    ...(thingsId !== null && { thingsId }),
    deviceId,
    createdAt: new Date(task.createdAt).toISOString(),
    lastSynced: new Date(changedAt).toISOString(),
    text: [task.fields.title, task.fields.notes, dayOfTask(task.fields)],
  };
}
