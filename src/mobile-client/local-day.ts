// Today on the person's own calendar: the only thing that depends on the zone of the device.

import { civilDate, type CivilDate } from '../model/dates.ts';

/** The day of an instant in the zone of this device. `at`: epoch ms. */
export function localDay(at: number): CivilDate {
  const date = new Date(at);
  return civilDate(date.getFullYear(), date.getMonth() + 1, date.getDate());
}
