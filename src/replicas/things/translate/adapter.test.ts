// The adapter's laws: what it lifts it can hold, what it projects stays projected, what it encodes is what it was given.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG, type SyncConfig } from '../../../model/config.ts';
import {
  addDays,
  parseCivilDate,
  parseClockTime,
  type CivilDate,
  type ClockTime,
} from '../../../model/dates.ts';
import { containerId, remoteId } from '../../../model/ids.ts';
import { EMPTY_FIELDS, type SomeFields, type Start, type TaskFields } from '../../../model/task.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import { createThingsPort } from '../create-things-port.ts';

const port = createThingsPort();
const TODAY = day('2026-11-23');

function day(text: string): CivilDate {
  const parsed = parseCivilDate(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

function clock(text: string): ClockTime {
  const parsed = parseClockTime(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

function todo(changes: Partial<ThingsTodo> = {}): ThingsTodo {
  return {
    id: remoteId('A1'),
    title: 'Pay rent',
    notes: '',
    status: 'open',
    trashed: false,
    list: 'anytime',
    startDate: null,
    evening: false,
    reminder: null,
    deadline: null,
    area: null,
    project: null,
    heading: null,
    tags: [],
    checklist: [],
    template: null,
    createdAt: 1,
    changedAt: 2,
    digest: 'd1',
    ...changes,
  };
}

function fields(changes: SomeFields = {}): TaskFields {
  return { ...EMPTY_FIELDS, title: 'Pay rent', start: 'anytime', ...changes };
}

function profile(options: { zone?: string; today?: CivilDate; config?: SyncConfig } = {}) {
  return port.profile({
    config: options.config ?? DEFAULT_CONFIG,
    today: options.today ?? TODAY,
    zone: options.zone ?? 'Europe/Berlin',
    nearestPlace: (place) => (place === 'nowhere' ? null : containerId(place.replace(/^heading-/, ''))),
  });
}

function lifted(changes: Partial<ThingsTodo>, config = DEFAULT_CONFIG) {
  return port.lift(todo(changes), config).observation.fields;
}

describe('lift', () => {
  it.each<[string, Partial<ThingsTodo>, Start]>([
    ['the inbox', { list: 'inbox' }, 'inbox'],
    ['anytime', { list: 'anytime' }, 'anytime'],
    ['someday', { list: 'someday' }, 'someday'],
    [
      'an upcoming day',
      { list: 'someday', startDate: day('2026-12-01') },
      { date: day('2026-12-01'), evening: false, time: null },
    ],
    [
      'a day, whatever the list says',
      { list: 'inbox', startDate: TODAY },
      { date: TODAY, evening: false, time: null },
    ],
    [
      'the raw evening flag',
      { startDate: day('2026-11-01'), evening: true },
      { date: day('2026-11-01'), evening: true, time: null },
    ],
    [
      'a reminder as a floating time',
      { startDate: TODAY, reminder: clock('09:05') },
      { date: TODAY, evening: false, time: { kind: 'floating', at: clock('09:05') } },
    ],
  ])('reads %s', (_name, changes, start) => {
    expect(lifted(changes).start).toEqual(start);
  });

  it('[D1] reads text in its canonical form and empty notes as null', () => {
    const read = lifted({ title: ' Cafe\u0301\n now ', notes: ' \r\n ' });
    expect([read.title, read.notes]).toEqual(['Café now', null]);
  });

  it('[D2] splits priority tags from tags, without case, the highest winning', () => {
    const read = lifted({ tags: ['Home', 'P3', 'p2', 'Errand'] });
    expect([read.tags, read.priority]).toEqual([['Errand', 'Home'], 3]);
  });

  it('leaves priority out where the owner set no tags for it', () => {
    const read = lifted({ tags: ['p1'] }, { ...DEFAULT_CONFIG, priorityTags: null });
    expect([read.tags, read.priority]).toEqual([['p1'], undefined]);
  });

  it('[D3] tells checklist lines with their ids, and of no rule: an instance is a plain to-do elsewhere', () => {
    const read = lifted({
      checklist: [{ id: remoteId('C'), title: 'a', done: true }],
      template: remoteId('T'),
    });
    expect([read.checklist, read.repeat]).toEqual([[{ ref: 'C', title: 'a', done: true }], undefined]);
  });

  it('[D4] takes the innermost holder for the place and the trash for a tombstone', () => {
    const read = port.lift(todo({ heading: remoteId('H'), trashed: true }), DEFAULT_CONFIG);
    expect([read.placeRemoteId, read.observation.deleted, read.observation.revision]).toEqual([
      'H',
      true,
      'd1',
    ]);
  });
});

describe('reinterpret', () => {
  const former = DEFAULT_CONFIG;
  const cases: readonly (readonly [string, SyncConfig['priorityTags'], SomeFields, SomeFields])[] = [
    ['p1 is a tag', ['a', 'b', 'c'], { tags: ['x'], priority: 4 }, { tags: ['p1', 'x'], priority: 1 }],
    ['p1 stands for another', ['a', 'p1', 'c'], { tags: [], priority: 4 }, { tags: [], priority: 3 }],
    ['no priority is told', null, { tags: [], priority: 2 }, { tags: ['p3'] }],
    ['none stays none', ['a', 'b', 'c'], { tags: ['x'], priority: 1 }, { tags: ['x'], priority: 1 }],
    ['what was never told stays unknown', ['a', 'b', 'c'], { tags: ['x'] }, { tags: ['x'] }],
  ];
  it.each(cases)('[D11] %s', (_case, priorityTags, shadow, expected) => {
    expect(port.reinterpret(shadow, former, { ...former, priorityTags })).toEqual(expected);
  });
});

describe('project', () => {
  it.each<[string, Start, Start]>([
    [
      'keeps an evening of today',
      { date: TODAY, evening: true, time: null },
      { date: TODAY, evening: true, time: null },
    ],
    [
      'drops the evening of another day',
      { date: addDays(TODAY, 1), evening: true, time: null },
      { date: addDays(TODAY, 1), evening: false, time: null },
    ],
    [
      'moves a pinned time to the wall clock of the Mac, over midnight',
      { date: TODAY, evening: false, time: { kind: 'fixed', at: clock('20:30'), zone: 'America/New_York' } },
      { date: addDays(TODAY, 1), evening: false, time: { kind: 'floating', at: clock('02:30') } },
    ],
    [
      'keeps a floating time beside an evening',
      { date: TODAY, evening: true, time: { kind: 'floating', at: clock('19:00') } },
      { date: TODAY, evening: true, time: { kind: 'floating', at: clock('19:00') } },
    ],
  ])('%s', (_name, start, expected) => {
    expect(profile().project(fields({ start })).start).toEqual(expected);
  });

  it('[D5] has no inbox inside a container', () => {
    const projected = profile().project(fields({ start: 'inbox', place: containerId('work') }));
    expect([projected.start, projected.place]).toEqual(['anytime', 'work']);
    expect(profile().project(fields({ start: 'inbox', place: containerId('nowhere') })).start).toBe('inbox');
  });

  it('[D5] puts a task into the nearest place that there is', () => {
    expect(profile().project(fields({ place: containerId('heading-work') })).place).toBe('work');
  });

  it('leaves a foreign rule and duration alone', () => {
    const projected = profile().project(
      fields({ repeat: { owner: 'todoist', rule: 'every day' }, duration: { amount: 5, unit: 'minute' } }),
    );
    expect(['repeat' in projected, 'duration' in projected]).toEqual([false, false]);
  });

  it('[D6] folds tags that differ in case and drops those that stand for a priority', () => {
    expect(profile().project(fields({ tags: ['Home', 'P1', 'home'] })).tags).toEqual(['Home']);
  });
});

describe('satisfies', () => {
  const scheduled = (date: string, evening = false): SomeFields => ({
    start: { date: day(date), evening, time: null },
  });
  it.each<[string, SomeFields, SomeFields, boolean]>([
    ['two days that are past', scheduled('2026-11-20'), scheduled('2026-11-23'), true],
    ['a past and a coming day', scheduled('2026-11-20'), scheduled('2026-11-24'), false],
    ['two coming days', scheduled('2026-11-25'), scheduled('2026-11-24'), false],
    [
      'an evening that is over and another past day',
      scheduled('2026-11-20', true),
      scheduled('2026-11-19'),
      true,
    ],
    ['a leftover evening flag on a coming day', scheduled('2026-11-25', true), scheduled('2026-11-25'), true],
    ['evening and day', scheduled('2026-11-23', true), scheduled('2026-11-23'), false],
    ['a list and a day', { start: 'anytime' }, scheduled('2026-11-23'), false],
  ])('[D7] compares %s', (_name, held, wanted, expected) => {
    expect(profile().satisfies('start', held, wanted)).toBe(expected);
    expect(profile().satisfies('start', wanted, held)).toBe(expected);
  });

  it('[D8] compares tags as sets without case, and a checklist without keys', () => {
    expect(profile().satisfies('tags', { tags: ['b', 'A'] }, { tags: ['a', 'B'] })).toBe(true);
    const line = (key: string) => ({ checklist: [{ key, title: 'x', done: false }] });
    expect(profile().satisfies('checklist', line('1'), line('2'))).toBe(true);
    expect(profile().satisfies('title', { title: 'a' }, { title: 'A' })).toBe(false);
  });
});

describe('unsendable', () => {
  const line = (title: string, at: number) => ({ key: String(at), title, done: false });
  it.each<[string, SomeFields, readonly string[]]>([
    ['all within the limits', { title: 'x'.repeat(4000), notes: 'x'.repeat(20_000) }, []],
    ['a long title', { title: 'x'.repeat(4001) }, ['title']],
    ['long notes', { notes: 'x'.repeat(200_001) }, ['notes']],
    ['too many lines', { checklist: Array.from({ length: 101 }, (_, at) => line('x', at)) }, ['checklist']],
    ['a long line', { checklist: [line('x'.repeat(4001), 0)] }, ['checklist']],
  ])('[D9] names %s', (_name, changes, expected) => {
    expect(
      profile()
        .unsendable(fields(changes))
        .map(({ what }) => what),
    ).toEqual(expected);
  });
});

describe('encode', () => {
  it('writes only the fields that it is given', () => {
    expect(port.encode({ notes: null }, null, DEFAULT_CONFIG)).toEqual({ notes: '' });
    expect(port.encode({ place: null, deadline: null }, null, DEFAULT_CONFIG)).toEqual({
      deadline: null,
      place: null,
    });
  });

  it('[D2] writes priority as a tag beside the others', () => {
    expect(port.encode({ tags: ['Home'], priority: 4 }, null, DEFAULT_CONFIG)).toEqual({
      tags: ['Home', 'p1'],
    });
    expect(port.encode({ tags: ['Home'], priority: 1 }, null, DEFAULT_CONFIG)).toEqual({ tags: ['Home'] });
  });

  it('writes a day with its evening and reminder', () => {
    const start: Start = { date: TODAY, evening: true, time: { kind: 'floating', at: clock('19:00') } };
    expect(port.encode({ start }, null, DEFAULT_CONFIG)).toEqual({
      start: { date: '2026-11-23', evening: true, reminder: '19:00' },
    });
  });
});

const ZONES = [
  'Pacific/Pago_Pago',
  'America/New_York',
  'UTC',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
];
const anyZone = fc.constantFrom(...ZONES);
// Around both changes of the clocks and over month, year and leap-day ends.
const anyDay = fc.oneof(
  fc.integer({ min: -800, max: 800 }).map((days) => addDays(TODAY, days)),
  fc
    .constantFrom('2026-03-28', '2026-03-29', '2026-10-25', '2028-02-29', '2026-12-31', '2027-01-01')
    .map(day),
);
const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => clock(`${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`));
const anyText = fc.oneof(
  fc.string(),
  fc.constantFrom(' a\r\nb ', 'e\u0301', '\u2028', 'P1', 'home', 'Home', ''),
);
const anyStart: fc.Arbitrary<Start> = fc.oneof(
  fc.constantFrom<Start>('inbox', 'anytime', 'someday'),
  fc.record({
    date: anyDay,
    evening: fc.boolean(),
    time: fc.oneof(
      fc.constant(null),
      anyTime.map((at) => ({ kind: 'floating' as const, at })),
      fc.tuple(anyTime, anyZone).map(([at, zone]) => ({ kind: 'fixed' as const, at, zone })),
    ),
  }),
);
const anyFields: fc.Arbitrary<TaskFields> = fc.record({
  title: anyText,
  notes: fc.option(anyText),
  start: anyStart,
  deadline: fc.option(anyDay),
  repeat: fc.constantFrom(
    null,
    { owner: 'things' as const, rule: 'T' },
    { owner: 'todoist' as const, rule: 'x' },
  ),
  tags: fc.array(anyText, { maxLength: 4 }),
  checklist: fc.array(fc.record({ key: fc.string(), title: anyText, done: fc.boolean() }), { maxLength: 3 }),
  status: fc.constantFrom('open', 'completed', 'canceled'),
  place: fc.constantFrom(null, containerId('work'), containerId('heading-work'), containerId('nowhere')),
  priority: fc.constantFrom(1, 2, 3, 4),
  duration: fc.constantFrom(null, { amount: 5, unit: 'minute' as const }),
});

/** The row that Things would hold after it was given `encoded`: one by one, as its database keeps them. */
function rowOf(encoded: ReturnType<typeof port.encode>): ThingsTodo {
  const start = encoded.start ?? 'inbox';
  const scheduled = typeof start === 'object' ? start : null;
  return todo({
    title: encoded.title ?? '',
    notes: encoded.notes ?? '',
    status: encoded.status ?? 'open',
    list: scheduled === null ? (start as 'inbox' | 'anytime' | 'someday') : 'anytime',
    startDate: scheduled === null ? null : day(scheduled.date),
    evening: scheduled?.evening ?? false,
    reminder: scheduled?.reminder == null ? null : clock(scheduled.reminder),
    deadline: encoded.deadline == null ? null : day(encoded.deadline),
    tags: encoded.tags ?? [],
    checklist: (encoded.checklist ?? []).map((item, at) => ({ id: remoteId(`c${at}`), ...item })),
  });
}

describe('laws', () => {
  it('[D10] projecting a projection changes nothing, in any zone and on any day', () => {
    fc.assert(
      fc.property(anyFields, anyZone, anyDay, (task, zone, today) => {
        const replica = profile({ zone, today });
        const once = replica.project(task);
        expect(replica.project({ ...task, ...once })).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });

  it('[D10] what is encoded and read back is the projection', () => {
    fc.assert(
      fc.property(anyFields, anyZone, anyDay, (task, zone, today) => {
        const replica = profile({ zone, today });
        const wanted = replica.project(task);
        const { observation } = port.lift(rowOf(port.encode(wanted, null, DEFAULT_CONFIG)), DEFAULT_CONFIG);
        const { checklist, ...read } = observation.fields;
        const { checklist: wantedLines, place: _place, ...rest } = wanted;
        expect(read).toEqual(rest);
        expect(checklist?.map(({ title, done }) => ({ title, done }))).toEqual(
          wantedLines?.map(({ title, done }) => ({ title, done })),
        );
      }),
      { numRuns: 300 },
    );
  });
});
