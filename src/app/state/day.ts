// Days on the person's own calendar. Pure but for the zone of the device.

import { addDays, type CivilDate } from '../../model/dates.ts';

/** How long a day lasts from an instant on until the next one begins in the zone of this device, ms. `at`: epoch ms. */
export function msToMidnight(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime() - at;
}

/** The seven days after a day. */
export function comingWeek(today: CivilDate): readonly CivilDate[] {
  return [1, 2, 3, 4, 5, 6, 7].map((days) => addDays(today, days));
}
