// A line of the log for a person. Pure.

import { DEFAULT_ACCOUNT } from '../../protocol/account-name.ts';
import type { LogLine } from '../../protocol/log.ts';
import { replicaName } from './plan-text.ts';

/** Puts a line into words. */
export function formatLogLine(line: LogLine): string {
  const mark = line.level === 'warn' || line.level === 'error' ? ` ${line.level}:` : '';
  return `${line.at}${mark} ${wordsOf(line)}`;
}

function wordsOf(line: LogLine): string {
  if (line.what === 'failure')
    return [line.id, inRun(line.run), line.text].filter((part) => part !== null).join(' ');
  if (line.what === 'step') {
    return `${line.step}, ${line.ms} ms${line.run === null ? '' : `, run ${line.run}`}`;
  }
  if (line.what === 'request') {
    const { method, route, status, ms, token, account } = line;
    const who = token === null ? 'no token' : `token ${token}`;
    const whose = account === null || account === DEFAULT_ACCOUNT ? '' : ` of ${account}`;
    return `${method} ${route ?? '(no such address)'} ${status}, ${ms} ms, ${who}${whose}`;
  }
  const { run, earlierRuns = [], by, decided, carriedOut, ms, stoppedBy } = line;
  const done = Object.entries(carriedOut).map(([replica, count]) => `${count} done in ${replica}`);
  const figures = [`${decided} decided`, ...done, `${ms} ms`].join(', ');
  const who = by === 'poll' ? 'without a visitor' : `of ${by.split(',').map(replicaName).join(', ')}`;
  const stopped = stoppedBy === null ? '' : `; stopped by ${stoppedBy}`;
  const begun = earlierRuns.length === 0 ? '' : ` (begun as ${earlierRuns.join(', ')})`;
  return `run ${run ?? '-'}${begun} ${who}: ${figures}${stopped}`;
}

function inRun(run: number | null | undefined): string | null {
  return run === null || run === undefined ? null : `in run ${run}:`;
}
