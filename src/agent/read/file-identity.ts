// Identifies the actual file of a library: a different file at the same path has a different id. Opens nothing.

import { realpathSync, statSync } from 'node:fs';
import { digestOfText } from './digest.ts';

/** Identifies the file at a path, by its real path, device and inode; null if it can't be examined. */
export function fileIdentity(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? null : `${realpathSync(path)}:${stats.dev}:${stats.ino}`;
}

/** A short id of the file at a path that does not reveal the path; null if there is none. */
export function fileName(path: string): string | null {
  const identity = fileIdentity(path);
  return identity === null ? null : digestOfText(identity);
}
