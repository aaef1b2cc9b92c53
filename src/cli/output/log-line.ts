// A line of the log for a person. Pure.

import type { LogLine } from '../../protocol/log.ts';

/** Puts a line into words. */
export function formatLogLine(line: LogLine): string {
  const mark = line.level === 'warn' || line.level === 'error' ? ` ${line.level}:` : '';
  return `${line.at}${mark} ${wordsOf(line)}`;
}

function wordsOf(line: LogLine): string {
  if (line.what === 'failure') return [line.id, line.text].filter((part) => part !== null).join(' ');
  if (line.what === 'request') {
    const { method, route, status, ms, token, account } = line;
    const who = token === null ? 'no token' : `token ${token}`;
    const whose = account === null || account === 'default' ? '' : ` of ${account}`;
    return `${method} ${route ?? '(no such address)'} ${status}, ${ms} ms, ${who}${whose}`;
  }
  const { run, by, decided, carriedOut, ms, stoppedBy } = line;
  const done = Object.entries(carriedOut).map(([replica, count]) => `${count} done in ${replica}`);
  const figures = [`${decided} decided`, ...done, `${ms} ms`].join(', ');
  const who = by === 'poll' ? 'without a visitor' : `of ${by}`;
  const stopped = stoppedBy === null ? '' : `; stopped by ${stoppedBy}`;
  return `run ${run ?? '-'} ${who}: ${figures}${stopped}`;
}
