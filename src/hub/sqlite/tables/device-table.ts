// Paired devices in SQL: who they are, codes for pairing, which requests were carried out, and which tasks they created.

import type { Device } from '../../../model/device.ts';
import { taskId, type TaskId } from '../../../model/ids.ts';
import { numberOf, numberOrNull, textOf, textOrNull, type SqlDatabase, type SqlRow } from '../sql.ts';

/** A code for pairing. Only its hash is stored. */
interface PairingCode {
  /** SHA-256 in hex. */
  readonly hash: string;
  /** The name that the device will have. */
  readonly name: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** The rows of devices. */
export interface DeviceRecords {
  readonly all: () => readonly Device[];
  readonly get: (id: string) => Device | null;
  readonly put: (device: Device) => void;
  readonly remove: (id: string) => void;
  /** Forgets those that are not valid any more at `now` (epoch ms). */
  readonly addCode: (code: PairingCode, now: number) => void;
  /** Removes a code and returns it; null if there is none that is still valid at `now` (epoch ms). */
  readonly takeCode: (hash: string, now: number) => PairingCode | null;
  readonly countCodes: (now: number) => number;
  /** Signatures of requests that changed something. */
  readonly isSpent: (signature: string) => boolean;
  /** `until`: epoch ms, after which nobody accepts such a request any more. Forgets those that nobody does. */
  readonly spend: (signature: string, until: number, now: number) => void;
  /** The stored answer to an edit, as JSON; null: it is new. */
  readonly answerTo: (device: string, intent: string) => string | null;
  readonly keepAnswer: (device: string, intent: string, answer: string, at: number) => void;
  /** Forgets answers from before `before` (epoch ms), at most a hundred at once. */
  readonly pruneAnswers: (before: number) => void;
  /** The task that a device created under an id of its own; null: none did. */
  readonly taskOf: (mobileId: string) => TaskId | null;
  /** The id under which a device created a task; null: none did. */
  readonly mobileIdOf: (task: TaskId) => string | null;
  readonly nameTask: (mobileId: string, task: TaskId, device: string) => void;
  /** The tasks that a device created, by its own ids. */
  readonly tasksOf: (device: string) => readonly { readonly mobileId: string; readonly taskId: TaskId }[];
}

const MAX_PRUNED = 100;

/** Opens the devices. */
export function openDevices(sql: SqlDatabase): DeviceRecords {
  return { ...devicesOf(sql), ...codesOf(sql), ...requestsOf(sql), ...tasksOf(sql) };
}

function devicesOf(sql: SqlDatabase): Pick<DeviceRecords, 'all' | 'get' | 'put' | 'remove'> {
  return {
    all: () => sql.run(`SELECT * FROM devices ORDER BY paired_at, id`).map(readDevice),
    get: (id) => {
      const [row] = sql.run(`SELECT * FROM devices WHERE id = ?`, id);
      return row === undefined ? null : readDevice(row);
    },
    put: ({ id, name, platform, appVersion, pairedAt, seenAt, seenUpTo, revokedAt }) => {
      sql.run(
        `INSERT OR REPLACE INTO devices (id, name, platform, app_version, paired_at, seen_at, seen_up_to, revoked_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        name,
        platform,
        appVersion,
        pairedAt,
        seenAt,
        seenUpTo,
        revokedAt,
      );
    },
    remove: (id) => {
      sql.run(`DELETE FROM devices WHERE id = ?`, id);
    },
  };
}

function codesOf(sql: SqlDatabase): Pick<DeviceRecords, 'addCode' | 'takeCode' | 'countCodes'> {
  return {
    addCode: ({ hash, name, expiresAt }, now) => {
      sql.run(`DELETE FROM pairing_codes WHERE expires_at <= ?`, now);
      sql.run(`INSERT INTO pairing_codes (hash, name, expires_at) VALUES (?, ?, ?)`, hash, name, expiresAt);
    },
    takeCode: (hash, now) => {
      const [row] = sql.run(`DELETE FROM pairing_codes WHERE hash = ? RETURNING *`, hash);
      if (row === undefined) return null;
      const code = { hash, name: textOf(row, 'name'), expiresAt: numberOf(row, 'expires_at') };
      return code.expiresAt > now ? code : null;
    },
    countCodes: (now) => sql.run(`SELECT 1 FROM pairing_codes WHERE expires_at > ?`, now).length,
  };
}

function requestsOf(
  sql: SqlDatabase,
): Pick<DeviceRecords, 'isSpent' | 'spend' | 'answerTo' | 'keepAnswer' | 'pruneAnswers'> {
  return {
    isSpent: (signature) =>
      sql.run(`SELECT 1 FROM device_requests WHERE signature = ?`, signature).length > 0,
    spend: (signature, until, now) => {
      sql.run(`DELETE FROM device_requests WHERE until < ?`, now);
      sql.run(`INSERT INTO device_requests (signature, until) VALUES (?, ?)`, signature, until);
    },
    answerTo: (device, intent) => {
      const [row] = sql.run(
        `SELECT answer FROM device_intents WHERE device = ? AND intent = ?`,
        device,
        intent,
      );
      return row === undefined ? null : textOf(row, 'answer');
    },
    keepAnswer: (device, intent, answer, at) => {
      sql.run(
        `INSERT OR REPLACE INTO device_intents (device, intent, answer, at) VALUES (?, ?, ?, ?)`,
        device,
        intent,
        answer,
        at,
      );
    },
    pruneAnswers: (before) => {
      const [oldest] = sql.run(`SELECT at FROM device_intents ORDER BY rowid LIMIT 1`);
      if (oldest === undefined || numberOf(oldest, 'at') >= before) return;
      sql.run(
        `DELETE FROM device_intents WHERE rowid IN (
           SELECT rowid FROM device_intents ORDER BY rowid LIMIT ?) AND at < ?`,
        MAX_PRUNED,
        before,
      );
    },
  };
}

function tasksOf(sql: SqlDatabase): Pick<DeviceRecords, 'taskOf' | 'mobileIdOf' | 'nameTask' | 'tasksOf'> {
  return {
    taskOf: (mobileId) => {
      const [row] = sql.run(`SELECT task_id FROM mobile_tasks WHERE mobile_id = ?`, mobileId);
      return row === undefined ? null : taskId(textOf(row, 'task_id'));
    },
    mobileIdOf: (task) => {
      const [row] = sql.run(`SELECT mobile_id FROM mobile_tasks WHERE task_id = ?`, task);
      return row === undefined ? null : textOf(row, 'mobile_id');
    },
    nameTask: (mobileId, task, device) => {
      sql.run(
        `INSERT OR REPLACE INTO mobile_tasks (mobile_id, task_id, device) VALUES (?, ?, ?)`,
        mobileId,
        task,
        device,
      );
    },
    tasksOf: (device) =>
      sql
        .run(`SELECT mobile_id, task_id FROM mobile_tasks WHERE device = ? ORDER BY mobile_id`, device)
        .map((row) => ({ mobileId: textOf(row, 'mobile_id'), taskId: taskId(textOf(row, 'task_id')) })),
  };
}

function readDevice(row: SqlRow): Device {
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    platform: textOrNull(row, 'platform'),
    appVersion: textOrNull(row, 'app_version'),
    pairedAt: numberOf(row, 'paired_at'),
    seenAt: numberOrNull(row, 'seen_at'),
    seenUpTo: numberOf(row, 'seen_up_to'),
    revokedAt: numberOrNull(row, 'revoked_at'),
  };
}
