// The zone of the Mac where its name can't be used.

import { describe, expect, it } from 'vitest';
import { chooseZone } from './zone.ts';

describe('the zone of the Mac', () => {
  const link = '/var/db/timezone/zoneinfo/Europe/Berlin';
  it.each([
    ['Asia/Tokyo', link, -540, 'Asia/Tokyo'],
    ['Etc/Unknown', link, -60, 'Europe/Berlin'],
    [undefined, link, -60, 'Europe/Berlin'],
    ['Mars/Base', null, -60, 'Etc/GMT-1'],
    [undefined, '/etc/somewhere', 300, 'Etc/GMT+5'],
    [undefined, null, 0, 'UTC'],
  ])(
    '[G54] is that of the process (%s), else of the system (%s), else of its offset',
    (ofProcess, at, offsetMinutes, zone) => {
      expect(chooseZone({ ofProcess, link: at, offsetMinutes })).toBe(zone);
    },
  );
});
