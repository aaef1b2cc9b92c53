// Identifies which file was read, and whether the app has continued writing to it since the last read: then it was not replaced by
// another library.

import type { Receipt } from '../../protocol/exchange.ts';
import { fileName } from './file-identity.ts';

/**
 * Position of the reset counter and the first salt in the header of a write-ahead log, in hex digits. Source:
 * sqlite.org/fileformat2.html 4.1
 */
const RESETS = { at: 24, digits: 8 };
const SALT = { at: 32, digits: 8 };
const SALTS = 2 ** 32;
/** A larger difference between two reads is not from counting resets. */
const MAX_RESETS = 1_000_000;

interface Log {
  readonly header: string;
  readonly filled: number;
}

/** The part of a receipt about the file: read with this stamp, after the base that the Worker last accepted. */
export function originOf(
  path: string,
  stamp: string,
  base: { readonly stamp: string; readonly receipt: Receipt } | null,
): Pick<Receipt, 'file' | 'continued'> {
  const file = fileName(path);
  if (file === null) return {};
  if (base?.receipt.file === undefined) return { file };
  return { file, continued: base.receipt.file === file && isWrittenOn(base.stamp, stamp) };
}

/**
 * Compares two stamps of one database file (see `fileStamp`). True: the second log is the first one, filled further, or reset by
 * the same connection, which continues its counter. False: it is another log, or there is none to compare with.
 */
function isWrittenOn(before: string, now: string): boolean {
  const [first, second] = [logOf(before), logOf(now)];
  if (first === null || second === null) return false;
  if (first.header === second.header) return second.filled >= first.filled;
  const resets = numberIn(second, RESETS) - numberIn(first, RESETS);
  const salts = (numberIn(second, SALT) - numberIn(first, SALT) + SALTS) % SALTS;
  return resets > 0 && resets < MAX_RESETS && salts === resets;
}

/** The part of a stamp about the log; null if there is none. */
function logOf(stamp: string): Log | null {
  const found = /\/([0-9a-f]{64}):(\d+):/.exec(stamp);
  return found === null ? null : { header: found[1] ?? '', filled: Number(found[2]) };
}

function numberIn({ header }: Log, { at, digits }: typeof SALT): number {
  return Number.parseInt(header.slice(at, at + digits), 16);
}
