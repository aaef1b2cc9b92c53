// What waits on a device: what is merged, withdrawn, held back and split, and what is kept of what lost.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hubTask, PlayedHub } from '../../test/support/played-hub.ts';
import { createMobileClient } from './client.ts';
import type { MobileClient } from './client-types.ts';
import { createMemoryStore } from './memory-store.ts';
import { nextRequest, sortWaiting } from './outbox.ts';
import type { Intent, TaskEdit } from './types.ts';

async function begun(): Promise<{ hub: PlayedHub; client: MobileClient; clock: { now: number } }> {
  const clock = { now: Date.parse('2026-11-30T21:00:00Z') };
  const hub = new PlayedHub(() => clock.now);
  const client = createMobileClient({
    store: createMemoryStore(),
    fetch: hub.fetch,
    now: () => clock.now,
    today: () => '2026-11-30',
  });
  hub.put('a', hubTask('a', 'Call Anna'));
  await client.pair({ baseUrl: 'https://hub.example', code: 'X' });
  await client.sync();
  return { hub, client, clock };
}

const NOTHING_PULLED = { pulledAt: null, behindMs: 0 };

describe('edits that wait', () => {
  it('[U3] keep the value that was seen first, also where that was none', async () => {
    const { hub, client } = await begun();
    await client.edit('a', { deadline: '2026-12-01' });
    await client.edit('a', { deadline: '2026-12-24' });
    await client.sync();
    expect(hub.requests.at(-1)?.edited[0]?.fields).toEqual({ deadline: { from: null, to: '2026-12-24' } });
  });

  it('[U3] are withdrawn by going back to where they began', async () => {
    const { hub, client } = await begun();
    await client.complete('a');
    await client.edit('a', { title: 'Call Anna now' });
    await client.reopen('a');
    expect(await client.pending()).toBe(1);
    await client.edit('a', { title: 'Call Anna' });
    expect(await client.pending()).toBe(0);
    await client.sync();
    expect(hub.requests).toEqual([]);
  });

  it('[U3] follow from the task as it is where they are made of it', async () => {
    const { hub, client } = await begun();
    const addTag = (tag: string) => client.edit('a', ({ labels }) => ({ tags: [...labels, tag] }));
    await Promise.all([addTag('one'), addTag('two')]);
    expect(await client.edit('a', () => null)).toBe(true);
    expect(await client.edit('b', { title: 'no' })).toBe(false);
    await client.sync();
    expect(hub.tasks.get('a')?.labels).toEqual(['one', 'two']);
  });

  it('[U3] come to what the person did last, whatever came in between', async () => {
    const edit = fc.record(
      {
        title: fc.constantFrom('Call Anna', 'Write', 'Visit'),
        deadline: fc.constantFrom(null, '2026-12-01', '2026-12-24'),
        priority: fc.constantFrom(1, 4),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<TaskEdit>;
    const step = fc.oneof(
      { weight: 4, arbitrary: edit },
      { weight: 1, arbitrary: fc.constant('lost' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { hub, client } = await begun();
        const wanted: Record<string, unknown> = { title: 'Call Anna', deadline: null, priority: 1 };
        for (const one of steps) {
          hub.losesAnswers = one === 'lost';
          if (one === 'lost') await client.sync();
          else {
            Object.assign(wanted, one);
            await client.edit('a', one);
          }
        }
        hub.losesAnswers = false;
        expect(await client.sync()).toEqual({ kind: 'done' });
        expect(hub.tasks.get('a')?.fields).toMatchObject(wanted);
        expect(await client.conflicts()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a deletion', () => {
  it('[U4] that is held is shown at once, sent when its time is over, and taken back before', async () => {
    const { hub, client, clock } = await begun();
    expect(await client.remove('a', { holdMs: 5000 })).toBe(true);
    expect(await client.tasks()).toEqual([]);
    expect(await client.sync()).toEqual({ kind: 'done', heldForMs: 5000 });
    expect(await client.restore('a')).toBe(true);
    expect((await client.tasks()).map(({ id }) => id)).toEqual(['a']);
    await client.remove('a', { holdMs: 5000 });
    clock.now += 5000;
    expect(await client.sync()).toEqual({ kind: 'done' });
    expect(hub.requests.map(({ deleted }) => deleted)).toEqual([['a']]);
    expect(await client.restore('a')).toBe(false);
  });

  it('[U4] of a task that the hub never heard of is not sent at all', async () => {
    const { hub, client } = await begun();
    const id = await client.add('Buy milk', { tags: ['shop'] });
    await client.remove(id);
    await client.sync();
    expect([hub.requests, await client.pending(), (await client.tasks()).length]).toEqual([[], 0, 1]);
  });

  it('[U4] is not held for ever by a clock that is wrong', () => {
    const held: Intent = {
      kind: 'delete',
      seq: 1,
      task: 'a',
      at: '2026-11-30T21:00:00.000Z',
      isSent: false,
      heldUntil: '2036-11-30T21:00:00.000Z',
    };
    expect(sortWaiting([held], Date.parse(held.at)).ready).toEqual([held]);
  });
});

describe('what is sent at once', () => {
  const long = (seq: number, characters: number): Intent => ({
    kind: 'create',
    seq,
    task: `t-${seq}`,
    at: '2026-11-30T21:00:00.000Z',
    isSent: false,
    title: 'x'.repeat(characters),
  });

  it('[U5] is no more than the hub takes, and always something', () => {
    const many = Array.from({ length: 600 }, (_, at) => long(at, 10));
    expect(nextRequest(many, NOTHING_PULLED)?.sent).toHaveLength(500);
    const heavy = [long(1, 600_000), long(2, 600_000), long(3, 10)];
    expect(nextRequest(heavy, NOTHING_PULLED)?.sent.map(({ seq }) => seq)).toEqual([1]);
    expect(nextRequest([long(1, 6_000_000)], NOTHING_PULLED)?.sent).toHaveLength(1);
  });
});

describe('what lost', () => {
  it('[U6] is kept as a whole: everything that the person had wanted of the task', async () => {
    const { hub, client } = await begun();
    hub.put('a', null);
    await client.edit('a', { title: 'Write to Anna' });
    hub.losesAnswers = true;
    await client.sync();
    hub.losesAnswers = false;
    await client.edit('a', { notes: 'soon' });
    await client.sync();
    const [conflict] = await client.conflicts();
    const wanted = [...(conflict?.also ?? []), conflict?.intent].map((one) =>
      one?.kind === 'edit' ? Object.keys(one.fields) : one?.kind,
    );
    expect(wanted).toEqual([['title'], ['notes']]);
  });
});
