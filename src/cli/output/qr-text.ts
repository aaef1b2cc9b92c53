// A QR code in a terminal, two modules to a character. It sets both colours itself, so that dark is dark whatever the terminal's theme is.
// Pure.

import { encode } from 'uqr';

/** Modules of white around a QR code (ISO 18004). */
const QUIET_ZONE = 4;
/** In a narrower terminal lines are likely to be broken, and the link is what helps. */
const MIN_COLUMNS = 61;

/** Bright white on black: light modules are what is written. */
const BEGIN = '\u001b[97m\u001b[40m';
const END = '\u001b[39m\u001b[49m';
/** By which of the upper and the lower module are light. */
const BLOCKS = { both: '█', upper: '▀', lower: '▄', none: ' ' } as const;

/** Draws a QR code in at most so many columns; null: there is no room for it. */
export function formatQr(text: string, columns: number): string | null {
  const { data, size } = encode(text, { border: QUIET_ZONE });
  if (columns < Math.max(MIN_COLUMNS, size)) return null;
  return data.flatMap((upper, y) => (y % 2 === 0 ? [lineOf(upper, data[y + 1])] : [])).join('\n');
}

/** Two rows of modules; below the last one there may be none, which is dark. */
function lineOf(upper: readonly boolean[], lower: readonly boolean[] = []): string {
  return `${BEGIN}${upper.map((isDark, x) => blockOf(!isDark, lower[x] === false)).join('')}${END}`;
}

function blockOf(isUpperLight: boolean, isLowerLight: boolean): string {
  if (isUpperLight) return isLowerLight ? BLOCKS.both : BLOCKS.upper;
  return isLowerLight ? BLOCKS.lower : BLOCKS.none;
}
