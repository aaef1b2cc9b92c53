// What Todoist is known to do to text without losing any of it. Rewritings measured on a real account are to be added here.

import type { Rewriting } from '../../../model/rewritings.ts';
import { canonicalLine, canonicalText } from '../../../model/text.ts';

/** Source: none of these is documented; each was seen in a client or is assumed of one (emulators/todoist/ASSUMPTIONS.md). */
export const REWRITINGS: readonly Rewriting[] = [
  { name: 'outer blanks, line ends and composed letters', fields: ['title', 'tags'], form: canonicalLine },
  { name: 'outer blanks, line ends and composed letters', fields: ['notes'], form: canonicalText },
  { name: 'capital letters of labels', fields: ['tags'], form: (label) => label.toLowerCase() },
];
