import { expect, it } from 'vitest';
import { givenByPage } from './list-info.ts';

it.each([
  [{ page: 'today' }, { start: { date: '2026-12-01', evening: false, time: null } }],
  [{ page: 'someday' }, { start: 'someday' }],
  [{ page: 'anytime' }, { start: 'anytime' }],
  [
    { page: 'project', id: 'p1' },
    { start: 'anytime', place: 'p1' },
  ],
  [
    { page: 'area', id: 'a1' },
    { start: 'anytime', place: 'a1' },
  ],
  [{ page: 'tag', name: 'home' }, { tags: ['home'] }],
  [{ page: 'inbox' }, {}],
  [{ page: 'search', text: 'x' }, {}],
] as const)('[U42] a task that is added on a page belongs to it: %j', (route, given) => {
  expect(givenByPage(route, '2026-12-01')).toEqual(given);
});
