// Task fields of every kind for property tests. Must not be imported by anything but tests.

import fc from 'fast-check';
import { clockTime, fromDayNumber } from '../../src/model/dates.ts';
import type { ContainerId } from '../../src/model/ids.ts';
import { canonicalTags, STATUSES, type Priority, type TaskFields } from '../../src/model/task.ts';

const SNIPPETS = [
  'a',
  'B',
  ' ',
  '* ',
  '\\',
  '\n',
  '\r\n',
  '\u200b',
  '\u202e',
  '\ufeff',
  '\ud83d',
  '👍',
  'e\u0301',
  'שלום',
  'p1',
  '@home',
  '#x',
  '//',
];
const ZONES = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Kiritimati', 'Pacific/Niue', 'No/Where'];

const text = fc.array(fc.constantFrom(...SNIPPETS), { maxLength: 12 }).map((parts) => parts.join(''));
const date = fc.integer({ min: 11_000, max: 47_000 }).map(fromDayNumber);
const at = fc
  .record({ hour: fc.nat(23), minute: fc.nat(59) })
  .map(({ hour, minute }) => clockTime(hour, minute));

const time = fc.oneof(
  fc.constant(null),
  at.map((floatingAt) => ({ kind: 'floating' as const, at: floatingAt })),
  fc.record({ kind: fc.constant('fixed' as const), at, zone: fc.constantFrom(...ZONES) }),
);

const start = fc.oneof(
  fc.constantFrom('inbox' as const, 'anytime' as const, 'someday' as const),
  fc.record({ date, evening: fc.boolean(), time }),
);

const repeat = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  fc.constantFrom(
    { owner: 'todoist' as const, rule: 'every day' },
    { owner: 'todoist' as const, rule: 'every week {lang:de}' },
    { owner: 'things' as const, rule: 'weekly' },
  ),
);

const tag = fc.oneof(text, fc.constantFrom('Someday', 'evening', 'CANCELED', 'work', 'home'));
const checklist = fc
  .array(fc.record({ title: text, done: fc.boolean() }), { maxLength: 4 })
  .map((items) => items.map((item, index) => ({ key: `key-${index}`, ...item })));

/** Fields of a task that is filed in `place` or nowhere. */
export function arbitraryFields(place: ContainerId): fc.Arbitrary<TaskFields> {
  return fc.record({
    title: text,
    notes: fc.option(text),
    start,
    deadline: fc.option(date),
    repeat,
    tags: fc.array(tag, { maxLength: 5 }).map(canonicalTags),
    checklist,
    status: fc.constantFrom(...STATUSES),
    place: fc.constantFrom(place, null),
    priority: fc.constantFrom<Priority>(1, 2, 3, 4),
    duration: fc.option(
      fc.record({
        amount: fc.integer({ min: 1, max: 1440 }),
        unit: fc.constantFrom('minute' as const, 'day' as const),
      }),
    ),
  });
}
