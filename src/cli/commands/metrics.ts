// What was counted, for a person.

import { found, type CommandSpec } from '../arguments/command-spec.ts';
import { checkWhole } from '../arguments/values.ts';
import { formatMetrics } from '../output/metrics-text.ts';

/** Hours are kept for seven days, which are parts of eight. */
const MOST_DAYS = 8;

/** `metrics`. */
export const METRIC_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'metrics',
    does: 'runs, errors, delays and use, day by day, and what waits now',
    example: '--days 7',
    options: [
      {
        flags: '--days <N>',
        does: `of so many days, today included (default: 1, at most ${MOST_DAYS})`,
        read: (text) => checkWhole('--days', text, { from: 1, to: MOST_DAYS }),
      },
    ],
    run: async (api, { given }) => {
      const days = Number(given.option('days') ?? 1);
      return found(await api.dailyMetrics({ query: { days } }), formatMetrics);
    },
  },
];
