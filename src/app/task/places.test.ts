import { expect, it } from 'vitest';
import type { Project } from '../state/types.ts';
import { placesOf, placesWith } from './places.ts';

const project = (id: string, name: string, headings: Project['headings'] = []): Project => ({
  id,
  name,
  area: null,
  headings,
  open: 1,
  done: 0,
});
const places = placesOf(
  [
    {
      id: 'a1',
      name: 'Zuhause',
      projects: [project('p1', 'Küche', [{ id: 'h1', name: 'Planung' }])],
      open: 1,
    },
  ],
  [project('p0', 'Italienisch lernen')],
);
const namesWith = (text: string) => placesWith(places, text).map(({ name }) => name);

it('[U38] every area, project and heading is a place, and so is none', () => {
  expect(places.map(({ name, within, depth }) => [name, within, depth])).toEqual([
    ['No project', null, 0],
    ['Italienisch lernen', null, 0],
    ['Zuhause', null, 0],
    ['Küche', 'Zuhause', 1],
    ['Planung', 'Küche', 2],
  ]);
});

it.each([
  ['', ['No project', 'Italienisch lernen', 'Zuhause', 'Küche', 'Planung']],
  ['kuche', ['Küche', 'Planung']],
  ['KÜCHE plan', ['Planung']],
  ['lernen', ['Italienisch lernen']],
  ['zu kü', ['Küche']],
  ['garten', []],
])('[U38] a place is found by some letters, without case and accents: %j', (text, names) => {
  expect(namesWith(text)).toEqual(names);
});
