/** Recurring tasks as whole series: closed on time, early, late, over month ends, leap days and clock changes. */
import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';

interface Case {
  readonly phrase: string;
  /** When the task is made. */
  readonly made: string;
  /** When it is closed each time, UTC; `due` means on its due day at noon. */
  readonly closed: readonly string[];
  readonly dues: readonly string[];
  readonly zone?: string;
  readonly timezone?: string;
}

async function duesOf({ phrase, made, closed, zone, timezone }: Case): Promise<readonly string[]> {
  const bench = createBench(zone === undefined ? {} : { zone });
  bench.clock.now = Date.parse(made);
  const due = timezone === undefined ? { string: phrase } : { string: phrase, timezone };
  const id = await bench.create('item_add', { content: 'a', due });
  const dues: string[] = [];
  for (const moment of closed) {
    const { due: before } = await bench.item(id);
    bench.clock.now = Date.parse(moment === 'due' ? `${before?.date.slice(0, 10) ?? ''}T12:00:00Z` : moment);
    await bench.attempt('item_close', { id });
    const item = await bench.item(id);
    dues.push(item.checked ? 'done' : (item.due?.date ?? 'none'));
    if (!item.checked) expect(item.due?.string).toBe(phrase);
  }
  return dues;
}

const four = ['due', 'due', 'due', 'due'];

describe('a series keeps its day', () => {
  it.each<Case>([
    {
      phrase: 'every month',
      made: '2026-01-31T08:00:00Z',
      closed: four,
      dues: ['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'],
    },
    {
      phrase: 'every month',
      made: '2028-01-31T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2028-02-29', '2028-03-31'],
    },
    {
      phrase: 'every month starting 31 oct',
      made: '2026-03-04T08:00:00Z',
      closed: four,
      dues: ['2026-11-30', '2026-12-31', '2027-01-31', '2027-02-28'],
    },
    {
      phrase: 'every 31',
      made: '2026-03-31T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2026-04-30', '2026-05-31'],
    },
    {
      phrase: 'every 2 months',
      made: '2026-12-31T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2027-02-28', '2027-04-30'],
    },
    {
      phrase: 'every quarter',
      made: '2026-08-31T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2026-11-30', '2027-02-28'],
    },
    {
      phrase: 'every last day',
      made: '2026-01-10T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2026-02-28', '2026-03-31'],
    },
    {
      phrase: 'every year',
      made: '2028-02-29T08:00:00Z',
      closed: four,
      dues: ['2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29'],
    },
    {
      phrase: 'every feb 29',
      made: '2028-02-29T08:00:00Z',
      closed: four,
      dues: ['2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29'],
    },
    {
      phrase: 'every 2nd, 15th, 27th',
      made: '2026-03-04T08:00:00Z',
      closed: four,
      dues: ['2026-03-27', '2026-04-02', '2026-04-15', '2026-04-27'],
    },
    {
      phrase: 'every 14 jan, 15 jun',
      made: '2026-03-04T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2027-01-14', '2027-06-15'],
    },
    {
      phrase: 'every last workday',
      made: '2026-03-04T08:00:00Z',
      closed: ['due', 'due', 'due'],
      dues: ['2026-04-30', '2026-05-29', '2026-06-30'],
    },
    {
      phrase: 'every 3rd friday',
      made: '2026-03-04T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2026-04-17', '2026-05-15'],
    },
    {
      phrase: 'every mon, fri at 20:00',
      made: '2026-03-04T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2026-03-09T20:00:00', '2026-03-13T20:00:00'],
    },
    {
      phrase: 'every weekday',
      made: '2026-03-06T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2026-03-09', '2026-03-10'],
    },
    { phrase: 'every evening', made: '2026-03-04T08:00:00Z', closed: ['due'], dues: ['2026-03-05T19:00:00'] },
    { phrase: 'every 9am', made: '2026-03-04T08:00:00Z', closed: ['due'], dues: ['2026-03-05T09:00:00'] },
  ])('$phrase made $made goes on $dues', async (row) => {
    expect(await duesOf(row)).toEqual(row.dues);
  });
});

describe('early, on time, overdue', () => {
  it.each<Case>([
    {
      phrase: 'every week',
      made: '2026-03-04T08:00:00Z',
      closed: ['2026-03-04T09:00:00Z', '2026-03-05T09:00:00Z'],
      dues: ['2026-03-11', '2026-03-18'],
    },
    {
      phrase: 'every week',
      made: '2026-03-04T08:00:00Z',
      closed: ['2026-03-20T09:00:00Z'],
      dues: ['2026-03-25'],
    },
    {
      phrase: 'every day',
      made: '2026-03-04T08:00:00Z',
      closed: ['2026-03-04T09:00:00Z', '2026-03-04T09:01:00Z'],
      dues: ['2026-03-05', '2026-03-06'],
    },
    {
      phrase: 'every 3 days',
      made: '2026-03-04T08:00:00Z',
      closed: ['2026-03-09T09:00:00Z', '2026-03-10T09:00:00Z'],
      dues: ['2026-03-10', '2026-03-13'],
    },
    {
      phrase: 'every! 3 days',
      made: '2026-03-04T08:00:00Z',
      closed: ['2026-03-09T09:00:00Z', '2026-03-10T09:00:00Z'],
      dues: ['2026-03-12', '2026-03-13'],
    },
    {
      phrase: 'after 10 days',
      made: '2026-03-04T08:00:00Z',
      closed: ['2026-03-20T09:00:00Z'],
      dues: ['2026-03-30'],
    },
    {
      phrase: 'every! month',
      made: '2026-01-31T08:00:00Z',
      closed: ['2026-02-10T09:00:00Z'],
      dues: ['2026-03-10'],
    },
    {
      phrase: 'every month',
      made: '2026-01-31T08:00:00Z',
      closed: ['2026-05-02T09:00:00Z', 'due'],
      dues: ['2026-05-31', '2026-06-30'],
    },
    {
      phrase: 'every 6 hours',
      made: '2026-03-04T08:00:00Z',
      closed: ['2026-03-04T14:10:00Z', '2026-03-05T09:00:00Z'],
      dues: ['2026-03-04T20:00:00', '2026-03-05T14:00:00'],
    },
    {
      phrase: 'every! 6 hours',
      made: '2026-03-04T08:00:00Z',
      closed: ['2026-03-04T15:10:00Z'],
      dues: ['2026-03-04T21:10:00'],
    },
  ])('$phrase made $made, closed $closed, goes on $dues', async (row) => {
    expect(await duesOf(row)).toEqual(row.dues);
  });
});

describe('a series with bounds', () => {
  it.each<Case>([
    {
      phrase: 'every day ending tomorrow',
      made: '2026-03-04T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2026-03-05', 'done'],
    },
    {
      phrase: 'every day ending 6 mar',
      made: '2026-03-04T08:00:00Z',
      closed: ['due', 'due', '2026-03-07T10:00:00Z'],
      dues: ['2026-03-05', '2026-03-06', 'done'],
    },
    {
      phrase: 'every day for 2 days',
      made: '2026-03-04T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2026-03-05', 'done'],
    },
    {
      phrase: 'every week starting 9 mar until 20 mar',
      made: '2026-03-04T08:00:00Z',
      closed: ['due', 'due'],
      dues: ['2026-03-16', 'done'],
    },
  ])('$phrase goes on $dues', async (row) => {
    expect(await duesOf(row)).toEqual(row.dues);
  });
});

describe('zones and clock changes', () => {
  it.each<Case>([
    {
      phrase: 'every day at 10:00',
      made: '2026-03-28T08:00:00Z',
      timezone: 'Europe/Berlin',
      closed: ['due', 'due'],
      dues: ['2026-03-29T08:00:00Z', '2026-03-30T08:00:00Z'],
    },
    {
      phrase: 'every day at 2:30',
      made: '2026-03-27T08:00:00Z',
      timezone: 'Europe/Berlin',
      closed: ['due', 'due', 'due'],
      dues: ['2026-03-29T01:30:00Z', '2026-03-30T00:30:00Z', '2026-03-31T00:30:00Z'],
    },
    {
      phrase: 'every day at 10:00',
      made: '2026-10-24T06:00:00Z',
      timezone: 'Europe/Berlin',
      closed: ['due', 'due'],
      dues: ['2026-10-25T09:00:00Z', '2026-10-26T09:00:00Z'],
    },
    {
      phrase: 'every day',
      made: '2026-03-04T20:00:00Z',
      zone: 'Pacific/Auckland',
      closed: ['2026-03-05T10:30:00Z', '2026-03-05T11:30:00Z'],
      dues: ['2026-03-06', '2026-03-07'],
    },
  ])('$phrase in $timezone $zone made $made goes on $dues', async (row) => {
    expect(await duesOf(row)).toEqual(row.dues);
  });
});

describe('what is not understood', () => {
  it.each([
    'every blue moon',
    'jeden Tag',
    'every 0 days',
    'every day ending never',
    '2026-02-30',
    'every 32',
  ])('refuses %s with code 42', async (string) => {
    const bench = createBench();
    const response = await bench.request('POST', '/tasks', { content: 'a', due_string: string });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error_code: 42, error_tag: 'BAD_REQUEST', error: 'Invalid date format' },
    ]);
  });

  it('refuses a language that is not documented', async () => {
    expect(
      await createBench().attempt('item_add', { content: 'a', due: { string: 'today', lang: 'xx' } }),
    ).toBe('INVALID_ARGUMENT_VALUE');
  });

  it('keeps the day of a series over a restart of its date with the whole due', async () => {
    const bench = createBench();
    bench.clock.now = Date.parse('2026-01-31T08:00:00Z');
    const id = await bench.create('item_add', { content: 'a', due: { string: 'every month' } });
    const moved = {
      date: '2026-02-15',
      string: 'every month',
      is_recurring: true,
      lang: 'en',
      timezone: null,
    };
    await bench.attempt('item_update', { id, due: moved });
    await bench.attempt('item_close', { id });
    expect((await bench.item(id)).due?.date).toBe('2026-03-15');
  });
});
