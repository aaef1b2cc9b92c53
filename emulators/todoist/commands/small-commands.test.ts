import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';

describe('order commands', () => {
  it('set the integer order of projects, labels and the Today view', async () => {
    const bench = createBench();
    const project = await bench.create('project_add', { name: 'P' });
    const label = await bench.create('label_add', { name: 'L' });
    const item = await bench.create('item_add', { content: 'a' });
    await bench.attempt('project_reorder', { projects: [{ id: project, child_order: 7 }] });
    await bench.attempt('label_update_orders', { id_order_mapping: { [label]: 5 } });
    await bench.attempt('item_update_day_orders', { ids_to_orders: { [item]: 3 } });
    const { projects, labels, items } = bench.emulator.snapshot();
    expect(projects.at(-1)?.child_order).toBe(7);
    expect(labels[0]?.item_order).toBe(5);
    expect(items[0]?.day_order).toBe(3);
  });
});

describe('user_update', () => {
  it('changes settings and the zone in which phrases are read', async () => {
    const bench = createBench();
    const start = await bench.sync({ sync_token: '*', resource_types: ['user'] });
    await bench.attempt('user_update', {
      full_name: 'New Name',
      timezone: 'Pacific/Kiritimati',
      start_day: 7,
    });
    const delta = await bench.sync({ sync_token: start.sync_token, resource_types: ['user'] });
    expect(delta.user).toMatchObject({
      full_name: 'New Name',
      start_day: 7,
      tz_info: { timezone: 'Pacific/Kiritimati', hours: 14 },
    });
    bench.clock.now = Date.parse('2026-03-04T12:00:00Z');
    const id = await bench.create('item_add', { content: 'a', due: { string: 'today' } });
    expect((await bench.item(id)).due?.date).toBe('2026-03-05');
    expect(await bench.attempt('user_update', { timezone: 'Mars/Olympus' })).toBe('INVALID_ARGUMENT_VALUE');
  });
});

describe('comments', () => {
  it('are added, changed, reacted to and deleted', async () => {
    const bench = createBench();
    const item_id = await bench.create('item_add', { content: 'a' });
    const start = await bench.sync({ sync_token: '*', resource_types: ['notes'] });
    const id = await bench.create('note_add', {
      item_id,
      content: 'n',
      file_attachment: { resource_type: 'file', file_name: 'x.txt' },
    });
    const latest = async (): Promise<unknown> =>
      (await bench.sync({ sync_token: start.sync_token, resource_types: ['notes'] })).notes?.[0];
    expect(await latest()).toMatchObject({
      id,
      item_id,
      file_attachment: { file_name: 'x.txt' },
      reactions: null,
    });
    await bench.attempt('note_update', { id, content: 'm' });
    await bench.attempt('note_reaction_add', { id, reaction: '+1' });
    expect(await latest()).toMatchObject({ content: 'm', reactions: { '+1': [expect.any(String)] } });
    await bench.attempt('note_reaction_remove', { id, reaction: '+1' });
    expect(await latest()).toMatchObject({ reactions: null });
    await bench.attempt('note_delete', { id });
    expect(await latest()).toMatchObject({ is_deleted: true });
    expect(await bench.attempt('note_update', { id, content: 'x' })).toBe('NOTE_NOT_FOUND');
  });

  it.each([
    ['nothing to stand on', { content: 'n' }, 'ARGUMENT_MISSING'],
    ['nothing to say', {}, 'ARGUMENT_MISSING'],
    ['too much to say', { content: 'x'.repeat(15_001) }, 'INVALID_ARGUMENT_VALUE'],
  ])('are refused with %s', async (_name, args, tag) => {
    expect(await createBench().attempt('note_add', args)).toBe(tag);
  });
});

describe('reminders', () => {
  it('are relative, absolute or by location, each under its resource type', async () => {
    const bench = createBench();
    const item_id = await bench.create('item_add', { content: 'a', due: { date: '2026-03-10T09:00:00' } });
    await bench.create('reminder_add', { type: 'relative', item_id, minute_offset: 10 });
    const absolute = await bench.create('reminder_add', {
      type: 'absolute',
      item_id,
      due: { date: '2026-03-09T08:00:00' },
    });
    await bench.create('reminder_add', {
      type: 'location',
      item_id,
      name: 'Home',
      loc_lat: '1',
      loc_long: '2',
    });
    await bench.attempt('reminder_update', { id: absolute, due: { date: '2026-03-09T07:00:00' } });
    const read = async (type: string): Promise<unknown> =>
      (await bench.sync({ sync_token: '*', resource_types: [type] })).reminders;
    expect(await read('reminders')).toMatchObject([
      { type: 'relative', minute_offset: 10, due: { date: '2026-03-10T08:50:00' } },
      { type: 'absolute', minute_offset: null, due: { date: '2026-03-09T07:00:00' } },
    ]);
    expect(await read('reminders_location')).toMatchObject([
      { type: 'location', loc_trigger: 'on_enter', radius: 100 },
    ]);
    await bench.attempt('reminder_delete', { id: absolute });
    expect(await read('reminders')).toMatchObject({ length: 1 });
  });

  it('are only at the due time on the free plan', async () => {
    const bench = createBench({ plan: 'free' });
    const item_id = await bench.create('item_add', { content: 'a', due: { date: '2026-03-10T09:00:00' } });
    expect(await bench.attempt('reminder_add', { type: 'relative', item_id, minute_offset: 30 })).toBe(
      'PREMIUM_ONLY',
    );
    expect(await bench.attempt('reminder_add', { type: 'relative', item_id, minute_offset: 0 })).toBe('ok');
  });
});

describe('determinism', () => {
  it('gives the same ids and keys for the same seed, and others for another', async () => {
    const run = async (seed: number): Promise<unknown> => {
      const bench = createBench({ seed });
      for (const content of ['a', 'b']) await bench.create('item_add', { content });
      return bench.emulator.snapshot();
    };
    expect(await run(3)).toEqual(await run(3));
    expect(await run(3)).not.toEqual(await run(4));
  });
});

describe('a new address or password', () => {
  const current_password = 'test-password';
  it.each([
    [{ password: 'long enough 1' }, 'PASSWORD_REQUIRED'],
    [{ email: 'new@example.com' }, 'PASSWORD_REQUIRED'],
    [{ password: 'long enough 1', current_password: 'wrong' }, 'AUTHENTICATION_ERROR'],
    [{ email: 'nonsense', current_password }, 'INVALID_EMAIL'],
    [{ password: 'short', current_password }, 'PASSWORD_TOO_SHORT'],
    [{ password: 'password', current_password }, 'COMMON_PASSWORD'],
    [{ password: 'xuser@example.com', current_password }, 'PASSWORD_CONTAINS_EMAIL'],
    [{ password: 'long enough 1', email: 'new@example.com', current_password }, 'ok'],
  ])('%j answers %s', async (args, tag) => {
    expect(await createBench().attempt('user_update', args)).toBe(tag);
  });
});

describe('reminder limits', () => {
  it.each([
    [{ type: 'absolute', due: { date: '2030-01-01T10:00:00' } }, 700],
    [{ type: 'location', name: 'n', loc_lat: '1', loc_long: '2' }, 300],
  ])('%j may be there %i times, and still be changed then', async (args, limit) => {
    const bench = createBench();
    const item_id = await bench.create('item_add', { content: 'a' });
    const id = await bench.create('reminder_add', { item_id, ...args });
    for (let count = 1; count < limit; count += 100) {
      const size = Math.min(100, limit - count);
      const commands = Array.from({ length: size }, (_, index) => ({
        type: 'reminder_add',
        uuid: `${String(count)}/${String(index)}`,
        args: { item_id, ...args },
      }));
      await bench.run(...commands);
    }
    expect(await bench.attempt('reminder_add', { item_id, ...args })).toBe('MAX_REMINDERS_LIMIT_REACHED');
    expect(await bench.attempt('reminder_update', { id, is_urgent: true })).toBe('ok');
  });
});
