// Which addresses are of the earlier API: whoever asks there reads its errors, too.

import { DESCRIPTION } from '../description.ts';
import { METRICS } from '../metrics.ts';

const TODAYS: ReadonlySet<string> = new Set(
  [...Object.values(DESCRIPTION), ...Object.values(METRICS)].map(({ path }) => path),
);

/** Tells whether a path is of the earlier API, below `/t/{token}` or not; so is one that was never there, since clients of today ask below `/v1` and `/kv`. */
export function isOlderPath(path: string): boolean {
  if (TODAYS.has(path) || isBelow('/v1', path)) return false;
  return !isBelow('/kv', path) || isBelow('/kv/migration', path);
}

function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}
