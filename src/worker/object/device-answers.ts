// How devices are told that something went wrong: in the shape that clients of the earlier API read.

import type { MobileFailed } from '../../protocol/answers/mobile.ts';
import type { CallAnswer } from '../calls.ts';
import { answeredAs } from './answers.ts';

/** An error as devices read it. `now`: epoch ms; `retryAfterS`: seconds. */
export function errorForDevices(now: number, error: string, retryAfterS?: number): MobileFailed {
  return {
    success: false,
    error,
    serverTime: new Date(now).toISOString(),
    ...(retryAfterS !== undefined && { nextSyncAfter: retryAfterS }),
  };
}

/** Answers with such an error. */
export function failed(now: number, status: number, error: string, retryAfterS?: number): CallAnswer {
  const answer = errorForDevices(now, error, retryAfterS);
  const headers = retryAfterS === undefined ? {} : { headers: { 'retry-after': String(retryAfterS) } };
  return { ...answeredAs(status, answer), ...headers };
}

/** Says the same of every request that is not, or not provably, from a device of this account. */
export function wrongSignature(now: number): CallAnswer {
  return failed(
    now,
    401,
    'The signature is missing, wrong, too old, or was used before, or this device is not paired.',
  );
}

/** Says that a code does not pair anything. */
export function wrongCode(): CallAnswer {
  const message = 'The code is wrong, was used before, or has expired. The owner can make a new one.';
  return answeredAs(401, { error: 'The code is not valid', message });
}
