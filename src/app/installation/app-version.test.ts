import { expect, it } from 'vitest';
import { openAppVersion } from './app-version.ts';

/** A window of a browser that keeps no app; what can be kept is tested in `test/browser`. */
function windowWithout(isSecureContext: boolean): Window {
  return { isSecureContext, navigator: {}, location: { reload: () => undefined } } as unknown as Window;
}

it.each([
  ['is neither https nor this machine', false, 'insecure'],
  ['is fine, in a browser that keeps no apps', true, 'unsupported'],
] as const)(
  '[U67] at an address that %s, nothing is kept, and that is known',
  (_what, isSecure, expected) => {
    const version = openAppVersion(windowWithout(isSecure), () => 0);
    expect(version.offline.value).toBe(expected);
    expect(version.isNewerReady.value).toBe(false);
  },
);
