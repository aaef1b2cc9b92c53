// One line of the log for each run.

import type { RunDetails, RunNote } from '../../protocol/run.ts';
import type { Log } from './log.ts';

/** Why nothing came of a run although nothing is wrong. */
const IN_ORDER: ReadonlySet<string> = new Set(['standby', 'resync']);

const NOTHING_THROWN = { id: '', error: undefined };

/** Logs a run of an account, and what it threw, under an id. */
export function logRun(
  log: Log,
  account: string,
  { by, ...note }: RunNote,
  thrown: { readonly id: string; readonly error: unknown } = NOTHING_THROWN,
): void {
  if (thrown.error !== undefined) log.failure(thrown.id, thrown.error, `a run of ${by ?? 'poll'}`, note.run);
  log.write({ level: levelOf(note.stoppedBy), what: 'run', account, by: by ?? 'poll', ...note });
}

function levelOf(stoppedBy: string | null): 'info' | 'warn' | 'error' {
  if (stoppedBy === null || IN_ORDER.has(stoppedBy)) return 'info';
  return stoppedBy === 'failed' ? 'error' : 'warn';
}

/** What logs the runs of an account. */
export function tellRuns(
  log: Log,
  account: string,
): (note: RunNote, details: Pick<RunDetails, 'error'>) => void {
  return (note, { error }) => logRun(log, account, note, { id: crypto.randomUUID(), error });
}
