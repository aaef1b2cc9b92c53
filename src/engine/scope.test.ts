import { expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../model/config.ts';
import type { Scope } from '../model/config.ts';
import type { Start } from '../model/task.ts';
import { isInScope } from './scope.ts';

const all = DEFAULT_CONFIG.scope;
const include = (...names: readonly string[]) => ({ include: names, exclude: [] });
const exclude = (...names: readonly string[]) => ({ include: [], exclude: names });

const cases: readonly (readonly [string, Partial<Scope>, boolean])[] = [
  ['no filter', {}, true],
  ['its project', { projects: include('  WORK ') }, true],
  ['another project', { projects: include('Home') }, false],
  ['its project left out', { projects: exclude('work') }, false],
  ['its area', { areas: include('office') }, true],
  ['its area left out', { areas: exclude('office') }, false],
  ['one of its tags', { tags: include('x', 'Urgent') }, true],
  ['another tag', { tags: include('x') }, false],
  ['one of its tags left out', { tags: { include: ['urgent'], exclude: ['errand'] } }, false],
  ['its project but another area', { projects: include('work'), areas: include('x') }, false],
  ['only the inbox', { inboxOnly: true }, false],
];
it.each(cases)('[P13] decides by %s', (_case, scope, inScope) => {
  const fields = { start: 'anytime', tags: ['urgent', 'errand'] } as const;
  expect(isInScope({ fields, place: { area: 'Office', project: 'Work' }, scope: { ...all, ...scope } })).toBe(
    inScope,
  );
});

it('[P13] lets only undecided tasks that are filed nowhere pass as the inbox', () => {
  const passes = (start: Start, area: string | null = null) =>
    isInScope({
      fields: { start, tags: [] },
      place: { area, project: null },
      scope: { ...all, inboxOnly: true },
    });
  expect([passes('inbox'), passes('someday'), passes('inbox', 'Home')]).toEqual([true, false, false]);
});

it('[P13] lets a task without a project pass only where no project is asked for', () => {
  const passes = (scope: Partial<Scope>) =>
    isInScope({
      fields: { start: 'inbox', tags: [] },
      place: { area: null, project: null },
      scope: { ...all, ...scope },
    });
  expect([passes({ projects: include('work') }), passes({ projects: exclude('work') })]).toEqual([
    false,
    true,
  ]);
});
