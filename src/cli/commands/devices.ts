// Paired devices: listed, paired, renamed, their access taken away.

import type { ShownDevice } from '../../protocol/answers/mobile.ts';
import { DEVICES } from '../../protocol/endpoints/mobile.ts';
import { byId, found, type CommandSpec } from '../arguments/command-spec.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { notEmpty } from '../arguments/where.ts';
import { formatTable } from '../output/table.ts';
import { formatTime } from '../output/time-text.ts';
import { pairDevice } from './pair-device.ts';

/** `devices list`, `devices pair`, `devices readmit`, `devices rename`, `devices revoke`. */
export const DEVICE_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'devices list',
    isUsual: true,
    does: 'the paired devices',
    example: '',
    run: async (api) => found(await api.devices(), formatDevices),
  },
  {
    kind: 'account',
    name: 'devices pair',
    does: 'make a code that pairs one device within ten minutes',
    example: 'phone',
    takes: [{ name: 'NAME' }],
    options: [
      {
        flags: '--svg <FILE>',
        does: 'write the QR code into a file, too',
        read: (text) => notEmpty('--svg', text),
      },
      { flags: '--no-wait', does: 'end at once, also where this is a terminal' },
    ],
    run: (api, call) => pairDevice(api, { ...call, name: checkName(call.given.words[0] ?? '') }),
  },
  {
    kind: 'account',
    name: 'devices readmit',
    does: 'let a device of an earlier version in again, by its id',
    example: '3f6a0c1e-8a52-4f6e-9a35-0d8b8f6f7a11',
    takes: [{ name: 'ID' }],
    run: async (api, { given }) =>
      found(
        await api.readmitDevice(byId(given)),
        ({ name }) => `${name} has access again, with the secret and the tasks that it has.`,
      ),
  },
  {
    kind: 'account',
    name: 'devices rename',
    does: 'give a device another name',
    example: '3f6a0c1e-8a52-4f6e-9a35-0d8b8f6f7a11 tablet',
    takes: [{ name: 'ID' }, { name: 'NAME' }],
    run: async (api, { given }) =>
      found(
        await api.renameDevice({ ...byId(given), body: { name: checkName(given.words[1] ?? '') } }),
        () => 'Renamed.',
      ),
  },
  {
    kind: 'account',
    name: 'devices revoke',
    does: 'take a device’s access away, by its id',
    example: '3f6a0c1e-8a52-4f6e-9a35-0d8b8f6f7a11',
    takes: [{ name: 'ID' }],
    run: async (api, { given }) =>
      found(await api.revokeDevice(byId(given)), () => 'The device has no access any more.'),
  },
];

function checkName(name: string): string {
  const parsed = DEVICES.makePairingCode.takes.body.shape.name.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new UsageError('the name of a device must be 1 to 64 characters, without control characters');
}

function formatDevices(devices: readonly ShownDevice[]): string {
  if (devices.length === 0) return 'No device is paired yet.';
  const rows = devices.map((device) => [
    device.name,
    device.platform ?? '',
    `paired ${formatTime(device.pairedAt)}`,
    standing(device),
    device.id,
  ]);
  const waiting = devices.some(({ waits }) => waits === 'readmission') ? [`\n${WAITING}`] : [];
  return [formatTable(rows, { maxCellWidth: 100 }), ...waiting].join('\n');
}

const WAITING =
  'Devices of the earlier version have no access before you let them in again: npm run cli -- devices readmit ID\n' +
  'It gave access to whoever asked, so let in only those that you know. Take others off the list with: npm run cli -- devices revoke ID';

function standing({ seenAt, revokedAt, waits }: ShownDevice): string {
  if (waits === 'readmission') return `last seen ${formatTime(seenAt)}, waits to be let in again`;
  if (waits === 'pairing') return `last seen ${formatTime(seenAt)}, has to be paired anew`;
  return revokedAt === null
    ? `last change ${formatTime(seenAt)}`
    : `no access since ${formatTime(revokedAt)}`;
}
