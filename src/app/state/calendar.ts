// Today, as it goes on while the app is open.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { CivilDate } from '../../model/dates.ts';
import { localDay } from '../../mobile-client/local-day.ts';
import { msToMidnight } from './day.ts';
import type { Surroundings } from './surroundings.ts';

/** A timer may be a little early. */
const AFTER_MIDNIGHT_MS = 1000;

/** Keeps today: at midnight, and when somebody looks again, since timers stand still while a device sleeps. */
export function createCalendar(surroundings: Pick<Surroundings, 'now' | 'later' | 'watch'>): {
  readonly today: ReadonlySignal<CivilDate>;
  readonly close: () => void;
} {
  const today = signal(localDay(surroundings.now()));
  let cancel = (): void => undefined;
  const look = (): void => {
    cancel();
    const now = surroundings.now();
    today.value = localDay(now);
    cancel = surroundings.later(msToMidnight(now) + AFTER_MIDNIGHT_MS, look);
  };
  look();
  const end = surroundings.watch(look);
  return {
    today,
    close: () => {
      cancel();
      end();
    },
  };
}
