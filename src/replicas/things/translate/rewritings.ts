// What Things is known to do to text, without losing anything of it. Whoever measures another one on a real account adds it here.

import type { Rewriting } from '../../../model/rewritings.ts';
import { canonicalLine, canonicalText, matchingText } from '../../../model/text.ts';

/** Source: emulators/things/ASSUMPTIONS.md; that tags differ in more than their case is refused by the app itself. */
export const REWRITINGS: readonly Rewriting[] = [
  {
    name: 'outer blanks, line ends and composed letters',
    fields: ['title', 'tags', 'checklist'],
    form: canonicalLine,
  },
  { name: 'outer blanks, line ends and composed letters', fields: ['notes'], form: canonicalText },
  { name: 'capital letters and double blanks of tags', fields: ['tags'], form: matchingText },
];
