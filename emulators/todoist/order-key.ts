/**
 * Fractional order keys: strings that sort lexicographically (by code unit) among siblings.
 * A key is a head letter that says how many base-62 digits follow, those digits, and an optional fraction.
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FIRST_KEY = 'a0';
const FIRST_HEAD = 'a'.charCodeAt(0);
const WHOLE_KEY = /^[a-z][0-9A-Za-z]*$/;
/** Appended to a clashing key, so that it sorts right after it: the middle digit, as in the vendor's sample `a1V`. */
const MIDDLE_DIGIT = 'V';

/** Gives the next whole key after `last`, or the very first key when there is none. */
export function orderKeyAfter(last: string | null): string {
  if (last === null || !WHOLE_KEY.test(last)) return last === null ? FIRST_KEY : `${last}${MIDDLE_DIGIT}`;
  const width = last.charCodeAt(0) - FIRST_HEAD + 1;
  const whole = last.slice(1, 1 + width).padEnd(width, '0');
  for (let index = width - 1; index >= 0; index -= 1) {
    const digit = DIGITS.indexOf(whole.charAt(index));
    if (digit < DIGITS.length - 1) {
      const bumped = whole.slice(0, index) + DIGITS.charAt(digit + 1) + '0'.repeat(width - 1 - index);
      return last.charAt(0) + bumped;
    }
  }
  return String.fromCharCode(last.charCodeAt(0) + 1) + '0'.repeat(width + 1);
}

/** Gives `wanted`, or the nearest later key that no sibling in `taken` has. */
export function uniqueOrderKey(wanted: string, taken: ReadonlySet<string>): string {
  let key = wanted;
  while (taken.has(key)) key += MIDDLE_DIGIT;
  return key;
}
