// Names the very file that a library is in: another file at the same path has another name. Opens nothing.

import { realpathSync, statSync } from 'node:fs';
import { digestOfText } from './digest.ts';

/** Which file is at a path, by its real path, device and inode; null when there is none that can be looked at. */
export function fileIdentity(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? null : `${realpathSync(path)}:${stats.dev}:${stats.ino}`;
}

/** A short name of the very file at a path, which tells no path; null where there is none. */
export function fileName(path: string): string | null {
  const identity = fileIdentity(path);
  return identity === null ? null : digestOfText(identity);
}
