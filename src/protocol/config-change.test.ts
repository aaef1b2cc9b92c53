import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../model/config.ts';
import { changeConfig, configChangeSchema, whyUnusable, type ConfigChange } from './config.ts';

describe('settings that an owner asks for', () => {
  it.each<[ConfigChange, RegExp]>([
    [{ markerLabels: { someday: 'Evening' } }, /^Two of `markerLabels`/],
    [{ priorityTags: ['a', 'b', 'A'] }, /^Two of `priorityTags`/],
    [{ priorityTags: ['a', 'SOMEDAY', 'c'] }, /^One of `priorityTags` has the name of one of `markerLabels`/],
    [{ markerLabels: { someday: 'a,b' } }, /has a comma/],
    [{ priorityTags: ['a', 'b,c', 'd'] }, /has a comma/],
    [{ markerLabels: { canceled: 'TTSync-x' } }, /begins with `ttsync-`/],
  ])('are refused where labels and tags clash or can be none: %j', (change, why) => {
    expect(whyUnusable(changeConfig(DEFAULT_CONFIG, change))).toMatch(why);
  });

  it('[P33] keep the other list of a filter of which one is given', () => {
    const change = configChangeSchema.parse({ scope: { areas: { exclude: ['Private'] } } });
    const { scope } = changeConfig(DEFAULT_CONFIG, change);
    expect(scope.areas).toEqual({ include: [], exclude: ['Private'] });
    const more = changeConfig({ ...DEFAULT_CONFIG, scope }, { scope: { areas: { include: ['Work'] } } });
    expect(more.scope.areas).toEqual({ include: ['Work'], exclude: ['Private'] });
  });

  it('are taken as they are by default', () => expect(whyUnusable(DEFAULT_CONFIG)).toBeNull());

  it.each<[unknown, string]>([
    [{ strategy: 'loudest' }, 'must be one of todoist_wins, things_wins, newest_wins, merge, manual'],
    [{ guard: { titles: { maxShare: null } } }, 'must be a number from 0 to 1'],
    [{ guard: { maxTasks: 1.5 } }, 'must be a whole number from 0 to 100000'],
    [{ scope: { inboxOnly: 'maybe' } }, 'must be true or false'],
    [{ scope: { areas: { include: null, exclude: [] } } }, 'must be a list of at most 200 names'],
    [{ markerLabels: { someday: '' } }, 'must be a name of 1 to 60 characters'],
    [{ priorityTags: ['a', 'b'] }, 'must be three tags, for the priorities 1, 2 and 3, or null'],
  ])('are refused in plain words: %j', (change, message) => {
    expect(configChangeSchema.safeParse(change).error?.issues).toMatchObject([{ message }]);
  });
});
