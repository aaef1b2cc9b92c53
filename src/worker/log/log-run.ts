// One line of the log for each run.

import type { RunNote } from '../../protocol/run.ts';
import type { Log } from './log.ts';

/** Why nothing came of a run although nothing is wrong. */
const IN_ORDER: ReadonlySet<string> = new Set(['standby', 'resync']);

/** Logs a run of an account. */
export function logRun(log: Log, account: string, { by, ...note }: RunNote): void {
  log.write({ level: levelOf(note.stoppedBy), what: 'run', account, by: by ?? 'poll', ...note });
}

function levelOf(stoppedBy: string | null): 'info' | 'warn' | 'error' {
  if (stoppedBy === null || IN_ORDER.has(stoppedBy)) return 'info';
  return stoppedBy === 'failed' ? 'error' : 'warn';
}
