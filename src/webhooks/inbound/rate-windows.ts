// How often a sender may come: by the minute and by the hour of the clock. In memory: it costs no row, and a limit that starts anew
// when the process does still is one.

import type { WebhookConfig } from './config.ts';
import type { SourceName } from '../../model/webhook.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Counts what comes. */
export interface RateWindows {
  /** Takes one; gives the times at which the windows begin anew (epoch ms) where that is one too many, else null. */
  readonly take: (
    source: SourceName,
    limits: WebhookConfig['rateLimits'],
    now: number,
  ) => { readonly minute: number; readonly hour: number } | null;
}

/** Begins to count. */
export function createRateWindows(): RateWindows {
  const counts = new Map<SourceName, { minute: number; hour: number; inMinute: number; inHour: number }>();
  return {
    take: (source, { perMinute, perHour }, now) => {
      const [minute, hour] = [Math.floor(now / MINUTE_MS), Math.floor(now / HOUR_MS)];
      const before = counts.get(source);
      const inMinute = before?.minute === minute ? before.inMinute : 0;
      const inHour = before?.hour === hour ? before.inHour : 0;
      if (inMinute >= perMinute || inHour >= perHour)
        return { minute: (minute + 1) * MINUTE_MS, hour: (hour + 1) * HOUR_MS };
      counts.set(source, { minute, hour, inMinute: inMinute + 1, inHour: inHour + 1 });
      return null;
    },
  };
}
