// What each call about devices is given. Types only.

import type { ChangesRequest, Registration } from '../protocol/endpoints/mobile.ts';
import type { SignedRequest } from '../replicas/mobile/signature.ts';

/** The input of each call, by name. */
export interface DeviceInputs {
  readonly register: Registration;
  readonly sync: SignedRequest;
  readonly changes: { readonly request: SignedRequest; readonly query: ChangesRequest };
  readonly devices: null;
  readonly makeCode: { readonly name: string };
  readonly rename: { readonly id: string; readonly name: string };
  readonly revoke: { readonly id: string };
}

/** Names a call. */
export type DeviceName = keyof DeviceInputs;
