// What Things is known to do to text without losing any of it. Rewritings measured on a real account are to be added here.

import type { Rewriting } from '../../../model/rewritings.ts';
import { canonicalLine, canonicalText, matchingText } from '../../../model/text.ts';

/** Source: emulators/things/ASSUMPTIONS.md. The app itself refuses tags that differ only in case. */
export const REWRITINGS: readonly Rewriting[] = [
  {
    name: 'outer blanks, line ends and composed letters',
    fields: ['title', 'tags', 'checklist'],
    form: canonicalLine,
  },
  { name: 'outer blanks, line ends and composed letters', fields: ['notes'], form: canonicalText },
  { name: 'capital letters and double blanks of tags', fields: ['tags'], form: matchingText },
];
