/** The filter language as `/tasks/filter` answers it: every known term once, and the error for all others. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';
import type { WireItem } from '../wire.ts';

let bench: TestBench;

/** Makes one task per letter; the clock stands on Wednesday, 2026-03-04. */
beforeAll(async () => {
  bench = createBench();
  bench.clock.now = Date.parse('2026-02-20T09:00:00Z');
  await bench.create('item_add', { content: 'a old', priority: 4 });
  bench.clock.now = Date.parse('2026-03-04T09:30:00Z');
  const home = await bench.create('project_add', { name: 'Home' });
  const garden = await bench.create('project_add', { name: 'Garden', parent_id: home });
  const odd = await bench.create('project_add', { name: 'Odd & Ends' });
  const section = await bench.create('section_add', { name: 'Soon', project_id: home });
  const user = await bench.sync({ sync_token: '*', resource_types: ['user'] });
  const me = user.user?.['id'];
  const add = (content: string, args: object): Promise<string> =>
    bench.create('item_add', { content, ...args });
  const b = await add('b today', { due: { string: 'today' }, project_id: home });
  await add('c late', { due: { date: '2026-03-01' }, section_id: section, labels: ['office_a'] });
  await add('d timed', { due: { string: 'tomorrow at 10:00' }, project_id: garden, priority: 3 });
  await add('e series', { due: { string: 'every friday' }, labels: ['home', 'office_b'] });
  await add('f child', { parent_id: b, responsible_uid: me, assigned_by_uid: me });
  await add('g odd', { project_id: odd, deadline: { date: '2026-03-20' } });
  await add('* h note', { priority: 2 });
});

async function find(query: string): Promise<string> {
  const response = await bench.request('GET', `/tasks/filter?query=${encodeURIComponent(query)}`);
  if (response.status !== 200) return `${String(response.status)} ${JSON.stringify(await response.json())}`;
  const { results } = (await response.json()) as { readonly results: readonly WireItem[] };
  return results.map((item) => item.content.replace('* ', '').charAt(0)).join('');
}

describe('a filter', () => {
  it.each([
    ['today', 'b'],
    ['tomorrow', 'd'],
    ['overdue', 'c'],
    ['od', 'c'],
    ['no date', 'afgh'],
    ['no due date', 'afgh'],
    ['2 days', 'bd'],
    ['next 7 days', 'bde'],
    ['-3 days', 'c'],
    ['+1 day', 'd'],
    ['friday', 'e'],
    ['2026-03-05', 'd'],
    ['due before: today', 'c'],
    ['date after: tomorrow', 'e'],
    ['due: 2026-03-04', 'b'],
    ['due before: +2 days', 'bcd'],
    ['no time', 'bce'],
    ['recurring', 'e'],
    ['p1', 'a'],
    ['p2', 'd'],
    ['p3', 'h'],
    ['p4', 'bcefg'],
    ['no priority', 'bcefg'],
    ['@home', 'e'],
    ['@office*', 'ce'],
    ['no labels', 'abdfgh'],
    ['#Home', 'bcf'],
    ['##home', 'bcdf'],
    ['#Odd \\& Ends', 'g'],
    ['/Soon', 'c'],
    ['!/*', 'abdefgh'],
    ['no section', 'abdefgh'],
    ['search: t', 'bcdh'],
    ['subtask', 'f'],
    ['!subtask', 'abcdegh'],
    ['assigned', 'f'],
    ['assigned to: me', 'f'],
    ['assigned to: others', ''],
    ['assigned by: me', 'f'],
    ['added by: me', 'abcdefgh'],
    ['shared', ''],
    ['uncompletable', 'h'],
    ['workspace: x', ''],
    ['deadline: 2026-03-20', 'g'],
    ['deadline before: 2026-03-20', ''],
    ['no deadline', 'abcdefh'],
    ['created before: -7 days', 'a'],
    ['created after: 2026-03-01', 'bcdefgh'],
    ['added before: 2026-03-01', 'a'],
    ['created: today', 'bcdefgh'],
    ['view all', 'abcdefgh'],
    ['today | overdue', 'bc'],
    ['#Home & !subtask', 'bc'],
    ['(today | overdue) & #Home', 'bcf'.replace('f', '')],
    ['!(p1 | p2 | p3) & @home', 'e'],
    ['p1 | p2 & no date', 'a'],
  ])('%s finds %s', async (query, found) => {
    expect(await find(query)).toBe(found);
  });

  it.each([
    'p5',
    'blah',
    'today, tomorrow',
    'today &',
    '& today',
    '(today',
    'today)',
    '!',
    '',
    'due before: whenever',
    'nonsense: today',
    'x'.repeat(1025),
  ])('refuses %s with the error of a bad argument', async (query) => {
    expect(await find(query)).toMatch(/^400 .*"error_code":20,.*"argument":"query".*INVALID_ARGUMENT_VALUE/);
  });
});
