// The names of priorities. Pure.

import type { Priority } from '../../mobile-client/types.ts';

/** By the numbers of the data: 4 is the most urgent. */
export const PRIORITY_NAMES: Readonly<Record<Priority, string>> = {
  4: 'Urgent',
  3: 'High',
  2: 'Medium',
  1: 'No priority',
};
