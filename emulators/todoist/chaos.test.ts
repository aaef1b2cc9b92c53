import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTodoistEmulator } from './server.ts';
import { command, createBench } from './test-support.ts';
import type { TestBench } from './test-support.ts';

const ADD = command('item_add', 'u1', { content: 'a' }, 't1');
const READ = { sync_token: '*', resource_types: ['items'] };

function contents(bench: TestBench): readonly string[] {
  return bench.emulator.snapshot().items.map((item) => item.content);
}

describe('failNext through the in-process door', () => {
  it('answers rate_limit with 429, retry_after and header, as often as armed', async () => {
    const bench = createBench();
    bench.emulator.chaos.failNext('rate_limit', 2);
    for (let round = 0; round < 2; round += 1) {
      const response = await bench.request('POST', '/sync', { commands: [ADD] });
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('66');
      expect(await response.json()).toEqual({
        error: 'Too many requests. Limits reached. Try again later',
        error_code: 35,
        error_extra: { event_id: expect.any(String), retry_after: 66 },
        error_tag: 'LIMITS_REACHED',
        http_code: 429,
      });
    }
    expect(contents(bench)).toEqual([]);
    expect((await bench.run(ADD)).sync_status).toEqual({ u1: 'ok' });
  });

  it('answers server_error with JSON and html_unavailable with a page', async () => {
    const bench = createBench();
    bench.emulator.chaos.failNext('server_error');
    const broken = await bench.request('POST', '/sync', READ);
    expect([broken.status, (await broken.json()) as unknown]).toMatchObject([500, { http_code: 500 }]);
    bench.emulator.chaos.failNext('html_unavailable');
    const unavailable = await bench.request('POST', '/sync', READ);
    expect(unavailable.status).toBe(503);
    expect(unavailable.headers.get('content-type')).toContain('text/html');
    expect(await unavailable.text()).toContain('<html>');
  });

  it('commits before lose_answer and not before drop_request', async () => {
    const bench = createBench();
    bench.emulator.chaos.failNext('drop_request');
    await expect(bench.run(ADD)).rejects.toThrow(new TypeError('fetch failed'));
    expect(contents(bench)).toEqual([]);
    bench.emulator.chaos.failNext('lose_answer');
    await expect(bench.run(ADD)).rejects.toThrow(new TypeError('fetch failed'));
    expect(contents(bench)).toEqual(['a']);
    expect((await bench.run(ADD)).temp_id_mapping['t1']).toBe(bench.emulator.snapshot().items[0]?.id);
    expect(contents(bench)).toEqual(['a']);
  });

  it('refuses a good token once for unknown_token', async () => {
    const bench = createBench();
    const { sync_token: token } = await bench.sync(READ);
    bench.emulator.chaos.failNext('unknown_token');
    expect((await bench.request('POST', '/sync', READ)).status).toBe(200);
    expect((await bench.request('POST', '/sync', { ...READ, sync_token: token })).status).toBe(400);
    expect((await bench.request('POST', '/sync', { ...READ, sync_token: token })).status).toBe(200);
  });

  it('answers everything for force_full_sync although a token was sent', async () => {
    const bench = createBench();
    await bench.run(ADD);
    const { sync_token: token } = await bench.sync(READ);
    bench.emulator.chaos.failNext('force_full_sync');
    const forced = await bench.sync({ ...READ, sync_token: token });
    expect(forced).toMatchObject({ full_sync: true, items: [{ content: 'a' }] });
    expect(await bench.sync({ ...READ, sync_token: token })).toMatchObject({ full_sync: false });
    bench.emulator.chaos.failNext('force_full_sync');
    expect(await bench.sync({ ...READ, sync_token: 'forgotten' })).toMatchObject({ full_sync: true });
  });

  it('serves the state of the moment of arming for stale_full_sync, with a token that leads on from there', async () => {
    const bench = createBench();
    await bench.run(ADD);
    bench.emulator.chaos.failNext('stale_full_sync', Infinity);
    bench.clock.now += 60_000;
    await bench.run(command('item_add', 'u2', { content: 'late' }));
    const stale = await bench.sync(READ);
    expect(stale).toMatchObject({ full_sync: true, full_sync_date_utc: '2026-03-04T09:30:00Z' });
    expect(stale.items?.map(({ content }) => content)).toEqual(['a']);
    const caughtUp = await bench.sync({ ...READ, sync_token: stale.sync_token });
    expect(caughtUp.items?.map(({ content }) => content)).toEqual(['late']);
    bench.emulator.chaos.clear();
    expect((await bench.sync(READ)).items).toHaveLength(2);
  });

  it('does a repeated command twice for forget_uuids', async () => {
    const bench = createBench();
    await bench.run(ADD);
    bench.emulator.chaos.failNext('forget_uuids');
    await bench.sync(READ);
    await bench.run(ADD);
    await bench.run(ADD);
    expect(contents(bench)).toEqual(['a', 'a']);
  });

  it('runs a request twice for repeat_request: uuids hold, REST creates double', async () => {
    const bench = createBench();
    bench.emulator.chaos.failNext('repeat_request', 2);
    expect((await bench.run(ADD)).sync_status).toEqual({ u1: 'ok' });
    expect(contents(bench)).toEqual(['a']);
    await bench.request('POST', '/tasks', { content: 'b' });
    expect(contents(bench)).toEqual(['a', 'b', 'b']);
  });

  it('shows and clears what is armed', () => {
    const { chaos } = createTodoistEmulator();
    chaos.failNext('rate_limit', 3);
    chaos.failNext('lose_answer', Infinity);
    expect(chaos.pending).toEqual({ rate_limit: 3, lose_answer: Infinity });
    chaos.clear('rate_limit');
    expect(chaos.pending).toEqual({ lose_answer: Infinity });
    expect(() => chaos.failNext('rate_limit', -1)).toThrow(RangeError);
  });
});

describe('the HTTP door', () => {
  const emulator = createTodoistEmulator();
  let server: Awaited<ReturnType<typeof emulator.listen>>;

  beforeEach(async () => {
    server = await emulator.listen();
  });

  afterEach(() => server.close());

  const post = (body: unknown): Promise<Response> =>
    fetch(`${server.url}/api/v1/sync`, {
      method: 'POST',
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${server.url}/_emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.json();
  };

  it('cuts the socket before or after the effect, armed over the control route', async () => {
    expect(await control('POST', 'chaos', { kind: 'drop_request' })).toEqual({ drop_request: 1 });
    await expect(post({ commands: [ADD] })).rejects.toThrow('fetch failed');
    expect(emulator.snapshot().items).toHaveLength(0);
    await control('POST', 'chaos', { kind: 'lose_answer', times: 'always' });
    await expect(post({ commands: [ADD] })).rejects.toThrow('fetch failed');
    expect(await control('GET', 'chaos')).toEqual({ lose_answer: 'always' });
    await control('POST', 'chaos', { clear: 'all' });
    expect((await post({ commands: [ADD] })).status).toBe(200);
    expect(emulator.snapshot().items).toHaveLength(1);
  });

  it('runs a repeated request twice and refuses a large body', async () => {
    await control('POST', 'chaos', { kind: 'repeat_request' });
    const before = emulator.snapshot().items.length;
    const create = await fetch(`${server.url}/api/v1/tasks`, {
      method: 'POST',
      headers: { authorization: 'Bearer test-token' },
      body: JSON.stringify({ content: 'twice' }),
    });
    expect(create.status).toBe(200);
    expect(emulator.snapshot().items).toHaveLength(before + 2);
    expect((await post({ pad: 'x'.repeat(1024 * 1024) })).status).toBe(413);
  });

  it('shows stats, snapshot and clock, and refuses an unknown switch', async () => {
    emulator.resetStats();
    await post({ ...READ, commands: [ADD] });
    expect(await control('GET', 'stats')).toEqual({
      requests: 1,
      syncRequests: 1,
      fullSyncs: 1,
      commands: 1,
    });
    expect(emulator.stats).toMatchObject({ requests: 1 });
    expect(await control('GET', 'snapshot')).toEqual(emulator.snapshot());
    expect(await control('POST', 'chaos', { kind: 'nonsense' })).toHaveProperty('error');
    await control('POST', 'clock', { now: Date.parse('2030-01-01T00:00:00Z') });
    expect(await (await post(READ)).json()).toMatchObject({ full_sync_date_utc: '2030-01-01T00:00:00Z' });
  });
});

describe('storeDifferently', () => {
  it.each([
    [
      { kind: 'truncate', length: 3 },
      { content: 'abc', description: 'a  ', labels: ['x y', 'z'] },
    ],
    [
      { kind: 'truncate_titles', length: 3 },
      { content: 'abc', description: 'a  b ', labels: ['x y', 'z'] },
    ],
    [{ kind: 'trim' }, { content: 'abc  def', description: 'a  b', labels: ['x y', 'z'] }],
    [{ kind: 'collapse_blanks' }, { content: 'abc def', description: 'a  b ', labels: ['x y', 'z'] }],
    [{ kind: 'underscore_labels' }, { content: 'abc  def', description: 'a  b ', labels: ['x_y', 'z'] }],
    [
      { kind: 'drop_label', name: 'z' },
      { content: 'abc  def', description: 'a  b ', labels: ['x y'] },
    ],
  ] as const)('%j keeps what commands write otherwise, until it is cleared', async (distortion, expected) => {
    const bench = createBench();
    const args = { content: 'abc  def', description: 'a  b ', labels: ['x y', 'z'] };
    bench.emulator.chaos.storeDifferently(distortion);
    await bench.run(command('item_add', 'u1', args, 't1'));
    bench.emulator.chaos.clear();
    await bench.run(command('item_add', 'u2', args, 't2'));
    expect(bench.emulator.snapshot().items).toMatchObject([expected, args]);
  });

  it.each([
    [{ kind: 'lowercase_labels' }, { content: 'Café', description: 'a\nb', labels: ['zoë'] }],
    [{ kind: 'decompose' }, { content: 'Cafe\u0301', description: 'a\r\nb', labels: ['Zoe\u0308'] }],
  ] as const)('%j keeps the letters and lines of commands in another form', async (distortion, expected) => {
    const bench = createBench();
    bench.emulator.chaos.storeDifferently(distortion);
    const args = { content: 'Café', description: 'a\nb', labels: ['Zoë'] };
    await bench.run(command('item_add', 'u1', args, 't1'));
    expect(bench.emulator.snapshot().items).toMatchObject([expected]);
  });
});
