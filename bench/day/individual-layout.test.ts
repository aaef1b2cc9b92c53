import { describe, expect, it } from 'vitest';
import { DAY_MS, dayEvents } from './events.ts';
import { IndividualLayout } from './individual-layout.ts';
import { totalOf, type Counts } from './tally.ts';

const MINUTE_MS = 60_000;

/** A layout of 200 tasks after `play`; its operations as reads, writes, lists, deletes. */
function costOf(play: (layout: IndividualLayout) => void): readonly number[] {
  const layout = new IndividualLayout(200);
  play(layout);
  return operationsOf(totalOf(layout.ledger.total));
}

function operationsOf({ reads, writes, lists, deletes }: Counts): readonly number[] {
  return [reads, writes, lists, deletes];
}

describe('the one-key-per-entry layout', () => {
  it.each<[string, (layout: IndividualLayout) => void, readonly number[]]>([
    ['nothing for edits alone', (layout) => layout.edit('things'), [0, 0, 0, 0]],
    ['lock, metric and two lists for a tick', (layout) => layout.tick(0), [3, 2, 2, 1]],
    ['a metric for an exchange without news', (layout) => layout.exchange(), [0, 1, 0, 0]],
    ['a read for each task and two lists for the status', (layout) => layout.status(), [202, 0, 2, 0]],
    ['all keys for the view for debugging', (layout) => layout.debug(), [400, 0, 2, 0]],
  ])('takes %s', (_title, play, expected) => {
    expect(costOf(play)).toEqual(expected);
  });

  it('lists and reads every metric of the day to show them', () => {
    const play = (layout: IndividualLayout): void => {
      layout.tick(0);
      layout.exchange();
      layout.metrics();
    };
    expect(costOf(play)).toEqual([3 + 2, 3, 2 + 1, 1]);
  });

  it('takes 5 writes and a delete to send what is new in Things, once', () => {
    const play = (layout: IndividualLayout): void => {
      layout.create('things');
      layout.exchange();
    };
    expect(costOf(play)).toEqual([6, 6, 0, 1]);
    expect(
      costOf((layout) => {
        play(layout);
        layout.exchange();
      }),
    ).toEqual([6, 7, 0, 1]);
  });

  it('takes more reads for an edit in Things, and nothing for one in Todoist', () => {
    const costOfEdit = (side: 'things' | 'todoist') =>
      costOf((layout) => {
        layout.edit(side);
        layout.exchange();
      });
    expect(costOfEdit('things')).toEqual([7, 6, 0, 1]);
    expect(costOfEdit('todoist')).toEqual([0, 1, 0, 0]);
  });

  it('writes a request at every tick until a new Todoist task is marked, and deletes it after ten minutes', () => {
    const layout = new IndividualLayout(200);
    layout.create('todoist');
    layout.tick(0);
    layout.tick(2 * MINUTE_MS);
    layout.exchange();
    for (let minute = 4; minute <= 20; minute += 2) layout.tick(minute * MINUTE_MS);
    const { 'sync-request': requests, hash } = layout.ledger.total.kv;
    expect(requests).toMatchObject({ writes: 2, lists: 11, deletes: 2 });
    expect(hash).toMatchObject({ writes: 1 });
  });

  it('tells of completions in Things again and again, five at most', () => {
    const layout = new IndividualLayout(200);
    for (let number = 0; number < 7; number += 1) layout.complete('things');
    layout.exchange();
    layout.exchange();
    expect(layout.ledger.total.kv['mapping']).toMatchObject({ reads: 10, writes: 7 });
    expect(layout.ledger.total.kv['metrics']).toMatchObject({ writes: 4 });
  });

  it('lists a second page beyond 1,000 keys', () => {
    const layout = new IndividualLayout(1001);
    layout.debug();
    expect(operationsOf(totalOf(layout.ledger.total))).toEqual([2002, 0, 4, 0]);
  });
});

describe('the events of the day', () => {
  const countsOf = (options: Parameters<typeof dayEvents>[0]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { kind } of dayEvents(options)) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  };

  it('are those of the standard day, in order, within it', () => {
    const day = { scale: 1, quiet: false, hours: 24 };
    expect(countsOf(day)).toEqual({
      tick: 720,
      cron: 24,
      exchange: 288,
      create: 60,
      edit: 60,
      complete: 40,
      status: 24,
      debug: 24,
      metrics: 24,
      webhook: 100,
      phone: 144,
      scrape: 288,
    });
    const times = dayEvents(day).map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(DAY_MS);
  });

  it('are multiplied by the scale, but for the cron', () => {
    const counts = countsOf({ scale: 3, quiet: false, hours: 24 });
    expect(counts).toMatchObject({ tick: 720, cron: 24, exchange: 864, create: 180, debug: 72 });
  });

  it('leave people out of a quiet day', () => {
    expect(countsOf({ scale: 1, quiet: true, hours: 24 })).toEqual({ tick: 720, cron: 24, exchange: 288 });
  });

  it('are spread evenly over both sides', () => {
    const sides = dayEvents({ scale: 1, quiet: false, hours: 24 }).flatMap((event) =>
      'side' in event ? [event.side] : [],
    );
    expect(sides.filter((side) => side === 'things')).toHaveLength(80);
  });
});
