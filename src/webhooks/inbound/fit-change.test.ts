import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceChange } from '../../model/webhook.ts';
import { fitChange } from './fit-change.ts';

const CHANGE: SourceChange = {
  object: 'generic:1',
  does: 'open',
  title: 'Buy oats',
  notes: 'https://a.example\n\nTwo\tlines',
  tags: ['webhook', 'Food'],
  deadline: null,
  changedAt: null,
  place: null,
};

describe('what a sender says', () => {
  it('[W55] stays as it is where it fits', () => {
    expect(fitChange(CHANGE)).toEqual(CHANGE);
  });

  it('[W55] has a title of one line, and one that is cut in its notes as well', () => {
    expect(fitChange({ ...CHANGE, title: ' Two\r\nlines \u0000 ' }).title).toBe('Two lines');
    const long = 'word '.repeat(200).trim();
    const { title, notes } = fitChange({ ...CHANGE, title: long });
    expect([title.length, title.at(-1)]).toEqual([500, '…']);
    expect(notes).toBe(`${CHANGE.notes}\n\n${long}`);
  });

  it('[W55] has no empty tags and none twice', () => {
    expect(fitChange({ ...CHANGE, tags: ['a', ' ', 'a', 'b\nc', 'x'.repeat(99)] }).tags).toEqual([
      'a',
      'b c',
      `${'x'.repeat(59)}…`,
    ]);
  });

  it('[W55] fits whatever it was, and the same again changes nothing', () => {
    const text = fc.string({ unit: 'binary', maxLength: 2000 });
    fc.assert(
      fc.property(
        text,
        text,
        fc.array(text, { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        (...drawn) => {
          const [title, notes, tags, times] = drawn;
          const fit = fitChange({ ...CHANGE, title: title.repeat(times), notes: notes.repeat(times), tags });
          expect(fit.title.length).toBeLessThanOrEqual(500);
          expect(fit.notes.length).toBeLessThanOrEqual(15_000);
          for (const each of [fit.title, fit.notes, ...fit.tags]) expect(each.isWellFormed()).toBe(true);
          expect(fitChange({ ...fit, notes: fit.notes })).toEqual(fit);
        },
      ),
    );
  });
});
