// Metrics and readiness as they are asked for over HTTP, and the copy of an hour in KV.

import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import type { DailyMetrics, Readiness } from '../../src/protocol/answers/metrics.ts';
import {
  call,
  callOk,
  coordinator,
  exchange,
  failNextTodoistRequest,
  resetTodoist,
  todo,
} from './harness.ts';
import { linked, tokenOf } from './older-harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

async function edit(title: string): Promise<void> {
  await exchange({ todos: [todo('t0', title)], snapshot: title });
}

async function samples(): Promise<ReadonlyMap<string, number>> {
  const response = await call('GET', '/metrics/prometheus');
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.replace(/ [^ ]+$/, ''), Number(/[^ ]+$/.exec(line)?.[0])]));
}

/** What is in the row of the hour that is under way. */
function storedHours(): Promise<readonly { readonly bucket: number; readonly hour: string }[]> {
  return runInDurableObject(coordinator(), (_instance, { storage }) =>
    storage.sql
      .exec<{ bucket: number; hour: string }>('SELECT * FROM metric_hours ORDER BY bucket')
      .toArray(),
  );
}

describe('counting', () => {
  it('[X3] [X11] tells Prometheus of each exchange once, over evictions', async () => {
    await linked('One');
    const before = await samples();
    const key = 'ttsync_runs_total{type="things_sync",result="ok"}';
    for (const title of ['Two', 'Three', 'Four']) {
      await edit(title);
      await evictDurableObject(coordinator());
    }
    const after = await samples();
    expect((after.get(key) ?? 0) - (before.get(key) ?? 0)).toBe(3);
    const request = 'ttsync_requests_total{call="exchange",result="ok"}';
    expect((after.get(request) ?? 0) - (before.get(request) ?? 0)).toBe(3);
    expect(after.get('ttsync_operations_total{replica="todoist"}')).toBeGreaterThanOrEqual(3);
    expect(after.get('ttsync_lag_seconds_count{replica="todoist"}')).toBeGreaterThanOrEqual(3);
    expect([...after.values()].filter((value) => Number.isNaN(value))).toEqual([]);
  });

  it('[X4] writes no row for looks, polls and exchanges without news', async () => {
    await linked('One');
    await edit('Two');
    await exchange({ base: 'Two', snapshot: 'Two', todos: [] });
    const before = await storedHours();
    for (const path of ['/metrics', '/metrics/daily', '/metrics/prometheus', '/health/ready', '/v1/status'])
      await call('GET', path);
    await callOk('POST', '/v1/poll');
    await exchange({ base: 'Two', snapshot: 'Two', todos: [] });
    expect(await storedHours()).toEqual(before);
    expect((await samples()).get('ttsync_requests_total{call="poll",result="ok"}')).toBe(1);
  });

  it('[X7] keeps what failed, at once and without task text', async () => {
    await linked('One');
    await failNextTodoistRequest('server_error');
    await edit('A secret wish');
    await evictDurableObject(coordinator());
    const [stored] = (await storedHours()).slice(-1);
    expect(JSON.parse(stored?.hour ?? '{}')).toMatchObject({ errors: [{ type: 'things_sync' }] });
    expect(stored?.hour).not.toContain('secret wish');
  });

  it('[X8] is copied into KV by the alarm when the hour is over, and by no other', async () => {
    await linked('One');
    await edit('Two');
    await runDurableObjectAlarm(coordinator());
    const [row] = await storedHours();
    const key = `metrics:hour:${(row?.bucket ?? 0) - 1}`;
    expect(await env.SYNC_METADATA.get(`metrics:hour:${row?.bucket ?? 0}`)).toBeNull();
    await runInDurableObject(coordinator(), (_instance, { storage }) => {
      storage.sql.exec('UPDATE metric_hours SET bucket = bucket - 1');
    });
    await exchange({ base: 'Two', snapshot: 'Two', todos: [] });
    await runDurableObjectAlarm(coordinator());
    const document = await env.SYNC_METADATA.get<{ hour: { runs: object } }>(key, 'json');
    expect(document?.hour.runs).toMatchObject({ things_sync: { failed: 0 } });
    const stats = await callOk<{ today: { byFamily: object } }>('GET', '/kv/stats');
    expect(stats.today.byFamily).toMatchObject({ 'metrics-hour': { writes: 1, lists: 0, deletes: 0 } });
  });
});

describe('the days', () => {
  it('[X13] tell response times, errors, lag, use and what waits now', async () => {
    await linked('One');
    await edit('Two');
    const { days, now } = await callOk<DailyMetrics>('GET', '/metrics/daily?days=8');
    expect(days[0]).toMatchObject({
      runs: { failed: 0, errorRate: 0 },
      requests: { refused: expect.any(Number) },
      lag: { todoist: { count: expect.any(Number) } },
    });
    expect(now).toMatchObject({
      kv: { writes: { limit: 1000 } },
      object: { rowsWritten: { limit: 100_000 } },
      memoryBytes: null,
      planWaits: false,
      replicas: { todoist: { problem: null }, things: { problem: null } },
    });
    expect(now.object['rowsWritten']?.used).toBeGreaterThan(0);
  });

  it.each(['0', '9', 'x'])('[X13] of %j days are not told', async (days) => {
    expect((await call('GET', `/metrics/daily?days=${days}`)).status).toBe(400);
  });
});

describe('readiness', () => {
  const ready = async (token?: string | null): Promise<readonly [number, Readiness]> => {
    const response = await call('GET', '/health/ready', token === undefined ? {} : { token });
    return [response.status, await response.json()];
  };

  it('[X12] is 503 with its reasons before the first sync, and 200 after it', async () => {
    const [status, told] = await ready();
    const codes = (told.parts ?? []).flatMap(({ code }) => code ?? []);
    expect([status, told.status, codes]).toEqual([
      503,
      'not_ready',
      ['todoist_never_read', 'agent_never_seen'],
    ]);
    await linked('One');
    const [later, well] = await ready();
    expect([later, well.status, well.parts?.every(({ ok }) => ok)]).toEqual([200, 'ready', true]);
    await failNextTodoistRequest('server_error');
    await callOk('POST', '/v1/poll');
    expect(await ready()).toMatchObject([503, { status: 'not_ready' }]);
  });

  it('[X12] tells a stranger nothing but whether it is ready, and a wrong token nothing at all', async () => {
    expect(await ready(null)).toEqual([503, { status: 'not_ready' }]);
    await linked('One');
    expect(await ready(null)).toEqual([200, { status: 'ready' }]);
    expect((await call('GET', '/health/ready', { token: 'guessed' })).status).toBe(401);
    const health = await call('GET', '/health', { token: null });
    expect(Object.keys(await health.json<object>())).toEqual(['status', 'timestamp']);
  });

  it('[X12] tells each part to a token that may look, and an older client what a stranger is told', async () => {
    await linked('One');
    const [, told] = await ready(await tokenOf('read_only'));
    expect(told.parts?.length).toBeGreaterThan(0);
    expect(await ready(await tokenOf('client'))).toEqual([200, { status: 'ready' }]);
  });

  it('[X12] that is not given is no failure of the API, and stores nothing', async () => {
    for (let time = 0; time < 3; time += 1) await ready(null);
    expect(await storedHours()).toEqual([]);
  });

  it('[X11] [X13] metrics want a token that may look', async () => {
    for (const path of ['/metrics/prometheus', '/metrics/daily'])
      expect((await call('GET', path, { token: null })).status).toBe(401);
    const { token } = await callOk<{ token: string }>('POST', '/v1/tokens', {
      name: 'prometheus',
      kind: 'read_only',
    });
    expect((await call('GET', '/metrics/prometheus', { token })).status).toBe(200);
  });
});
