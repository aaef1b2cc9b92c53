// The Mac's time zone, even if the process has no usable name for it. Opens nothing; only reads one symbolic link.

import { readlinkSync } from 'node:fs';
import { isZone } from '../../model/zones.ts';

/** Where systems store the zone: a link into the folder of all zones. */
const LOCAL_TIME = '/etc/localtime';

/** Sources of the time zone. */
export interface ZoneSources {
  /** The process's own zone name. */
  readonly ofProcess: string | undefined;
  /** The target of `/etc/localtime`; null if it is not a link. */
  readonly link: string | null;
  /** Minutes by which UTC is currently ahead of local time. */
  readonly offsetMinutes: number;
}

/**
 * The zone of the process, otherwise of the system, otherwise one with the current offset, so that days don't shift just because
 * the name is unknown.
 */
export function chooseZone({ ofProcess, link, offsetMinutes }: ZoneSources): string {
  const named = [ofProcess, /zoneinfo\/(.+)$/.exec(link ?? '')?.[1]].find(
    (name) => name !== undefined && isZone(name),
  );
  if (named !== undefined) return named;
  const hours = Math.round(offsetMinutes / 60);
  // The sign in these names is inverted: it says how far UTC is ahead.
  return hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '+' : '-'}${Math.abs(hours)}`;
}

/** The zone of this machine. */
export function localZone(): string {
  return chooseZone({
    ofProcess: Intl.DateTimeFormat().resolvedOptions().timeZone,
    link: linkOf(LOCAL_TIME),
    offsetMinutes: new Date().getTimezoneOffset(),
  });
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    // It does not exist, or is not a link.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
