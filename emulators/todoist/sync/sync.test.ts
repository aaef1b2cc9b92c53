import { describe, expect, it } from 'vitest';
import { createBench, command, TEST_NOW } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';
import { decodeToken, encodeToken } from './tokens.ts';

const ITEMS = ['items'];

async function startToken(bench: TestBench, types: readonly string[] = ITEMS): Promise<string> {
  return (await bench.sync({ sync_token: '*', resource_types: types })).sync_token;
}

describe('the transport of /sync', () => {
  it('takes form fields with JSON text as well as JSON', async () => {
    const bench = createBench();
    const form = new URLSearchParams({
      sync_token: '*',
      resource_types: '["items"]',
      commands: JSON.stringify([command('item_add', 'u1', { content: 'a' }, 't1')]),
    });
    const response = await bench.request('POST', '/sync', form.toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      full_sync: true,
      sync_status: { u1: 'ok' },
      items: [{ content: 'a' }],
    });
  });

  it('answers GET with 405', async () => {
    expect((await createBench().request('GET', '/sync')).status).toBe(405);
  });

  it.each([
    ['no header', ''],
    ['an empty bearer', 'Bearer '],
    ['another token', 'Bearer other'],
    ['basic', 'Basic dGVzdA=='],
  ])('answers %s with the recorded 401', async (_name, authorization) => {
    const response = await createBench().request('POST', '/sync', {}, { authorization });
    expect(response.status).toBe(401);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(response.headers.get('www-authenticate')).toContain('Bearer error="invalid_token"');
    expect(await response.json()).toEqual({
      error: 'Unauthorized',
      error_code: 477,
      error_extra: { event_id: expect.stringMatching(/^[0-9a-f]{32}$/), retry_after: 3 },
      error_tag: 'UNAUTHORIZED',
      http_code: 401,
    });
  });

  it('refuses more than 100 commands as a whole', async () => {
    const bench = createBench();
    const commands = Array.from({ length: 101 }, (_, index) =>
      command('item_add', `u${String(index)}`, { content: 'a' }),
    );
    const response = await bench.request('POST', '/sync', { commands });
    expect(response.status).toBe(400);
    expect(bench.emulator.snapshot().items).toEqual([]);
  });

  it('refuses a body over one mebibyte', async () => {
    const response = await createBench().request('POST', '/sync', {
      commands: [],
      pad: 'x'.repeat(1024 * 1024),
    });
    expect(response.status).toBe(413);
  });

  it.each([['{'], ['{"commands":[{"type":"item_add"}]}'], ['{"resource_types":"items"}']])(
    'answers 400 to %s',
    async (body) => {
      expect((await createBench().request('POST', '/sync', body)).status).toBe(400);
    },
  );
});

describe('sync tokens', () => {
  it('start with the active state and its date', async () => {
    const bench = createBench();
    const open = await bench.create('item_add', { content: 'open' });
    const done = await bench.create('item_add', { content: 'done' });
    const gone = await bench.create('item_add', { content: 'gone' });
    await bench.attempt('item_close', { id: done });
    await bench.attempt('item_delete', { id: gone });
    const full = await bench.sync({ sync_token: '*', resource_types: ITEMS });
    expect(full.full_sync).toBe(true);
    expect(full.full_sync_date_utc).toBe('2026-03-04T09:30:00Z');
    expect(full.sync_token).toMatch(/^[\w-]{60}$/);
    expect(full.items?.map(({ id }) => id)).toEqual([open]);
    expect(Object.keys(full).toSorted()).toEqual([
      'full_sync',
      'full_sync_date_utc',
      'items',
      'sync_token',
      'temp_id_mapping',
    ]);
  });

  it('lead to every later change, whole, with completed and deleted objects', async () => {
    const bench = createBench();
    const [edited, done, gone, same] = [
      await bench.create('item_add', { content: 'edited' }),
      await bench.create('item_add', { content: 'done' }),
      await bench.create('item_add', { content: 'gone' }),
      await bench.create('item_add', { content: 'same' }),
    ];
    const token = await startToken(bench);
    await bench.attempt('item_update', { id: edited, content: 'new' });
    await bench.attempt('item_close', { id: done });
    await bench.attempt('item_delete', { id: gone });
    await bench.attempt('item_update', { id: edited, priority: 2 });
    const delta = await bench.sync({ sync_token: token, resource_types: ITEMS });
    expect(delta.full_sync).toBe(false);
    expect(delta.items?.map((item) => [item.id, item.checked, item.is_deleted])).toEqual([
      [done, true, false],
      [gone, false, true],
      [edited, false, false],
    ]);
    expect(delta.items?.at(2)).toMatchObject({ content: 'new', priority: 2, description: '' });
    expect(delta.items?.some((item) => item.id === same)).toBe(false);
  });

  it('stay the same while nothing changes, and leave unchanged resources out', async () => {
    const bench = createBench();
    await bench.create('item_add', { content: 'a' });
    const token = await startToken(bench);
    const again = await bench.sync({ sync_token: token, resource_types: ['all'] });
    expect(again).toEqual({ full_sync: false, sync_token: token, temp_id_mapping: {} });
  });

  it('cover the commands of their own answer', async () => {
    const bench = createBench();
    const token = await startToken(bench);
    const answer = await bench.sync({
      sync_token: token,
      resource_types: ITEMS,
      commands: [command('item_add', 'u1', { content: 'mine' }, 't1')],
    });
    expect(answer.items?.map(({ content }) => content)).toEqual(['mine']);
    const next = await bench.sync({ sync_token: answer.sync_token, resource_types: ITEMS });
    expect(next).toEqual({ full_sync: false, sync_token: answer.sync_token, temp_id_mapping: {} });
  });

  it.each([['garbage'], ['x'.repeat(60)], [encodeToken(99, 1)], [encodeToken(1, 4_000_000)]])(
    'answers the unknown token %s with 400 and runs no command',
    async (token) => {
      const bench = createBench();
      const response = await bench.request('POST', '/sync', {
        sync_token: token,
        resource_types: ITEMS,
        commands: [command('item_add', 'u1', { content: 'a' })],
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        error_code: 20,
        error_extra: { argument: 'sync_token' },
      });
      expect(bench.emulator.snapshot().items).toEqual([]);
    },
  );

  it.each([0, 1, 255, 256, 70_000, 5_000_000_000])('encode and decode position %d', (position) => {
    expect(decodeToken(7, encodeToken(7, position), 2 ** 40)).toBe(position);
  });
});

describe('the shape of an answer', () => {
  it('to commands alone has exactly the documented keys', async () => {
    const answer = await createBench().run(command('item_add', 'u1', { content: 'a' }, 't1'));
    expect(Object.keys(answer).toSorted()).toEqual([
      'full_sync',
      'full_sync_date_utc',
      'sync_status',
      'sync_token',
      'temp_id_mapping',
    ]);
    expect(answer.full_sync).toBe(true);
  });

  it('to "all" has the keys that were seen on a live account', async () => {
    const answer = await createBench().sync({ sync_token: '*', resource_types: ['all'] });
    const seen =
      'calendar_accounts calendars collaborator_states collaborators completed_info day_orders filters folders full_sync full_sync_date_utc incomplete_item_ids incomplete_project_ids items labels live_notifications live_notifications_last_read_id locations notes project_notes project_view_options_defaults projects reminders role_actions sections stats suggestions sync_token temp_id_mapping tooltips user user_plan_limits user_settings view_options workspace_filters workspaces';
    expect(Object.keys(answer).toSorted()).toEqual(seen.split(' '));
  });

  it('leaves excluded types out', async () => {
    const answer = await createBench().sync({ sync_token: '*', resource_types: ['all', '-items', '-user'] });
    expect(answer).not.toHaveProperty('items');
    expect(answer).not.toHaveProperty('user');
    expect(answer).toHaveProperty('projects');
  });

  it('shows the user with the zone of the moment', async () => {
    const bench = createBench({ zone: 'Europe/Berlin' });
    const winter = await bench.sync({ sync_token: '*', resource_types: ['user'] });
    expect(winter.user?.['tz_info']).toEqual({
      timezone: 'Europe/Berlin',
      gmt_string: '+01:00',
      hours: 1,
      minutes: 0,
      is_dst: 0,
    });
    bench.clock.now = TEST_NOW + 120 * 86_400_000;
    const summer = await bench.sync({ sync_token: '*', resource_types: ['user'] });
    expect(summer.user?.['tz_info']).toMatchObject({ gmt_string: '+02:00', is_dst: 1 });
  });
});

describe('rate limits', () => {
  it('refuse the 101st full sync of a window and let it pass in the next', async () => {
    const bench = createBench({ rateLimits: true });
    for (let index = 0; index < 100; index += 1) await startToken(bench);
    const refused = await bench.request('POST', '/sync', { sync_token: '*', resource_types: ITEMS });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('900');
    expect(await refused.json()).toMatchObject({
      error_code: 35,
      error_tag: 'LIMITS_REACHED',
      error_extra: { retry_after: 900 },
    });
    expect((await bench.run(command('item_add', 'u1', { content: 'a' }))).sync_status).toEqual({ u1: 'ok' });
    bench.clock.now += 900_000;
    expect((await bench.request('POST', '/sync', { sync_token: '*', resource_types: ITEMS })).status).toBe(
      200,
    );
  });
});
