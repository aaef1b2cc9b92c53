// One line of the log for each step that an object does by itself.

import type { ScheduleParts } from '../object/schedule.ts';
import type { Log } from './log.ts';

/** These are runs, which have a line of their own. */
const RUNS: ReadonlySet<string> = new Set(['poll', 'webhooks']);

/** What a schedule logs with, for the steps of an account. */
export function stepLog(
  log: Log,
  account: string,
  lastRun: ScheduleParts['lastRun'],
): Pick<ScheduleParts, 'log' | 'lastRun' | 'tell'> {
  return {
    log: log.failure,
    lastRun,
    tell: (done) => {
      log.write({ level: RUNS.has(done.step) ? 'debug' : 'info', what: 'step', account, ...done });
    },
  };
}
