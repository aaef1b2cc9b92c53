// Checks of what was typed as the value of an option. A checked value is given on as text.

import { UsageError } from './usage-error.ts';

/** The number of a run. Throws `UsageError`. */
export function checkRun(text: string): string {
  if (/^\d{1,15}$/.test(text)) return text;
  throw new UsageError(`--run takes the number of a run, not ${text}`);
}

/** A whole number. Throws `UsageError`. */
export function checkWhole(
  flag: string,
  text: string,
  { from = 0, to = Number.MAX_SAFE_INTEGER }: { readonly from?: number; readonly to?: number } = {},
): string {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= from && number <= to) return text;
  const range = to === Number.MAX_SAFE_INTEGER ? 'a whole number' : `a whole number from ${from} to ${to}`;
  throw new UsageError(`${flag} takes ${range}, not ${text}`);
}
