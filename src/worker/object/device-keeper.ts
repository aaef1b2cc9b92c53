// Pairs devices, knows them by what they sign, and takes their access away.

import { toHex } from '../../model/hmac.ts';
import { sha256Hex } from '../../model/sha256.ts';
import { CODE_ALPHABET, CODE_LENGTH } from '../../protocol/pairing-link.ts';
import type { Device } from '../../model/device.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Transaction } from '../../hub/store.ts';
import type { DeviceRecords } from '../../hub/sqlite/tables/device-table.ts';
import type { Vault, VaultFailure } from '../../hub/secrets.ts';
import {
  claimOf,
  isRight,
  SIGNATURE_WINDOW_MS,
  type Claim,
  type SignedRequest,
} from '../../replicas/mobile/signature.ts';

/** How long a code is good for, ms. */
const CODE_VALID_MS = 10 * 60_000;
/** More codes than this are not valid at once. */
const MAX_CODES = 20;
const SECRET_BYTES = 32;
const HOUR_MS = 3_600_000;
/** What secrets of devices are sealed for. */
export const DEVICE_SECRET = 'device';
/** As long as any device's. */
const NOBODYS_SECRET = '0'.repeat(2 * SECRET_BYTES);

/** A device that was just paired. The only time that its secret is shown. */
interface PairedDevice {
  readonly deviceId: string;
  /** As its owner knows it. */
  readonly name: string;
  /** 64 hex digits. */
  readonly secret: string;
  /** Epoch ms. */
  readonly pairedAt: number;
}

/** Why a device is not paired. */
export type PairingFailure =
  | VaultFailure
  | { readonly kind: 'wrong_code' }
  | { readonly kind: 'too_many_codes' };

/** A request whose signature is right. */
export interface VerifiedRequest {
  readonly device: Device;
  readonly signature: string;
  /** How far the device's clock is ahead of ours, ms, as the time of its signature tells. */
  readonly aheadMs: number;
  /** Marks the request as carried out; in the transaction that carries it out. */
  readonly spend: () => void;
  /** It was carried out before. To be asked again in the same turn as `spend`: others like it may be on their way. */
  readonly isSpent: () => boolean;
}

/** What an account does with its devices. */
export interface DeviceKeeper {
  readonly all: () => readonly Device[];
  /** Makes a code with which one device of this name can be paired. */
  readonly makeCode: (
    name: string,
  ) => Promise<Result<{ readonly code: string; readonly expiresAt: number }, PairingFailure>>;
  readonly pair: (given: {
    readonly code: string;
    readonly platform: string | null;
    readonly appVersion: string | null;
  }) => Promise<Result<PairedDevice, PairingFailure>>;
  /** null: there is no such device. */
  readonly rename: (id: string, name: string) => Device | null;
  /** Tells whether there is such a device. */
  readonly revoke: (id: string) => boolean;
  /** null: it is not from a device of this account, or not from now. Takes as long for a device that does not exist. */
  readonly verify: (request: SignedRequest, body: unknown) => Promise<VerifiedRequest | null>;
  /** Notes up to when a device has processed what changed, epoch ms. In memory, until something is written anyway. */
  readonly noteSeen: (id: string, at: number) => void;
  /** Up to when it has, as far as is known; 0: nothing is known. */
  readonly seenUpTo: (id: string) => number;
}

/** Opens the devices of an account. */
export function createDeviceKeeper(parts: {
  readonly records: DeviceRecords;
  readonly vault: Vault;
  readonly transaction: Transaction;
  readonly now: () => number;
  readonly newId: () => string;
}): DeviceKeeper {
  const { records, vault, transaction, now } = parts;
  const seen = new Map<string, number>();
  return {
    all: records.all,
    makeCode: async (name) => {
      const detail = vault.problem();
      if (detail !== null) return err({ kind: 'not_configured', detail });
      if (records.countCodes(now()) >= MAX_CODES) return err({ kind: 'too_many_codes' });
      const code = randomCode();
      const expiresAt = now() + CODE_VALID_MS;
      const hash = await sha256Hex(code);
      transaction(() => records.addCode({ hash, name, expiresAt }, now()));
      return ok({ code: `${code.slice(0, 5)}-${code.slice(5)}`, expiresAt });
    },
    pair: (given) => pair(parts, given),
    rename: (id, name) => change(records, id, { name }),
    revoke: (id) =>
      transaction(() => {
        if (records.get(id) === null) return false;
        vault.remove({ purpose: DEVICE_SECRET, id });
        change(records, id, { revokedAt: now() });
        return true;
      }),
    verify: async (request, body) => {
      const claim = await claimOf(request, body);
      if (claim === null) return null;
      const device = await deviceOf(parts, claim);
      if (device === null) return null;
      return {
        device,
        signature: claim.signature,
        aheadMs: claim.at - now(),
        isSpent: () => records.isSpent(claim.signature),
        spend: () => {
          // An hour longer than it is good for: it may have waited for its turn, and clocks go back.
          records.spend(claim.signature, claim.at + SIGNATURE_WINDOW_MS + HOUR_MS, now());
          const seenUpTo = Math.max(seen.get(device.id) ?? 0, device.seenUpTo);
          if (now() - (device.seenAt ?? 0) >= HOUR_MS || seenUpTo > device.seenUpTo)
            change(records, device.id, { seenAt: now(), seenUpTo });
        },
      };
    },
    noteSeen: (id, at) => {
      seen.set(id, Math.max(at, seen.get(id) ?? 0));
    },
    seenUpTo: (id) => Math.max(seen.get(id) ?? 0, records.get(id)?.seenUpTo ?? 0),
  };
}

type Parts = Parameters<typeof createDeviceKeeper>[0];

async function pair(
  { records, vault, transaction, now, newId }: Parts,
  { code, platform, appVersion }: Parameters<DeviceKeeper['pair']>[0],
): Promise<Result<PairedDevice, PairingFailure>> {
  const detail = vault.problem();
  if (detail !== null) return err({ kind: 'not_configured', detail });
  const hash = await sha256Hex(code.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''));
  const id = newId();
  const secret = toHex(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
  const sealed = await vault.seal({ purpose: DEVICE_SECRET, id }, secret);
  return transaction(() => {
    const at = now();
    const taken = records.takeCode(hash, at);
    if (taken === null) return err({ kind: 'wrong_code' });
    vault.put(sealed);
    const device = { id, name: taken.name, platform, appVersion, pairedAt: at };
    records.put({ ...device, seenAt: null, seenUpTo: 0, revokedAt: null });
    return ok({ deviceId: id, name: taken.name, secret, pairedAt: at });
  });
}

async function deviceOf({ records, vault, now }: Parts, claim: Claim): Promise<Device | null> {
  const device = records.get(claim.deviceId);
  const place = { purpose: DEVICE_SECRET, id: claim.deviceId };
  const secret = device === null || device.revokedAt !== null ? null : await vault.open(place);
  if (device === null || secret?.ok !== true) {
    // As much work as for a device that exists: a box of the same size, and the same message.
    await vault.seal(place, NOBODYS_SECRET);
    await isRight(claim, NOBODYS_SECRET, now());
    return null;
  }
  return (await isRight(claim, secret.value, now())) ? device : null;
}

function change(records: DeviceRecords, id: string, values: Partial<Device>): Device | null {
  const device = records.get(id);
  if (device === null) return null;
  const changed = { ...device, ...values };
  records.put(changed);
  return changed;
}

/** 49 bits: at ten guesses a second for the ten minutes that it is good for, one in a hundred thousand million. */
function randomCode(): string {
  let code = '';
  while (code.length < CODE_LENGTH) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    // The largest multiple of 31 below 256, so that every letter is equally likely.
    if (byte < 248) code += CODE_ALPHABET[byte % CODE_ALPHABET.length] ?? '';
  }
  return code;
}
