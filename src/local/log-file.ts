// The log of the Worker on this machine: a file beside the state, of which older parts are kept up to a size. Nobody else can read it.

import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseLogLine, withoutQuoted, type LogLine } from '../protocol/log.ts';
import { systemWords } from './system-words.ts';

/** Below the state directory. */
export const LOG_FOLDER = 'log';
const FILE = 'worker.log';

/** A file of this size is put away, and a new one begun. */
const MAX_BYTES = 5 * 1024 * 1024;
/** So many that were put away are kept. */
const KEPT = 3;

/** The log, open for writing. One process at a time: whoever has the state. */
export interface LogFile {
  readonly write: (line: string) => void;
  /** Safe to call twice. */
  readonly close: () => void;
}

/** The files of a state's log, oldest first; the last one is written to. They need not be there. */
export function logFiles(stateDirectory: string): readonly string[] {
  const file = join(stateDirectory, LOG_FOLDER, FILE);
  const older = Array.from({ length: KEPT }, (_, at) => `${file}.${KEPT - at}`);
  return [...older, file];
}

/** Opens the log of a state. What can't be written is told once, and stops nothing. */
export function openLogFile(
  stateDirectory: string,
  tell: (line: string) => void,
  maxBytes = MAX_BYTES,
): LogFile {
  const files = logFiles(stateDirectory);
  const path = files.at(-1) ?? '';
  let open: { readonly descriptor: number; bytes: number } | null = null;
  let isOver = false;
  const begin = (): { readonly descriptor: number; bytes: number } => {
    mkdirSync(join(stateDirectory, LOG_FOLDER), { recursive: true, mode: 0o700 });
    const descriptor = openSync(path, 'a', 0o600);
    return { descriptor, bytes: fstatSync(descriptor).size };
  };
  const close = (): void => {
    if (open !== null) closeSync(open.descriptor);
    open = null;
  };
  const append = (line: string): void => {
    open ??= begin();
    if (open.bytes >= maxBytes) {
      close();
      putAway(files);
      open = begin();
    }
    open.bytes += writeSync(open.descriptor, `${line}\n`);
  };
  return {
    close: () => {
      isOver = true;
      close();
    },
    write: (line) => {
      if (isOver) return;
      try {
        append(line);
      } catch (error) {
        const words = systemWords(error);
        if (words === null) throw error;
        isOver = true;
        tell(`the log is not written any more: ${words}`);
      }
    },
  };
}

/** Each file takes the name of the one that is older by one; the oldest is gone by that. */
function putAway(files: readonly string[]): void {
  for (const [at, older] of files.entries()) {
    const next = files[at + 1];
    if (next !== undefined && existsSync(next)) renameSync(next, older);
  }
}

/** Keeps what workerd says, and tells what went wrong: requests and runs are nothing for a terminal. */
export function keepLine(file: LogFile, tell: (line: string) => void, said: string): void {
  const line = parseLogLine(said);
  if (line !== null) {
    file.write(said);
    if (line.what === 'failure') tell(line.id === null ? line.text : `${line.id} ${line.text}`);
    return;
  }
  // It is none of ours: what the runtime says of an error may quote anything.
  file.write(JSON.stringify(runtimeLine(said)));
  tell(said);
}

function runtimeLine(said: string): LogLine {
  const text = withoutQuoted(said).slice(0, 300);
  return { at: new Date().toISOString(), level: 'warn', what: 'failure', id: null, text };
}
