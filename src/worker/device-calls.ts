// What the Worker asks of an account about devices, and how it is answered.

import type { MobileRegistered, ShownDevice } from '../protocol/answers/mobile.ts';
import type { Device } from '../model/device.ts';
import type { Vault } from '../hub/secrets.ts';
import type { CallAnswer } from './calls.ts';
import type { DeviceInputs, DeviceName } from './device-inputs.ts';
import { answered, refused } from './object/answers.ts';
import type { CallKinds } from './object/call-kinds.ts';
import { failed, wrongCode } from './object/device-answers.ts';
import { shownPairingCode } from './pairing-code.ts';
import type { DeviceKeeper, PairingFailure } from './object/device-keeper.ts';
import type { DeviceSockets } from './object/device-sockets.ts';
import type { Readmission } from './object/readmission.ts';
import type { DeviceSync } from './object/device-sync.ts';

/** The calls, by name. */
type DeviceCalls = {
  readonly [Name in DeviceName]: (input: DeviceInputs[Name]) => Promise<CallAnswer>;
};

/** The calls, and the one that answers with a socket. */
export interface OpenedDevices {
  readonly calls: DeviceCalls;
  readonly listen: DeviceSync['listen'];
}

/** What the calls are opened with. */
interface DeviceCallParts {
  readonly account: string;
  readonly keeper: DeviceKeeper;
  readonly readmission: Readmission;
  readonly sync: DeviceSync;
  readonly sockets: Pick<DeviceSockets, 'end'>;
  readonly vault: Pick<Vault, 'problem'>;
  readonly calls: CallKinds;
  readonly noteDevice: (device: string) => void;
  readonly now: () => number;
}

/** Opens the calls. */
export function createDeviceCalls(parts: DeviceCallParts): OpenedDevices {
  const { keeper, sync } = parts;
  const forDevice = whenReady(parts);
  const ofDevices: Pick<DeviceCalls, 'register' | 'sync' | 'changes'> = {
    register: async ({ code, platform = null, appVersion = null }) => {
      const paired = await keeper.pair({ code, platform, appVersion });
      if (!paired.ok) return refusedPairing(paired.error);
      const { deviceId, name, secret, pairedAt } = paired.value;
      const registeredAt = new Date(pairedAt).toISOString();
      return answered({ deviceId, name, secret, registeredAt } satisfies MobileRegistered);
    },
    sync: (request) => forDevice(() => sync.sync(request)),
    changes: ({ request, query }) => forDevice(() => sync.changes(request, query)),
  };
  return {
    calls: { ...ofDevices, ...callsOfOwner(parts) },
    listen: (request) => forDevice(() => sync.listen(request)),
  };
}

/** Does what a device asks for once that is possible, and until then answers with an error in the shape that devices read. */
function whenReady({ calls, vault, now }: DeviceCallParts) {
  return async <Answer extends CallAnswer | Response>(
    work: () => Promise<Answer>,
  ): Promise<Answer | CallAnswer> => {
    const obstacle = await calls.notReady();
    if (obstacle !== null) return failed(now(), 503, obstacle.detail);
    // Without the key every signature would look wrong, and a client would give up.
    const problem = vault.problem();
    return problem === null ? work() : failed(now(), 503, problem);
  };
}

function callsOfOwner(parts: DeviceCallParts): Omit<DeviceCalls, 'register' | 'sync' | 'changes'> {
  const { account, keeper, readmission, calls } = parts;
  return {
    devices: async () => answered(await listed(parts)),
    makeCode: async ({ name, qr, place }) => {
      const made = await keeper.makeCode(name);
      if (!made.ok) return refusedPairing(made.error);
      return answered(shownPairingCode(made.value, { account, qr, place }));
    },
    rename: async ({ id, name }) => {
      const device = keeper.rename(id, name);
      return device === null ? refused(NO_DEVICE) : answered(shownDevice(device));
    },
    readmit: async ({ id }) => {
      const obstacle = await calls.notReady();
      if (obstacle !== null) return refused(obstacle);
      // Which tasks it knows is part of the checkpoint.
      const device = await calls.changing(() => readmission.readmit(id));
      if (!device.ok) return refused(device.error);
      parts.noteDevice(id);
      return answered(shownDevice(device.value));
    },
    revoke: async ({ id }) => {
      if (keeper.revoke(id)) {
        parts.sockets.end(id);
        // Its batch is to expire.
        parts.noteDevice(id);
      } else if (!(await readmission.refuse(id))) return refused(NO_DEVICE);
      return answered(await listed(parts));
    },
  };
}

const NO_DEVICE = { kind: 'not_found', detail: 'No device has this id.' } as const;

function refusedPairing(failure: PairingFailure): CallAnswer {
  switch (failure.kind) {
    case 'wrong_code':
      return wrongCode();
    case 'too_many_codes':
      return refused({
        kind: 'invalid',
        detail: 'Too many codes are valid at once; wait until some of them expire.',
      });
    case 'not_configured':
    case 'not_found':
    case 'unavailable':
      return refused(failure);
  }
}

/** Those that were paired here, and those of an earlier version that wait. */
async function listed({
  keeper,
  readmission,
}: Pick<DeviceCallParts, 'keeper' | 'readmission'>): Promise<readonly ShownDevice[]> {
  const waiting = await readmission.waiting();
  return [
    ...keeper.all().map((device) => shownDevice(device)),
    ...waiting.map(({ device, waits }) => shownDevice(device, waits)),
  ];
}

function shownDevice(device: Device, waits: ShownDevice['waits'] = null): ShownDevice {
  const { id, name, platform, appVersion, pairedAt, seenAt, revokedAt } = device;
  return { id, name, platform, appVersion, pairedAt, seenAt, revokedAt, waits };
}
