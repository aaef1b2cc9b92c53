// A line that is typed to add a task: what is understood, what is not, and that nothing of it is lost.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CivilDate, ClockTime } from '../../../model/dates.ts';
import type { NewTask } from '../command-types.ts';
import { parseQuickAdd } from './parse-quick-add.ts';
import type { Around } from './types.ts';

/** A Monday, at noon. */
const AROUND: Around = {
  today: '2026-11-30' as CivilDate,
  time: '12:00' as ClockTime,
  tags: ['work', 'Büro', 'far away'],
  places: [
    { id: 'boat', name: 'Boat' },
    { id: 'boat-2', name: 'Boat trip' },
    { id: 'home', name: 'Home' },
    { id: 'house', name: 'House' },
    { id: 'cafe', name: 'Café Anna' },
    { id: 'same-1', name: 'Same' },
    { id: 'same-2', name: 'Same' },
  ],
};
const read = (text: string): NewTask => parseQuickAdd(text, AROUND).task;
const day = (date: string, at: string | null = null, evening = false) => ({
  date,
  evening,
  time: at === null ? null : { kind: 'floating', at },
});

describe('a line for a new task', () => {
  it('[U18] holds title, day, time, tag, priority, project and deadline, in any order', () => {
    const wanted = {
      title: 'Call Anna',
      start: day('2026-12-01', '09:00'),
      tags: ['work'],
      priority: 4,
      place: 'boat',
      deadline: '2026-12-04',
    };
    expect(read('Call Anna tomorrow 9am #work p1 /Boat by friday')).toEqual(wanted);
    expect(read('p1 #Work by friday Call Anna /boat at 9am tomorrow')).toEqual(wanted);
  });

  it.each<[string, object]>([
    ['Swim today', { title: 'Swim', start: day('2026-11-30') }],
    ['Swim tonight', { title: 'Swim', start: day('2026-11-30', null, true) }],
    ['Swim this evening', { title: 'Swim', start: day('2026-11-30', null, true) }],
    ['Swim tomorrow evening', { title: 'Swim', start: day('2026-12-01', null, true) }],
    ['Swim tonight at 8', { title: 'Swim', start: day('2026-11-30', '20:00', true) }],
    ['Swim someday', { title: 'Swim', start: 'someday' }],
    ['Swim anytime #work', { title: 'Swim', start: 'anytime', tags: ['work'] }],
    ['Swim next week', { title: 'Swim', start: day('2026-12-07') }],
    ['Swim 2h tomorrow', { title: 'Swim 2h', start: day('2026-12-01') }],
    ['Swim for 2 hours tomorrow', { title: 'Swim for 2 hours', start: day('2026-12-01') }],
    ['Swim in 3h', { title: 'Swim', start: day('2026-11-30', '15:00') }],
    ['Swim 3h later', { title: 'Swim', start: day('2026-11-30', '15:00') }],
    ['Swim two days from now', { title: 'Swim', start: day('2026-12-02') }],
    ['Swim in 3 days', { title: 'Swim', start: day('2026-12-03') }],
    ['Swim fri', { title: 'Swim', start: day('2026-12-04') }],
    ['Swim on Friday at 5pm', { title: 'Swim', start: day('2026-12-04', '17:00') }],
    ['Swim 12 Jan', { title: 'Swim', start: day('2027-01-12') }],
    ['Swim Dec 24th', { title: 'Swim', start: day('2026-12-24') }],
    ['Swim 2026-12-24', { title: 'Swim', start: day('2026-12-24') }],
    ['Swim monday', { title: 'Swim', start: day('2026-12-07') }],
    ['Swim the day after tomorrow', { title: 'Swim', start: day('2026-12-02') }],
    ['Swim at 10:30', { title: 'Swim', start: day('2026-12-01', '10:30') }],
    ['Swim at 15:30', { title: 'Swim', start: day('2026-11-30', '15:30') }],
    ['5pm swim', { title: 'swim', start: day('2026-11-30', '17:00') }],
    ['Tax due 12 Jan', { title: 'Tax', deadline: '2027-01-12' }],
    ['Tax by friday 5pm', { title: 'Tax 5pm', deadline: '2026-12-04' }],
    ['Tax tomorrow until 24 Dec', { title: 'Tax', start: day('2026-12-01'), deadline: '2026-12-24' }],
  ])('[U18] takes «%s» for what it says', (text, wanted) => {
    expect(read(text)).toEqual(wanted);
  });

  it.each([
    'read 1984',
    'Ask May',
    'March to the beat',
    'May 2027 in pictures',
    'Sun cream',
    'sat the cat down',
    'Monday report',
    'one day I will',
    'run 5 days',
    'Bake 45m',
    'Drive 3h',
    'Yoga 10 mins',
    'Bake for 45 minutes',
    'Nap 1.5h',
    'Walk half an hour',
    'A couple of hours of reading',
    'Fast 400d',
    'Course 2w',
    'now or never',
    'buy 2 apples',
    'version 2.0',
    '1/2 cup of flour, 8/12',
    'call 555-1234',
    'every monday',
    'yesterday',
    'what happened last friday',
    '12 Jan 2024',
    'by 5pm EST',
    'monday to friday',
    'weekdays',
    '#1 priority',
    'C# and F#',
    'p5 and p10',
    'up1',
    'and/or',
    '/etc/hosts',
    '/ho',
    '/same',
    'someday my prince will come',
    '24/7',
  ])('[U19] leaves «%s» as it is', (text) => {
    expect(parseQuickAdd(text, AROUND)).toEqual({ title: text, parts: [], task: { title: text } });
  });

  it('[U18] finds a project by a beginning that only one has, and by its whole name', () => {
    const places = ['/boat x', '/boat trip x', '/cafe x', '/hom x', '/Café Anna x', '/boa x'].map((text) => {
      const { task, title } = parseQuickAdd(text, AROUND);
      return [task.place, title];
    });
    expect(places).toEqual([
      ['boat', 'x'],
      ['boat-2', 'x'],
      ['cafe', 'x'],
      ['home', 'x'],
      ['cafe', 'x'],
      [undefined, '/boa x'],
    ]);
  });

  it('[U18] finds tags that there are in any case and with spaces, and takes others for new ones', () => {
    expect(read('x #buro #FAR away #new_one y').tags).toEqual(['Büro', 'far away', 'new_one']);
  });

  it('[U20] says where each part is, and takes one that is dismissed for title, wherever it stands by then', () => {
    const text = 'Call Anna tomorrow #work';
    const { parts } = parseQuickAdd(text, AROUND);
    expect(parts.map(({ from, to, meaning }) => [text.slice(from, to), meaning.kind])).toEqual([
      ['tomorrow', 'start'],
      ['#work', 'tag'],
    ]);
    const dismissed = new Set([parts[0]?.key ?? '']);
    expect(parseQuickAdd('Now call Anna tomorrow #work', { ...AROUND, dismissed }).task).toEqual({
      title: 'Now call Anna tomorrow',
      tags: ['work'],
    });
  });

  const words = `Call Anna tomorrow 9am #work p1 /Boat by friday on May 1984 tonight someday in 3 days due 12 Jan #far away é 🙂 / # at 10:30`;
  const word = fc.constantFrom(...words.split(' '), '  ', '\t');
  const line = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
  );

  it('[U21] is not lost in any part: what is not understood is title, as it was typed', () => {
    fc.assert(
      fc.property(line, (text) => {
        const { title, parts } = parseQuickAdd(text, AROUND);
        let at = 0;
        let rest = '';
        for (const { from, to, text: typed } of parts) {
          expect([from >= at, text.slice(from, to)]).toEqual([true, typed]);
          rest += text.slice(at, from);
          at = to;
        }
        rest += text.slice(at);
        expect(title.replaceAll(/\s/g, '')).toBe(rest.replaceAll(/\s/g, ''));
        if (parts.length === 0) expect(title).toBe(text.trim());
      }),
      { numRuns: 500 },
    );
  });

  it('[U21] is title as a whole once everything that is understood is dismissed', () => {
    fc.assert(
      fc.property(line, (text) => {
        const dismissed = new Set<string>();
        for (;;) {
          const { parts, title } = parseQuickAdd(text, { ...AROUND, dismissed });
          if (parts.length === 0) {
            expect(title).toBe(text.trim());
            return;
          }
          expect(parts.filter(({ key }) => dismissed.has(key))).toEqual([]);
          for (const { key } of parts) dismissed.add(key);
        }
      }),
      { numRuns: 300 },
    );
  });
});
