import { expect, it } from 'vitest';
import { linksIn } from './links.ts';

it.each([
  ['See https://example.com/a?b=c#d.', ['https://example.com/a?b=c#d']],
  ['[the page](https://example.com/x), and https://example.com/x', ['https://example.com/x']],
  ['(https://example.com/wiki/Sea_(body))', ['https://example.com/wiki/Sea_(body)']],
  ['**http://example.com**', ['http://example.com']],
  ['javascript:alert(1) data:text/html,x ftp://example.com https://', []],
  ['', []],
])('[U46] addresses of web pages in notes can be opened, and nothing else: %j', (notes, links) => {
  expect(linksIn(notes)).toEqual(links);
});
