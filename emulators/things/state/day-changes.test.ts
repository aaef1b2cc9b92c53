// What midnight and launch do, over every zone from UTC-11 to UTC+14 and over days on which the clock changes.
import { describe, expect, it } from 'vitest';
import { addDays, utcMidnightMs } from '../encodings/civil-date.ts';
import { instanceId } from '../encodings/ids.ts';
import { packDay, unpackDay } from '../encodings/packed.ts';
import { openBench } from '../test-bench.ts';
import type { Bench } from '../test-bench.ts';

const HOUR_MS = 3_600_000;

/** Zones with their offset in July 2026; between them every hour from -11 to +14 and some odd ones. */
const ZONES: readonly (readonly [string, number])[] = [
  ['Pacific/Pago_Pago', -11],
  ['Pacific/Honolulu', -10],
  ['Pacific/Marquesas', -9.5],
  ['America/Anchorage', -8],
  ['America/Los_Angeles', -7],
  ['America/Denver', -6],
  ['America/Chicago', -5],
  ['America/New_York', -4],
  ['America/St_Johns', -2.5],
  ['America/Sao_Paulo', -3],
  ['Atlantic/Azores', 0],
  ['Europe/London', 1],
  ['Europe/Berlin', 2],
  ['Europe/Athens', 3],
  ['Asia/Dubai', 4],
  ['Asia/Karachi', 5],
  ['Asia/Kathmandu', 5.75],
  ['Asia/Dhaka', 6],
  ['Asia/Bangkok', 7],
  ['Asia/Shanghai', 8],
  ['Asia/Tokyo', 9],
  ['Australia/Sydney', 10],
  ['Pacific/Noumea', 11],
  ['Pacific/Auckland', 12],
  ['Pacific/Chatham', 12.75],
  ['Pacific/Tongatapu', 13],
  ['Pacific/Kiritimati', 14],
];

/** Opens an app at a local day and hour (of a clock without changes that day). */
function openAt(zone: string, instantMs: number): { bench: Bench; goTo: (ms: number) => void } {
  let now = instantMs;
  const bench = openBench({ zone, now: () => now });
  return {
    bench,
    goTo: (ms) => {
      now = ms;
      bench.app.dayMaintenance();
    },
  };
}

describe('midnight in a zone', () => {
  it.each(ZONES)(
    '%s (UTC%d): Today fills, templates spawn, the logbook moves at local midnight',
    (zone, offset) => {
      const noon = utcMidnightMs('2026-07-05') + (12 - offset) * HOUR_MS;
      const midnight = noon + 12 * HOUR_MS;
      const { bench, goTo } = openAt(zone, noon);
      bench.execute('UPDATE TMSettings SET logInterval = 1');
      const { person } = bench.app;
      const due = person.addTodo({ title: 'due', when: '2026-07-06' });
      const template = person.addRepeatingTemplate({
        title: 'T',
        rule: { every: 1, unit: 'day' },
        start: '2026-07-06',
      });
      const done = person.addTodo({ title: 'done', when: 'today' });
      person.complete(done);
      const spawned = instanceId(template, '2026-07-06');
      goTo(midnight - 1);
      expect([bench.app.list('Today'), bench.app.list('Logbook')]).toEqual([[], []]);
      expect(bench.app.list('Upcoming')).toEqual([due]);
      goTo(midnight);
      expect(bench.app.list('Today').toSorted()).toEqual([due, spawned].toSorted());
      expect(bench.app.list('Logbook')).toEqual([done]);
      expect(bench.row(due)['start']).toBe(1);
      expect(bench.row(spawned)).toMatchObject({
        start: 1,
        startDate: packDay('2026-07-06'),
        creationDate: midnight / 1000,
      });
    },
  );

  it.each([
    // Spring forward and back where midnight exists; Beirut and Havana, where it is skipped or comes twice.
    ['Europe/Berlin', '2026-03-28', '2026-03-28T23:00:00Z', 23],
    ['Europe/Berlin', '2026-10-24', '2026-10-24T22:00:00Z', 25],
    ['America/New_York', '2026-03-07', '2026-03-08T05:00:00Z', 23],
    ['America/New_York', '2026-10-31', '2026-11-01T04:00:00Z', 25],
    ['Asia/Beirut', '2026-03-28', '2026-03-28T22:00:00Z', 23],
    ['America/Havana', '2026-10-31', '2026-11-01T04:00:00Z', 25],
    ['Australia/Lord_Howe', '2026-10-03', '2026-10-03T13:30:00Z', 23.5],
  ])('%s after %s: the next day begins at %s and lasts %d hours', (zone, day, beginsAt, hours) => {
    const begins = Date.parse(beginsAt);
    const { bench, goTo } = openAt(zone, begins - 10 * HOUR_MS);
    const days = [1, 2].map((ahead) => addDays(day, ahead));
    const ids = days.map((when) => bench.app.person.addTodo({ title: when, when }));
    const seen: number[] = [];
    for (const moment of [begins - 1, begins, begins + hours * HOUR_MS - 1, begins + hours * HOUR_MS]) {
      goTo(moment);
      seen.push(ids.filter((id) => bench.row(id)['start'] === 1).length);
    }
    expect(seen).toEqual([0, 1, 1, 2]);
  });
});

describe('several days at once', () => {
  it('give the same rows whether the app slept through them or saw each midnight', () => {
    const noon = Date.parse('2026-03-25T11:00:00Z');
    const runs = [1, 9].map((step) => {
      const { bench, goTo } = openAt('Europe/Berlin', noon);
      const { person } = bench.app;
      person.addRepeatingTemplate({
        title: 'daily',
        rule: { every: 2, unit: 'day' },
        start: '2026-03-25',
      });
      person.addRepeatingTemplate({
        title: 'weekly',
        rule: { every: 1, unit: 'week', weekdays: [0, 2], startBeforeDeadlineDays: 1 },
        start: '2026-03-26',
      });
      person.addTodo({ title: 'later', when: '2026-03-29', reminder: '02:30' });
      for (let day = step; day <= 9; day += step) goTo(noon + day * 24 * HOUR_MS);
      return bench
        .sql(
          `SELECT title, start, startDate, deadline, status, reminderTime, creationDate FROM TMTask
           WHERE rt1_recurrenceRule IS NULL ORDER BY title, startDate`,
        )
        .map((row) => ({ ...row, startDate: unpackDay(Number(row['startDate'])) }));
    });
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[0]?.map((row) => `${String(Reflect.get(row, 'title'))} ${row.startDate}`)).toEqual([
      'daily 2026-03-25',
      'daily 2026-03-27',
      'daily 2026-03-29',
      'daily 2026-03-31',
      'daily 2026-04-02',
      'later 2026-03-29',
      'weekly 2026-03-28',
      'weekly 2026-03-30',
    ]);
  });

  it('wait for the launch of an app that was closed over midnight', () => {
    const { bench, goTo } = openAt('Europe/Berlin', Date.parse('2026-07-05T20:00:00Z'));
    const { person } = bench.app;
    const due = person.addTodo({ title: 'a', when: '2026-07-06' });
    const template = person.addRepeatingTemplate({
      title: 'T',
      rule: { every: 1, unit: 'day' },
      start: '2026-07-06',
    });
    const before = [bench.sql('SELECT * FROM TMTask ORDER BY uuid'), bench.sql('SELECT * FROM TMMetaItem')];
    bench.app.quit();
    goTo(Date.parse('2026-07-08T05:00:00Z'));
    expect([bench.sql('SELECT * FROM TMTask ORDER BY uuid'), bench.sql('SELECT * FROM TMMetaItem')]).toEqual(
      before,
    );
    // A reader that follows the rules already sees the due row in Today.
    expect(bench.app.list('Today')).toEqual([due]);
    bench.app.launch();
    expect(bench.app.list('Today')).toHaveLength(4);
    expect(bench.row(template)['rt1_instanceCreationCount']).toBe(3);
  });

  it('are not undone when the Mac flies west', () => {
    const { bench } = openAt('Asia/Tokyo', Date.parse('2026-07-05T15:30:00Z'));
    const id = bench.app.person.addTodo({ title: 'a', when: 'today' });
    bench.app.setZone('America/Los_Angeles');
    expect(bench.row(id)).toMatchObject({ start: 1, startDate: packDay('2026-07-06') });
    expect(bench.app.list('Today')).toEqual([]);
    expect(bench.app.list('Upcoming')).toEqual([id]);
  });
});

describe('the logbook', () => {
  function closedAndOpen(logInterval: number): { bench: Bench; id: string; goTo: (ms: number) => void } {
    const { bench, goTo } = openAt('Europe/Berlin', Date.parse('2026-07-05T10:00:00Z'));
    bench.execute(`UPDATE TMSettings SET logInterval = ${logInterval}`);
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.app.person.complete(id);
    return { bench, id, goTo };
  }

  it.each([
    ['at once', 0, [1, 1, 1]],
    ['at midnight', 1, [0, 0, 1]],
    ['when told', 4, [0, 0, 0]],
  ])('takes closed rows %s (logInterval %i)', (_when, logInterval, sizes) => {
    const { bench, goTo } = closedAndOpen(logInterval);
    const seen = ['2026-07-05T10:00:00Z', '2026-07-05T21:59:59Z', '2026-07-05T22:00:00Z'].map((instant) => {
      goTo(Date.parse(instant));
      return bench.app.list('Logbook').length;
    });
    expect(seen).toEqual(sizes);
  });

  it.each([1, 4])(
    'takes them by the command, which moves only the manual date (logInterval %i)',
    (interval) => {
      const { bench, id } = closedAndOpen(interval);
      const before = bench.row(id);
      bench.jxa('app.logCompletedNow()');
      expect(bench.app.list('Logbook')).toEqual([id]);
      expect(bench.row(id)).toEqual(before);
      expect(bench.sql('SELECT manualLogDate FROM TMSettings')).toEqual([
        { manualLogDate: Date.parse('2026-07-05T10:00:00Z') / 1000 },
      ]);
    },
  );

  it('keeps a row out when its reopening comes before midnight', () => {
    const { bench, id, goTo } = closedAndOpen(1);
    bench.app.person.reopen(id);
    goTo(Date.parse('2026-07-07T10:00:00Z'));
    expect(bench.app.list('Logbook')).toEqual([]);
  });
});
