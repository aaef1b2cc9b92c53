// What paired devices and their owner are answered.

import * as z from 'zod';
import { DEVICES, MOBILE } from '../endpoints/mobile.ts';
import { MOBILE_LISTS } from '../mobile.ts';
import { olderErrorSchema } from '../problem.ts';
import { group, told, type Answer } from './told.ts';

const iso = z.string().describe('ISO 8601.');
const place = z.object({ id: z.string(), name: z.string() }).nullable();

const taskSchema = z
  .object({
    id: z.string().describe('The device’s own id if a device created it, otherwise the hub’s.'),
    hubId: z.string(),
    title: z.string(),
    notes: z.string(),
    due: z.string().nullable().describe('The day it is planned for: a day, a local time or an instant.'),
    deadline: z.string().nullable(),
    status: z.enum(['open', 'completed']),
    list: z.enum(MOBILE_LISTS),
    labels: z.array(z.string()),
    createdAt: iso,
    updatedAt: iso,
    syncState: z.enum(['synced', 'conflict']),
    project: place,
    area: place,
    heading: place,
    checklist: z.array(z.object({ key: z.string(), title: z.string(), done: z.boolean() })),
    fields: z.record(z.string(), z.unknown()).describe('The hub’s own fields, for `from` in an edit.'),
  })
  .meta({ id: 'MobileTask' });

const mappingSchema = z.object({
  mobileId: z.string(),
  hubId: z.string(),
  todoistId: z.string().nullable().describe('null: not known yet; it comes with `/mobile/changes`.'),
  thingsId: z.string().nullable(),
});

const resultSchema = z.object({
  id: z.string(),
  kind: z.enum(['created', 'updated', 'edited', 'completed', 'reopened', 'deleted']),
  intent: z.string().nullable(),
  outcome: z.enum(['done', 'conflict', 'unknown', 'refused']),
  reason: z.string().nullable(),
});

const conflictSchema = z.object({
  mobileId: z.string(),
  reason: z.string(),
  serverTask: taskSchema.optional(),
});

const syncedSchema = z
  .object({
    success: z.literal(true),
    conflicts: z.array(conflictSchema).optional(),
    mappings: z.array(mappingSchema),
    results: z.array(resultSchema).describe('One for each change, in the order of the lists.'),
    serverTime: iso.describe('Up to when the device has pulled what changed, ISO 8601.'),
  })
  .meta({ id: 'MobileSynced' });

const failedSchema = z
  .object({
    success: z.literal(false),
    error: z.string(),
    serverTime: iso,
    nextSyncAfter: z.number().optional().describe('Seconds.'),
  })
  .meta({ id: 'MobileFailed' });

const changesSchema = z
  .object({
    tasks: z.array(taskSchema),
    tombstones: z.array(z.string()),
    containers: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        name: z.string(),
        parent: z.string().nullable(),
        position: z.number().describe('Its place among those with the same parent.'),
      }),
    ),
    serverTime: iso,
    hasMore: z.boolean(),
    cursor: z.string().describe('The `cursor` of the next request.'),
    reset: z.boolean().describe('Drop everything from before: deletions since then are no longer known.'),
  })
  .meta({ id: 'MobileChanges' });

const registeredSchema = z.object({
  deviceId: z.string(),
  name: z.string().describe('As its owner named it.'),
  secret: z.string(),
  registeredAt: iso,
});

const deviceSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    platform: z.string().nullable(),
    appVersion: z.string().nullable(),
    pairedAt: z.number(),
    seenAt: z.number().nullable().describe('When it last changed something, to the hour.'),
    revokedAt: z.number().nullable(),
    waits: z
      .enum(['readmission', 'pairing'])
      .nullable()
      .describe(
        'Of a device that an earlier version had registered, and that has no access: it waits to be let in again, or, where its secret was not kept, has to be paired anew. null: any other.',
      ),
  })
  .meta({ id: 'Device' });

const codeSchema = z
  .object({
    code: z.string(),
    account: z.string(),
    expiresAt: z.number(),
    link: z
      .string()
      .nullable()
      .describe('Opens the app with the code filled in; null: there is no address that a phone can open.'),
    noLink: z.string().nullable().describe('Why there is no link, in plain words.'),
    localLink: z
      .string()
      .nullable()
      .describe(
        'The same for a browser on the machine on which the server runs and was asked; null elsewhere.',
      ),
    svg: z
      .string()
      .nullable()
      .describe(
        'The link as a QR code, an SVG picture, where it was asked for (`"qr": true`) and there is a link.',
      ),
  })
  .meta({ id: 'PairingCode' });

export type MobileTask = Answer<typeof taskSchema>;
export type MobileMapping = Answer<typeof mappingSchema>;
export type MobileSynced = Answer<typeof syncedSchema>;
export type MobileFailed = Answer<typeof failedSchema>;
export type MobileChanges = Answer<typeof changesSchema>;
export type MobileRegistered = Answer<typeof registeredSchema>;
export type ShownDevice = Answer<typeof deviceSchema>;
export type ShownPairingCode = Answer<typeof codeSchema>;

const DEVICE = { id: 'The device.' };
const ACCOUNT = { account: 'The account that the device belongs to, if it is not the default one.' };
const failed = (does: string) => ({ does, answer: failedSchema });
const REFUSED = {
  400: failed('The request can’t be read, or its body is not UTF-8.'),
  401: failed('The signature is missing, wrong, too old, or was used before, or the device is not paired.'),
  429: failed('Too many requests from this device, or from its address.'),
  503: failed('The hub can’t take anything now; nothing was changed.'),
};

/** Devices and their owner. */
export const MOBILE_GROUP = group(
  'Devices',
  'Phones and any other client. The owner pairs a device once; from then on it signs each request. See docs/mobile.md.',
  {
    endpoints: { ...MOBILE, ...DEVICES },
    told: {
      registerDevice: told('Pairs a device by a code from its owner', registeredSchema, {
        parameters: ACCOUNT,
        more: 'The secret is shown this once.',
        also: { 401: { does: 'The code is wrong, used or expired.', answer: olderErrorSchema } },
        fails: [503],
      }),
      syncDevice: told('Takes what changed on a device', syncedSchema, {
        parameters: ACCOUNT,
        more: 'At most 500 changes. Each has an outcome of its own; the answer comes when the hub has them, also while Todoist is down.',
        also: {
          ...REFUSED,
          413: failed('More than 500 changes, or more than 4 MiB; nothing was changed.'),
        },
      }),
      deviceChanges: told('Returns what changed since a device last asked', changesSchema, {
        parameters: {
          ...ACCOUNT,
          deviceId: 'Ignored: the signature says which device it is.',
          since: 'The `serverTime` of the answer before, for clients without a cursor.',
          cursor: 'The `cursor` of the answer before.',
          limit: 'Tasks and containers in one page.',
        },
        also: REFUSED,
      }),
      deviceSocket: told('Opens a WebSocket that tells a device when something changed', z.never(), {
        parameters: ACCOUNT,
        more: 'It carries only `{"type":"changed"}`, never tasks, and the answer to `ping`. Where no headers can be set the signature stands in `Sec-WebSocket-Protocol`; see docs/mobile.md.',
        also: {
          ...REFUSED,
          101: { does: 'The WebSocket is open.', answer: null },
          426: failed('The request does not ask for a WebSocket.'),
        },
      }),
      devices: told(
        'Lists the paired devices, and those of an earlier version that wait',
        z.array(deviceSchema),
      ),
      makePairingCode: told('Makes a code that pairs one device within ten minutes', codeSchema, {
        more: 'The code, its link and its picture are shown this once.',
      }),
      renameDevice: told('Renames a device', deviceSchema, { fails: [404], parameters: DEVICE }),
      readmitDevice: told('Lets a device of an earlier version in again', deviceSchema, {
        more: 'It goes on with the secret and the tasks that it has.',
        fails: [404, 409, 503],
        parameters: DEVICE,
      }),
      revokeDevice: told('Takes a device’s access away', z.array(deviceSchema), {
        fails: [404],
        parameters: DEVICE,
      }),
    },
  },
);
