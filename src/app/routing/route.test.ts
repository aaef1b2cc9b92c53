import { describe, expect, it } from 'vitest';
import { hrefOf, LISTS, parseRoute, START, type Route } from './route.ts';

describe('an address within the app', () => {
  it.each<Route>([
    ...LISTS.map((page) => ({ page })),
    { page: 'browse' },
    { page: 'conflicts' },
    { page: 'settings' },
    { page: 'project', id: '0b71-4d' },
    { page: 'area', id: 'with/slash?and#more' },
    { page: 'tag', name: 'zu Hause/Küche' },
    { page: 'search', text: '' },
    { page: 'search', text: 'milk & bread?' },
    { page: 'pair', code: null, account: null },
    { page: 'pair', code: 'K7W3M-PX94D', account: null },
    { page: 'pair', code: 'K7W3M-PX94D', account: 'anna' },
  ])('[U30] leads back to the page that it was written for: $page', (route) => {
    expect(parseRoute(hrefOf(route))).toEqual(route);
  });

  it.each(['', '#', '#/', '/'])('[U30] that names nothing is the start: %j', (hash) => {
    expect(parseRoute(hash)).toEqual(START);
  });

  it.each(['#/nowhere', '#/project', '#/project/', '#/today/more', '#/%E0%A4%A'])(
    '[U30] that leads nowhere says so: %s',
    (hash) => {
      expect(parseRoute(hash)).toEqual({ page: 'unknown' });
    },
  );

  it('[U30] of a pairing link is as the command line writes it', () => {
    expect(parseRoute('#/pair?code=K7W3M-PX94D&account=anna')).toEqual({
      page: 'pair',
      code: 'K7W3M-PX94D',
      account: 'anna',
    });
  });
});
