// Detects whether the app wrote to its database, at almost no cost. Reads neither the database file nor its `-shm`: closing either
// would drop the locks that SQLite holds on it in the same process. See sqlite.org/howtocorrupt.html 2.2.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { isRefusal } from './find-database.ts';

/** Layout of the write-ahead log, in bytes. Source: sqlite.org/fileformat2.html 4.1 */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const PAGE_SIZE_AT = 8;
const SALT = { inHeader: 16, inFrame: 8, bytes: 8 };

/**
 * The state of the database files, which differs after every write of the app. Made of the time and size of the database, and of
 * how far its write-ahead log is filled, since two writes may get the same file time.
 */
export function fileStamp(path: string): string {
  const main = statSync(path, { throwIfNoEntry: false, bigint: true });
  return `${main?.mtimeNs ?? 0n}:${main?.size ?? 0n}/${logStamp(`${path}-wal`)}`;
}

function logStamp(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size < HEADER_BYTES) return 'empty';
  try {
    return readLog(path, size);
  } catch (error) {
    // The read that follows reports why nothing can be read.
    if (isRefusal(error)) return 'refused';
    throw error;
  }
}

function readLog(path: string, size: number): string {
  const file = openSync(path, 'r');
  try {
    const header = readBytes(file, 0, HEADER_BYTES);
    const pageSize = header.readUInt32BE(PAGE_SIZE_AT);
    const salt = header.subarray(SALT.inHeader, SALT.inHeader + SALT.bytes);
    const frameBytes = FRAME_HEADER_BYTES + pageSize;
    const frameAt = (index: number): Buffer =>
      readBytes(file, HEADER_BYTES + index * frameBytes, FRAME_HEADER_BYTES);
    const isFilled = (index: number): boolean =>
      frameAt(index)
        .subarray(SALT.inFrame, SALT.inFrame + SALT.bytes)
        .equals(salt);
    const filled = countWhile(Math.floor((size - HEADER_BYTES) / frameBytes), isFilled);
    const last = filled === 0 ? '' : frameAt(filled - 1).toString('hex');
    return `${header.toString('hex')}:${filled}:${last}`;
  } finally {
    closeSync(file);
  }
}

/** Frames have the header's salt up to where the log is filled, and older salts beyond. Counts the former by binary search. */
function countWhile(total: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, total];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readBytes(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, position);
  return bytes;
}
