// A Mac in a zone that has no name or that nobody knows: what depends on it waits, and nothing else does.

import { describe, expect, it } from 'vitest';
import { receiptSchema } from '../../src/protocol/exchange.ts';
import { Stage, type Turn } from './stage.ts';

/** As the Worker gets it from an agent. */
function receiptOf(zone: unknown): Turn {
  const { zone: known } = receiptSchema.parse({
    databaseId: 'library-1',
    schemaVersion: 29,
    complete: true,
    openTodos: 0,
    today: '2026-11-23',
    takenAt: 0,
    zone,
  });
  return { receipt: { zone: known } };
}

describe('a Mac in an unknown zone', () => {
  it.each(['Etc/Unknown', 'Mars/Base', '', null, undefined])(
    '[R55] (%s) holds the day of tasks with a pinned time, says so, and stops nothing else',
    async (zone) => {
      const stage = new Stage();
      stage.everyTurn = receiptOf(zone);
      stage.library.add('Plants');
      await stage.settle();
      await stage.inTodoist('POST', '/tasks', { content: 'Call', due_datetime: '2026-11-24T10:00:00Z' });
      await stage.inTodoist('POST', '/tasks', { content: 'Lunch', due_date: '2026-11-24' });
      stage.library.edit(stage.library.titled('Plants').id, { title: 'Ferns' });
      await stage.settle();
      expect(stage.task('Ferns').checked).toBe(false);
      expect(stage.library.titled('Lunch').startDate).toBe('2026-11-24');
      expect(stage.library.titled('Call')).toMatchObject({ startDate: null, reminder: null });
      const { due } = stage.task('Call');
      expect(due?.date).toContain('2026-11-24T10:00:00');
      expect(stage.account.status()).toMatchObject({
        inSync: false,
        notices: [expect.stringContaining('is not known')],
        waiting: [{ title: 'Call', state: 'held', reason: expect.stringContaining('time zone') }],
      });
      stage.everyTurn = receiptOf('Europe/Berlin');
      await stage.settle();
      expect(stage.library.titled('Call')).toMatchObject({ startDate: '2026-11-24', reminder: '11:00' });
      expect(stage.task('Call').due).toEqual(due);
      expect(stage.account.status()).toMatchObject({ inSync: true, notices: [], waiting: [] });
    },
  );
});
