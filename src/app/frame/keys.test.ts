import { describe, expect, it } from 'vitest';
import { commandOf, KEY_HELP, type PressedKey } from './keys.ts';

const NAMES: Readonly<Record<string, string>> = {
  '↓': 'ArrowDown',
  '↑': 'ArrowUp',
  Esc: 'Escape',
  Space: ' ',
};
const pressed = (key: string, held: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

describe('the keys', () => {
  it('[U39] that the help shows each do something', () => {
    const shown = KEY_HELP.filter(({ title }) => title !== 'While adding').flatMap(({ keys }) =>
      keys.flatMap((one) => one.keys.filter((key) => key !== '…')),
    );
    expect(shown.length).toBeGreaterThan(15);
    expect(shown.filter((key) => commandOf(pressed(NAMES[key] ?? key)) === null)).toEqual([]);
  });

  it('[U39] of the browser and of the system are left to them, but for undoing', () => {
    for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }])
      for (const key of ['n', 'd', 's', 't', 'k', '1', 'Enter'])
        expect(commandOf(pressed(key, held))).toBeNull();
    expect(commandOf(pressed('z', { metaKey: true }))).toEqual({ kind: 'undo' });
  });

  it('[U39] that mean nothing do nothing', () => {
    expect(['q', 'F5', 'Tab', 'Home', '7'].map((key) => commandOf(pressed(key)))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
