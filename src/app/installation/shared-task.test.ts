import { expect, it } from 'vitest';
import { sharedTaskOf } from './shared-task.ts';

const LONG = `${'word '.repeat(60)}end`;

it.each([
  ['a page', '?title=Tides&url=https://example.com/tides', 'Tides', 'https://example.com/tides'],
  [
    'a page whose address is in the text',
    '?title=Tides&text=https://example.com/',
    'Tides',
    'https://example.com/',
  ],
  ['text and the address of its page', '?title=T&text=Hm&url=https://e.com/', 'T', 'Hm\n\nhttps://e.com/'],
  ['an address in both', '?title=T&text=See+https://e.com/&url=https://e.com/', 'T', 'See https://e.com/'],
  ['text alone', '?text=Buy+milk', 'Buy milk', ''],
  ['some lines', '?text=Buy+milk%0Atwo+litres', 'Buy milk', 'Buy milk\ntwo litres'],
  ['an address alone', '?url=https://example.com/', 'https://example.com/', ''],
  ['a title alone', '?title=Only+this', 'Only this', ''],
  ['a title of two lines', '?title=One%0D%0Atwo&url=https://e.com/', 'One', 'One\r\ntwo\n\nhttps://e.com/'],
  ['a title that the text repeats', '?title=Same&text=Same', 'Same', ''],
  ['markup', '?title=%3Cb%3Ebold%3C/b%3E', '<b>bold</b>', ''],
])('[U65] %s becomes a title and notes', (_what, search, title, notes) => {
  expect(sharedTaskOf(search)).toEqual({ title, notes });
});

it('[U65] a long text is cut for the title and whole in the notes', () => {
  const shared = sharedTaskOf(`?text=${encodeURIComponent(LONG)}`);
  expect(shared?.title).toBe(`${LONG.slice(0, 200)}\u2026`);
  expect(shared?.notes).toBe(LONG);
});

it.each(['', '?', '?title=', '?text=%20%0A', '?other=1'])('[U65] nothing shared is nothing: %j', (search) => {
  expect(sharedTaskOf(search)).toBeNull();
});
