// Failures in sentences for a person. Pure.

import type { CallFailure } from '../../mobile-client/calls.ts';

/** Why the hub did not take or tell everything. */
export function describeFailure(failure: CallFailure): string {
  switch (failure.kind) {
    case 'unreachable':
      return 'Your tasks can’t be reached at the moment. What you do is kept here and sent later.';
    case 'busy':
      return 'The server asked to wait a little. What you do is kept here and sent then.';
    case 'not_paired':
      return 'This device has no access any more. What you did here is kept and sent once it is paired again.';
    case 'refused':
      return `The server refused what this device sent${failure.detail === '' ? '.' : `: ${failure.detail}`}`;
  }
}

/** Why a device was not paired. */
export function describePairing(failure: CallFailure): string {
  switch (failure.kind) {
    case 'unreachable':
      return 'The server can’t be reached. Check the address and the network.';
    case 'busy':
      return failure.afterS === null
        ? 'The server can’t pair a device now. Try again in a little while.'
        : `The server can’t pair a device now. Try again in ${failure.afterS} seconds.`;
    case 'not_paired':
      return 'This code is wrong, was used before or has expired. Have a new one made.';
    case 'refused':
      return `The server refused to pair this device${failure.detail === '' ? '.' : `: ${failure.detail}`}`;
  }
}
