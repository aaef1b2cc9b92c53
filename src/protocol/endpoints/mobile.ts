// Where paired devices sync, and where their owner pairs them.

import * as z from 'zod';
import { STEERING_FREE_NAME } from './names.ts';
import { get, post, put, remove, type EndpointOptions } from './endpoint.ts';
import { idPath, wholeNumber } from './inputs.ts';
import { MAX_MOBILE_PAGE } from '../mobile.ts';
import { MAX_DEVICE_ID_CHARS } from '../mobile-signature.ts';

/** The largest report that is read, bytes. */
const MAX_REPORT_BYTES = 4 * 1024 * 1024;

/** A device shows by its signature who it is; whether it sent something before is known by the signature, too. */
const SIGNED: EndpointOptions = { access: 'signed', whenRepeated: 'own_ids' };

/** Whose device it is, if not the default account's. */
const account = z.string().max(32).optional();

const registerSchema = z.object({
  code: z.string().min(1).max(40),
  platform: z.string().max(64).nullish(),
  appVersion: z.string().max(64).nullish(),
});

/** What a device says about itself when it is paired. */
export type Registration = z.output<typeof registerSchema>;

const changesQuerySchema = z.object({
  account,
  deviceId: z.string().max(MAX_DEVICE_ID_CHARS).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(400).optional(),
  limit: wholeNumber.pipe(z.number().min(1).max(MAX_MOBILE_PAGE)).optional(),
});

/** What a device asks for. */
export type ChangesRequest = Omit<z.output<typeof changesQuerySchema>, 'account' | 'deviceId'>;

/** What devices call. */
export const MOBILE = {
  registerDevice: post(
    '/mobile/register',
    { query: z.object({ account }), body: registerSchema },
    { access: 'code', whenRepeated: 'own_ids' },
  ),
  syncDevice: post(
    '/mobile/sync',
    { query: z.object({ account }), body: z.unknown() },
    { ...SIGNED, maxBodyBytes: MAX_REPORT_BYTES },
  ),
  deviceChanges: get('/mobile/changes', { query: changesQuerySchema }, SIGNED),
  deviceSocket: get('/mobile/socket', { query: z.object({ account }) }, SIGNED),
} as const;

const named = z.strictObject({ name: STEERING_FREE_NAME });

/** What their owner calls. */
export const DEVICES = {
  devices: get('/v1/devices', {}, { access: 'owner_alone' }),
  // The code is shown once and kept nowhere.
  makePairingCode: post(
    '/v1/pairing-codes',
    { body: named.extend({ qr: z.boolean().optional() }) },
    { access: 'owner_alone', whenRepeated: 'refused' },
  ),
  renameDevice: put('/v1/devices/:id', { path: idPath, body: named }, { access: 'owner_alone' }),
  readmitDevice: post('/v1/devices/:id/readmit', { path: idPath }, { access: 'owner_alone' }),
  revokeDevice: remove('/v1/devices/:id', { path: idPath }, { access: 'owner_alone' }),
} as const;
