import { expect, it } from 'vitest';
import { understand, understandStart, type Reading } from './understood.ts';

const reading: Reading = {
  today: '2026-12-01',
  now: new Date(2026, 11, 1, 12, 0).getTime(),
  tags: ['family'],
  places: [{ id: 'p1', name: 'Kitchen' }],
  names: new Map([
    ['p1', 'Kitchen'],
    ['p2', 'Norway'],
  ]),
};
const none = { ...reading, dismissed: new Set<string>() };
const factsOf = (text: string, given = {}) =>
  understand(text, given, none).facts.map(({ kind, text: words, key }) => [kind, words, key === null]);

it('[U42] what a line says is on top of what its list gives, and both are told apart', () => {
  const given = { start: 'anytime', place: 'p2', tags: ['trip'] } as const;
  const { task } = understand('Book the ferry tomorrow #family', given, none);
  expect(task).toEqual({
    title: 'Book the ferry',
    start: { date: '2026-12-02', evening: false, time: null },
    place: 'p2',
    tags: ['trip', 'family'],
  });
  expect(factsOf('Book the ferry tomorrow #family', given)).toEqual([
    ['start', 'Tomorrow', false],
    ['tag', 'family', false],
    ['place', 'Norway', true],
    ['tag', 'trip', true],
  ]);
});

it('[U42] a line that says nothing shows where its task goes', () => {
  expect(factsOf('Milk')).toEqual([['start', 'Inbox', true]]);
  expect(factsOf('Milk', { start: { date: '2026-12-01', evening: false, time: null } })).toEqual([
    ['start', 'Today', true],
  ]);
  expect(factsOf('Milk', { start: 'anytime', place: 'p2' })).toEqual([['place', 'Norway', true]]);
});

it('[U42] what was understood and is not meant can be left in the title', () => {
  const read = understand('Watch Tomorrow by friday', {}, none);
  expect(read.task.title).toBe('Watch');
  const [start] = read.facts;
  const dismissed = new Set([start?.key ?? '']);
  const again = understand('Watch Tomorrow by friday', {}, { ...reading, dismissed });
  expect(again.task).toEqual({ title: 'Watch Tomorrow', deadline: '2026-12-04' });
});

it.each([
  ['tomorrow', { date: '2026-12-02', evening: false, time: null }],
  ['by friday', { date: '2026-12-04', evening: false, time: null }],
  ['someday', 'someday'],
  ['Call Anna tomorrow', null],
  ['nonsense', null],
])('[U53] a day that is typed alone is understood in a dialog, and nothing else is: %s', (text, start) => {
  expect(understandStart(text, reading)).toEqual(start);
});
