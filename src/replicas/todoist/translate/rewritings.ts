// What Todoist is known to do to text, without losing anything of it. Whoever measures another one on a real account adds it here.

import type { Rewriting } from '../../../model/rewritings.ts';
import { canonicalLine, canonicalText } from '../../../model/text.ts';

/** Source: none of these is documented; each was seen in some client or assumed of one (emulators/todoist/ASSUMPTIONS.md). */
export const REWRITINGS: readonly Rewriting[] = [
  { name: 'outer blanks, line ends and composed letters', fields: ['title', 'tags'], form: canonicalLine },
  { name: 'outer blanks, line ends and composed letters', fields: ['notes'], form: canonicalText },
  { name: 'capital letters of labels', fields: ['tags'], form: (label) => label.toLowerCase() },
];
