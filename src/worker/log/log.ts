// The Worker's log: takes what there is to tell, and writes what is wanted of it as lines of JSON.

import { LOG_LEVELS, type LogLevel, type LogLine } from '../../protocol/log.ts';
import { describeError } from '../describe-error.ts';
import type { Env } from '../env.ts';

/** A line without what every line has. */
type Entry<Line> = Line extends LogLine ? Omit<Line, 'at'> : never;

/** The log of a process. */
export interface Log {
  readonly write: (entry: Entry<LogLine>) => void;
  /** What was thrown, under an id; `run`: the number of the run in which that was. */
  readonly failure: (id: string, error: unknown, about?: string, run?: number | null) => void;
}

/** Gets each line, without its end. */
export type WriteLine = (line: string) => void;

/** Where Cloudflare keeps what a Worker says, and where the local host reads it. */
export const writeToConsole: WriteLine = (line) => {
  // oxlint-disable-next-line no-console -- the Worker's log
  console.log(line);
};

/** Opens a log. `LOG_LEVEL` says how much is written; without it, or where it is none, all but `debug`. */
export function createLog({ LOG_LEVEL: wanted }: Pick<Env, 'LOG_LEVEL'>, write: WriteLine): Log {
  const least = rank(LOG_LEVELS.find((level) => level === wanted) ?? 'info');
  const writeEntry = (entry: Entry<LogLine>): void => {
    if (rank(entry.level) >= least) write(JSON.stringify({ at: new Date().toISOString(), ...entry }));
  };
  return {
    write: writeEntry,
    failure: (id, error, about, run) => {
      const text = describeError(error);
      writeEntry({
        level: 'error',
        what: 'failure',
        id,
        ...(run === undefined ? {} : { run }),
        text: about === undefined ? text : `${about}: ${text}`,
      });
    },
  };
}

function rank(level: LogLevel): number {
  return LOG_LEVELS.indexOf(level);
}
