import { expect, it } from 'vitest';
import { fieldName, reasonWords, valueWords } from './field-words.ts';

const around = { today: '2026-12-01', names: new Map([['p1', 'Kitchen']]) };

it.each<[unknown, string]>([
  [null, 'None'],
  ['', 'None'],
  ['Call Anna', 'Call Anna'],
  ['someday', 'Someday'],
  ['completed', 'Completed'],
  ['2026-12-02', 'Tomorrow'],
  ['p1', 'Kitchen'],
  [4, 'Urgent'],
  [1, 'No priority'],
  [[], 'None'],
  [['home', 'phone'], 'home, phone'],
  [
    [
      { key: 'a', title: 'Rice', done: true },
      { key: 'b', title: 'Saffron', done: false },
    ],
    '☑ Rice\n☐ Saffron',
  ],
  [{ date: '2026-12-01', evening: true, time: null }, 'This Evening'],
])('[U41] a value that lost is told as the app shows it: %j', (value, words) => {
  expect(valueWords(value, around)).toBe(words);
});

it('[U41] a field has the name that the app gives it', () => {
  expect([fieldName('start'), fieldName('place'), fieldName('of a later version')]).toEqual([
    'When',
    'Place',
    'of a later version',
  ]);
});

it.each([
  ['title: changed elsewhere since, and that stays', 'Title: changed elsewhere since, and that stays.'],
  ['start, place: changed elsewhere too', 'When, Place: changed elsewhere too.'],
  ['it was edited elsewhere since: the task stays', 'It was edited elsewhere since: the task stays.'],
  ['Not taken.', 'Not taken.'],
  ['', ''],
])('[U100] why a change lost is a sentence with the names of the app: «%s»', (reason, words) => {
  expect(reasonWords(reason)).toBe(words);
});
