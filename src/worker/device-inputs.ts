// What each call about devices is given. Types only.

import type { ChangesRequest, Registration } from '../protocol/endpoints/mobile.ts';
import type { SignedRequest } from '../replicas/mobile/signature.ts';

/** Where a pairing link may lead. */
export interface PairingPlace {
  /** The origin for devices; null: there is none. */
  readonly publicUrl: string | null;
  /** Why there is none, in plain words; null where there is. */
  readonly problem: string | null;
  /** The origin for a browser on the machine that asks, which needs no https; null where this is no server of that machine. */
  readonly localUrl: string | null;
}

/** The input of each call, by name. */
export interface DeviceInputs {
  readonly register: Registration;
  readonly sync: SignedRequest;
  readonly changes: { readonly request: SignedRequest; readonly query: ChangesRequest };
  readonly devices: null;
  readonly makeCode: { readonly name: string; readonly qr: boolean; readonly place: PairingPlace };
  readonly rename: { readonly id: string; readonly name: string };
  readonly readmit: { readonly id: string };
  readonly revoke: { readonly id: string };
}

/** Names a call. */
export type DeviceName = keyof DeviceInputs;
