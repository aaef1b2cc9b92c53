// The zone of the Mac, also where the process has no name for it that can be used. Opens nothing; looks at one link.

import { readlinkSync } from 'node:fs';
import { isZone } from '../../model/zones.ts';

/** Where systems keep the zone: a link into the folder of all zones. */
const LOCAL_TIME = '/etc/localtime';

/** Where a zone is looked for. */
export interface ZoneSources {
  /** What the process calls its zone. */
  readonly ofProcess: string | undefined;
  /** What `/etc/localtime` leads to; null where that is no link. */
  readonly link: string | null;
  /** Minutes that UTC is ahead of local time now. */
  readonly offsetMinutes: number;
}

/** The zone of the process, else that of the system, else one with the present offset: days must not shift for want of a name. */
export function chooseZone({ ofProcess, link, offsetMinutes }: ZoneSources): string {
  const named = [ofProcess, /zoneinfo\/(.+)$/.exec(link ?? '')?.[1]].find(
    (name) => name !== undefined && isZone(name),
  );
  if (named !== undefined) return named;
  const hours = Math.round(offsetMinutes / 60);
  // In names of this family, the sign says how far UTC is ahead.
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
    // Not there, or a file of its own.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
