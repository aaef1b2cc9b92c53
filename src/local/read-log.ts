// Reads the log of a state, also while it is written to and put away.

import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { parseLogLine, type LogLine } from '../protocol/log.ts';
import { logFiles } from './log-file.ts';

const CHUNK_BYTES = 64 * 1024;

/** A log that is read on. */
export interface LogReader {
  /** What was written since this was last asked; the first time, everything that is kept. Oldest first. */
  readonly more: () => readonly LogLine[];
  readonly close: () => void;
}

/** The file that is read now. */
interface OpenFile {
  readonly descriptor: number;
  readonly inode: number;
  /** The beginning of a line whose end is not written yet. */
  rest: string;
  readonly decoder: StringDecoder;
}

/** Opens the log of a state. It need not be there yet. */
export function openLogReader(stateDirectory: string): LogReader {
  const files = logFiles(stateDirectory);
  const path = files.at(-1) ?? '';
  let open: OpenFile | null = null;
  let isFirst = true;
  const older = (): readonly string[] =>
    files.slice(0, -1).flatMap((file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []));
  const newer = (): readonly string[] => {
    const lines: string[] = [];
    open ??= openFile(path);
    while (open !== null) {
      lines.push(...linesOf(open));
      if (!existsSync(path) || statSync(path).ino === open.inode) break;
      closeSync(open.descriptor);
      open = openFile(path);
    }
    return lines;
  };
  return {
    more: () => {
      const lines = [...(isFirst ? older() : []), ...newer()];
      isFirst = false;
      return lines.map(parseLogLine).filter((line) => line !== null);
    },
    close: () => {
      if (open !== null) closeSync(open.descriptor);
      open = null;
    },
  };
}

function openFile(path: string): OpenFile | null {
  if (!existsSync(path)) return null;
  const descriptor = openSync(path, 'r');
  return { descriptor, inode: fstatSync(descriptor).ino, rest: '', decoder: new StringDecoder('utf8') };
}

/** Reads on to the end of the file, and gives the lines that are whole. */
function linesOf(file: OpenFile): readonly string[] {
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let read = CHUNK_BYTES; read > 0;) {
    read = readSync(file.descriptor, chunk);
    file.rest += file.decoder.write(chunk.subarray(0, read));
  }
  const lines = file.rest.split('\n');
  file.rest = lines.pop() ?? '';
  return lines;
}
