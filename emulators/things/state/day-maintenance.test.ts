// Launch and midnight: promotion, instances of templates, the day cursor, zones and clock changes.
import { describe, expect, it } from 'vitest';
import { instanceId } from '../encodings/ids.ts';
import { packDay, unpackDay } from '../encodings/packed.ts';
import { readBinaryInteger } from '../encodings/plist.ts';
import { DAY, openBench } from '../test-bench.ts';
import type { Bench } from '../test-bench.ts';
import { decodeRule, encodeRule, occurrences } from './repeat-rule.ts';
import type { RepeatRule } from './repeat-rule.ts';

function cursorOf(bench: Bench): string {
  const value = bench.sql('SELECT value FROM TMMetaItem')[0]?.['value'];
  return unpackDay(readBinaryInteger(value as Uint8Array) ?? 0);
}

function instancesOf(bench: Bench, template: string): string[] {
  const rows = bench.sql(
    'SELECT startDate FROM TMTask WHERE rt1_repeatingTemplate = ? ORDER BY startDate',
    template,
  );
  return rows.map((row) => unpackDay(Number(row['startDate'])));
}

describe('promotion', () => {
  it('turns due rows to started without a stamp and moves the cursor', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', when: '2026-07-07' });
    const before = bench.row(id);
    expect(cursorOf(bench)).toBe('2026-07-05');
    bench.setClock('2026-07-06T22:30:00Z');
    bench.app.dayMaintenance();
    expect(bench.row(id)).toEqual({ ...before, start: 1 });
    expect(cursorOf(bench)).toBe('2026-07-07');
  });

  it('dates the entry into Today by the day it happens, when the app was closed', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', when: '2026-07-06' });
    bench.app.quit();
    bench.setClock('2026-07-09T10:00:00Z');
    bench.app.launch();
    expect(bench.row(id)).toMatchObject({
      start: 1,
      startDate: DAY.tomorrow,
      todayIndexReferenceDate: DAY.later,
    });
  });

  it('happens before the first command of a new day', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', when: '2026-07-06' });
    bench.setClock('2026-07-06T10:00:00Z');
    bench.url('show', { id: 'today' });
    expect(bench.row(id)['start']).toBe(1);
  });

  it.each([
    ['America/Los_Angeles', '2026-07-06T06:59:00Z', '2026-07-05'],
    ['America/Los_Angeles', '2026-07-06T07:00:00Z', '2026-07-06'],
    ['Pacific/Kiritimati', '2026-07-05T10:00:00Z', '2026-07-06'],
    ['Europe/Berlin', '2026-10-25T23:30:00Z', '2026-10-26'],
    ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
  ])('takes the day from the wall clock of %s at %s', (zone, instant, day) => {
    const bench = openBench({ zone, now: () => Date.parse(instant) });
    const id = bench.app.person.addTodo({ title: 'a', when: 'today' });
    expect([cursorOf(bench), unpackDay(Number(bench.row(id)['startDate']))]).toEqual([day, day]);
  });
});

describe('fixed rules', () => {
  it('makes every missed day of a jump once, with computed ids and midnight creation dates', () => {
    const bench = openBench();
    const template = bench.app.person.addRepeatingTemplate({
      title: 'water',
      notes: 'n',
      tags: ['Home'],
      checklist: ['x'],
      rule: { every: 1, unit: 'day' },
      start: '2026-07-06',
    });
    expect(instancesOf(bench, template)).toEqual([]);
    bench.setClock('2026-07-08T10:00:00Z');
    bench.app.dayMaintenance();
    bench.app.dayMaintenance();
    expect(instancesOf(bench, template)).toEqual(['2026-07-06', '2026-07-07', '2026-07-08']);
    const row = bench.row(instanceId(template, '2026-07-07'));
    expect(row).toMatchObject({
      title: 'water',
      notes: 'n',
      leavesTombstone: 1,
      creationDate: Date.parse('2026-07-06T22:00:00Z') / 1000,
      userModificationDate: null,
      start: 1,
      status: 0,
      deadline: null,
      rt1_repeatingTemplate: template,
      checklistItemsCount: 1,
    });
    expect(bench.sql('SELECT * FROM TMTaskTag WHERE tasks = ?', String(row['uuid']))).toHaveLength(1);
    expect(bench.row(template)).toMatchObject({
      start: 2,
      startDate: null,
      rt1_instanceCreationStartDate: packDay('2026-07-09'),
      rt1_nextInstanceStartDate: packDay('2026-07-09'),
      rt1_instanceCreationCount: 3,
    });
    for (const list of ['Inbox', 'Today', 'Upcoming', 'Anytime', 'Someday'] as const) {
      expect(bench.app.list(list)).not.toContain(template);
    }
  });

  it('makes the first instance at once when it is due today', () => {
    const bench = openBench();
    const template = bench.app.person.addRepeatingTemplate({
      title: 'T',
      rule: { every: 2, unit: 'week', weekdays: [0, 3] },
      start: '2026-07-05',
    });
    expect(instancesOf(bench, template)).toEqual(['2026-07-05']);
    bench.setClock('2026-07-31T10:00:00Z');
    bench.app.dayMaintenance();
    expect(instancesOf(bench, template)).toEqual(['2026-07-05', '2026-07-08', '2026-07-19', '2026-07-22']);
  });

  it('starts before the deadline and names the instance by the deadline day', () => {
    const bench = openBench();
    const template = bench.app.person.addRepeatingTemplate({
      title: 'T',
      rule: { every: 1, unit: 'month', startBeforeDeadlineDays: 3 },
      start: '2026-07-05',
    });
    expect(bench.row(template)['deadline']).toBe(262_213_760);
    expect(bench.row(instanceId(template, '2026-07-08'))).toMatchObject({
      startDate: DAY.today,
      deadline: packDay('2026-07-08'),
    });
  });

  it('writes a tombstone when an instance is destroyed, and never makes it again', () => {
    const bench = openBench();
    const template = bench.app.person.addRepeatingTemplate({
      title: 'T',
      rule: { every: 1, unit: 'day' },
      start: '2026-07-05',
    });
    const id = instanceId(template, '2026-07-05');
    bench.app.person.trash(id);
    bench.app.person.emptyTrash();
    expect(bench.sql('SELECT deletedObjectUUID FROM TMTombstone')).toEqual([{ deletedObjectUUID: id }]);
    bench.app.dayMaintenance();
    expect(instancesOf(bench, template)).toEqual([]);
  });

  it('makes nothing for a trashed template', () => {
    const bench = openBench();
    const template = bench.app.person.addRepeatingTemplate({
      title: 'T',
      rule: { every: 1, unit: 'day' },
      start: '2026-07-06',
    });
    bench.app.person.trash(template);
    bench.setClock('2026-07-08T10:00:00Z');
    bench.app.dayMaintenance();
    expect(instancesOf(bench, template)).toEqual([]);
  });
});

describe('after-completion rules', () => {
  it.each(['complete', 'cancel', 'trash'] as const)(
    'make the next instance counted from the day of %s',
    (how) => {
      const bench = openBench();
      const template = bench.app.person.addRepeatingTemplate({
        title: 'T',
        rule: { every: 2, unit: 'day', afterCompletion: true },
        start: '2026-07-05',
      });
      expect(instancesOf(bench, template)).toEqual(['2026-07-05']);
      bench.setClock('2026-07-07T10:00:00Z');
      bench.app.dayMaintenance();
      expect(instancesOf(bench, template)).toEqual(['2026-07-05']);
      bench.app.person[how](instanceId(template, '2026-07-05'));
      bench.setClock('2026-07-08T10:00:00Z');
      bench.app.dayMaintenance();
      expect(instancesOf(bench, template)).toEqual(['2026-07-05']);
      bench.setClock('2026-07-20T10:00:00Z');
      bench.app.dayMaintenance();
      expect(instancesOf(bench, template)).toEqual(['2026-07-05', '2026-07-09']);
    },
  );
});

describe('rules', () => {
  const rule: RepeatRule = {
    unit: 'day',
    every: 1,
    afterCompletion: false,
    offsets: [],
    startBefore: 0,
    anchor: '2026-01-31',
    lastDay: null,
    count: 0,
  };

  it.each([
    ['2026-02-03', { every: 2 }, ['2026-01-31', '2026-02-02']],
    [
      '2026-02-20',
      { unit: 'week', offsets: [{ wd: 6 }, { wd: 1 }] },
      ['2026-01-31', '2026-02-02', '2026-02-07', '2026-02-09', '2026-02-14', '2026-02-16'],
    ],
    [
      '2026-04-30',
      { unit: 'month', offsets: [{ dy: 30 }] },
      ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30'],
    ],
    ['2026-05-30', { unit: 'month', offsets: [{ dy: -1 }], every: 2 }, ['2026-01-31', '2026-03-31']],
    [
      '2032-12-31',
      { unit: 'year', offsets: [{ mo: 1, dy: 28 }], every: 2 },
      ['2026-02-28', '2028-02-29', '2030-02-28', '2032-02-29'],
    ],
    // The second Tuesday and the last Friday.
    [
      '2026-04-01',
      {
        unit: 'month',
        offsets: [
          { wd: 2, wdo: 2 },
          { wd: 5, wdo: -1 },
        ],
      },
      ['2026-02-10', '2026-02-27', '2026-03-10', '2026-03-27'],
    ],
    // A fifth Sunday, only where there is one.
    [
      '2026-12-31',
      { unit: 'month', offsets: [{ wd: 0, wdo: 5 }] },
      ['2026-03-29', '2026-05-31', '2026-08-30', '2026-11-29'],
    ],
    // The fourth Thursday of November, and the first of July.
    [
      '2027-12-31',
      {
        unit: 'year',
        offsets: [
          { mo: 10, wd: 4, wdo: 4 },
          { mo: 6, dy: 0 },
        ],
      },
      ['2026-07-01', '2026-11-26', '2027-07-01', '2027-11-25'],
    ],
    ['2026-12-31', { every: 10, lastDay: '2026-02-20' }, ['2026-01-31', '2026-02-10', '2026-02-20']],
    ['2026-02-02', { count: 5 }, ['2026-01-31', '2026-02-01', '2026-02-02']],
  ] as const)('occur until %s for %j', (last, changes, expected) => {
    const changed: RepeatRule = { ...rule, ...changes };
    expect([...occurrences(changed, last)]).toEqual(expected);
    expect([...occurrences(decodeRule(encodeRule(changed)) ?? rule, last)]).toEqual(expected);
  });

  it('writes the keys of the real property list', () => {
    const text = new TextDecoder().decode(
      encodeRule({ ...rule, unit: 'week', offsets: [{ wd: 0 }], startBefore: 99 }),
    );
    expect([...text.matchAll(/<key>(\w+)<\/key>/g)].map((match) => match[1])).toEqual([
      'ed',
      'fa',
      'fu',
      'ia',
      'of',
      'wd',
      'rc',
      'rrv',
      'sr',
      'tp',
      'ts',
    ]);
    expect(text).toContain('<integer>256</integer>');
    expect(text).toContain('<integer>-99</integer>');
  });

  it.each([
    ['fu', '<key>fu</key>\n\t<integer>16<', '<key>fu</key>\n\t<integer>99<'],
    [
      'of',
      '<key>of</key>',
      '<key>of</key>\n\t<array>\n\t\t<dict>\n\t\t\t<key>wdo</key>\n\t\t\t<integer>9</integer></dict></array>',
    ],
  ])('makes nothing of an unknown %s', (_key, from, to) => {
    const monthly = encodeRule({ ...rule, unit: _key === 'of' ? 'month' : 'day', offsets: [{ dy: 0 }] });
    const text = new TextDecoder().decode(monthly).replace(from, to);
    expect(decodeRule(new TextEncoder().encode(text))).toBeNull();
  });
});
