import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../model/config.ts';
import { remoteId } from '../../../model/ids.ts';
import { followMarkers, shownMarkers } from './marker-names.ts';

const names = DEFAULT_CONFIG.markerLabels;
const label = (id: string, name: string | null) => ({ id: remoteId(id), name });
const shown = { someday: { id: remoteId('1'), name: 'Someday' } };

describe('marker labels by their ids', () => {
  it.each([
    ['another name is followed', [label('1', 'later')], 'later'],
    ['another case is the same name', [label('1', 'SOMEDAY')], 'someday'],
    ['a deleted one stays', [label('1', null)], 'someday'],
    ['another label is none', [label('2', 'later')], 'someday'],
    ['the name of another marker is not taken', [label('1', 'Evening')], 'someday'],
  ])('[T54] %s', (_case, labels, expected) => {
    expect(followMarkers(names, shown, labels)).toEqual({ ...names, someday: expected });
  });

  it('[T54] a name that the owner chose since is not overruled', () => {
    const chosen = { ...names, someday: 'one day' };
    expect(followMarkers(chosen, shown, [label('1', 'later')])).toEqual(chosen);
  });

  it('[T54] are learned from all labels, kept by changes of others, and forgotten with their own', () => {
    const learned = shownMarkers(
      names,
      {},
      { labels: [label('1', 'Someday'), label('3', 'x')], isWhole: true },
    );
    expect(learned).toEqual(shown);
    const later = (labels: readonly ReturnType<typeof label>[], isWhole = false) =>
      shownMarkers(names, shown, { labels, isWhole });
    expect(later([label('3', 'y'), label('4', 'evening')])).toEqual({
      ...shown,
      evening: { id: '4', name: 'evening' },
    });
    expect([later([label('1', null)]), later([], true)]).toEqual([{}, {}]);
  });
});
