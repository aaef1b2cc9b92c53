import { describe, expect, it } from 'vitest';
import type { ShownDevice, ShownPairingCode } from '../../protocol/answers/mobile.ts';
import { awaitDevice, formatCode } from './pair-device.ts';

const MADE: ShownPairingCode = {
  code: 'K7W3M-PX94D',
  account: 'default',
  expiresAt: Date.UTC(2026, 11, 1),
  link: 'https://sync.example.com/app/#/pair?code=K7W3M-PX94D',
  noLink: null,
  localLink: 'http://127.0.0.1:8790/app/#/pair?code=K7W3M-PX94D',
  svg: null,
};
const NO_LINK = { ...MADE, link: null, noLink: 'A phone needs https.' };
const SHOWING = { columns: 0, isRunning: true, file: null };

function device(id: string, name: string): ShownDevice {
  const times = { pairedAt: 5, seenAt: null, revokedAt: null, waits: null };
  return { id, name, platform: 'ios', appVersion: null, ...times };
}

describe('a pairing code', () => {
  it('[S53] is shown with its link, and drawn where there is room', () => {
    const text = formatCode(MADE, SHOWING);
    expect(text).toContain(MADE.code);
    expect(text).toContain(MADE.link);
    expect(text).toContain('enter the code at https://sync.example.com/app/#/pair');
    expect(text).not.toMatch(/█|picture/);
    expect(formatCode(MADE, { ...SHOWING, columns: 80 })).toMatch(/█[^]*Scan the picture/);
  });

  it('[S53] without an address for phones says why, and how a browser here is paired', () => {
    const text = formatCode(NO_LINK, { ...SHOWING, columns: 80 });
    expect(text).toContain('A phone needs https.');
    expect(text).toContain(NO_LINK.localLink);
    expect(text).not.toContain('█');
  });

  it('[S53] offers no address at which nothing will answer', () => {
    const text = formatCode(NO_LINK, { ...SHOWING, isRunning: false });
    expect(text).toContain('npm start --');
    expect(text).not.toContain('127.0.0.1');
  });

  it('[S53] names the account, and the file that holds it, too', () => {
    const text = formatCode({ ...MADE, account: 'anna' }, { ...SHOWING, file: 'code.svg' });
    expect(text).toContain('account anna');
    expect(text).toContain('code.svg holds the code');
  });
});

describe('the wait for a device', () => {
  /** What is listed at each look, and the time of it; every look takes one. */
  async function wait(looks: readonly (readonly ShownDevice[])[], until = 100) {
    let at = 0;
    return awaitDevice(
      { devices: async () => [...(looks[at] ?? looks.at(-1) ?? [])] },
      {
        known: new Set(['old']),
        name: 'Phone',
        until,
        now: () => at,
        pause: async () => {
          at += 1;
        },
      },
    );
  }
  const old = device('old', 'Phone');

  it('[S54] ends with the one that took the code, and no other', async () => {
    const looks = [[old], [old, device('b', 'Tablet')], [old, device('b', 'Tablet'), device('c', 'Phone')]];
    expect(await wait(looks)).toEqual(device('c', 'Phone'));
  });

  it('[S54] ends when the code has expired, having looked once more', async () => {
    expect(await wait([[old]], 3)).toBeNull();
    expect(await wait([[old], [old], [old, device('c', 'Phone')]], 1)).toEqual(device('c', 'Phone'));
  });

  it('[S54] ends with Ctrl-C', async () => {
    const interrupted = awaitDevice(
      { devices: async () => [] },
      {
        known: new Set(),
        name: 'Phone',
        until: 9,
        now: () => 0,
        pause: () => Promise.reject(new Error('aborted')),
      },
    );
    await expect(interrupted).rejects.toThrow('aborted');
  });
});
