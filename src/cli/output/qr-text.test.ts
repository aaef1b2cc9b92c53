import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { printableLines } from '../../model/printable.ts';
import { formatQr } from './qr-text.ts';

const LINK = 'https://sync.example.com/app/#/pair?code=K7W3M-PX94D';
const COLOURS = ['\u001b[97m\u001b[40m', '\u001b[39m\u001b[49m'] as const;

/** Which modules are light, as a camera sees them. */
function lightModulesOf(text: string): readonly (readonly boolean[])[] {
  return COLOURS.reduce((plain, colour) => plain.replaceAll(colour, ''), text)
    .split('\n')
    .flatMap((line) => [
      line.split('').map((block) => '█▀'.includes(block)),
      line.split('').map((block) => '█▄'.includes(block)),
    ]);
}

describe('a QR code in a terminal', () => {
  it('[S53] has every module where it belongs, with the margin that a camera needs', () => {
    const { data, size } = encode(LINK, { border: 4 });
    const shown = lightModulesOf(formatQr(LINK, 80) ?? '');
    expect(shown.slice(0, size)).toEqual(data.map((row) => row.map((isDark) => !isDark)));
    expect(shown[0]?.every(Boolean)).toBe(true);
  });

  it('[S53] sets both colours in each line, so that no theme turns it around, and passes the terminal', () => {
    const text = formatQr(LINK, 80) ?? '';
    for (const line of text.split('\n')) {
      expect([line.slice(0, COLOURS[0].length), line.slice(-COLOURS[1].length)]).toEqual(COLOURS);
      expect(line.slice(COLOURS[0].length, -COLOURS[1].length)).toMatch(/^[█▀▄ ]+$/);
    }
    expect(printableLines(text, { styled: true })).toBe(text);
  });

  it('[S53] is left out where lines would break, or none can be shown', () => {
    expect([0, 40, 60].map((columns) => formatQr(LINK, columns))).toEqual([null, null, null]);
    expect(formatQr(LINK, 61)).not.toBeNull();
    expect(formatQr(`https://${'a'.repeat(200)}.example/app/#/pair?code=K7W3M-PX94D`, 61)).toBeNull();
  });
});
