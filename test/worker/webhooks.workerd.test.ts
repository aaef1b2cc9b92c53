// Webhooks as senders and owners meet them: over HTTP, with the object put away between any two requests.

import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { openWebhookEvents } from '../../src/hub/sqlite/tables/webhook-table.ts';
import { createDurableSql } from '../../src/worker/object/durable-sql.ts';
import { call, callOk, coordinator, exchange, resetTodoist, todo, todoistTitles } from './harness.ts';

const SECRET = 'correct horse battery';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

async function sign(body: string, secret = SECRET): Promise<string> {
  const bytes = new TextEncoder();
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), hmac, false, ['sign']);
  const signed = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes.encode(body)));
  return [...signed].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

interface Sent {
  readonly delivery?: string;
  readonly secret?: string;
  readonly kind?: string;
}

/** Sends an event as GitHub does. */
async function github(
  event: unknown,
  { delivery = crypto.randomUUID(), secret = SECRET, kind = 'issues' }: Sent = {},
) {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const headers = {
    'x-hub-signature-256': `sha256=${await sign(body, secret)}`,
    'x-github-event': kind,
    'x-github-delivery': delivery,
  };
  return call('POST', '/webhook/github', { text: body, token: null, headers });
}

function issue(number: number, action = 'opened') {
  return {
    action,
    repository: { full_name: 'anna/boat', html_url: 'https://github.example/anna/boat' },
    issue: { number, title: `Leak ${number}`, html_url: `https://github.example/anna/boat/issues/${number}` },
  };
}

const ON = { sources: { github: { enabled: true, secret: SECRET } } };

/** The first sync is done, and GitHub is let in. */
async function ready(): Promise<void> {
  await callOk('PUT', '/webhook/config', ON);
  const { plan } = await exchange({ todos: [todo('a', 'Call Anna')] });
  await callOk('POST', `/v1/plan/${plan?.hash ?? ''}/approve`);
  await exchange({ todos: [todo('a', 'Call Anna')] });
}

/** Has the object do what is due. */
async function work(): Promise<void> {
  for (let round = 0; round < 5; round += 1) if (!(await runDurableObjectAlarm(coordinator()))) return;
}

describe('an event', () => {
  it('[W16] is answered, kept over an eviction, and becomes a task by itself', async () => {
    await ready();
    const answer = await github(issue(12), { delivery: 'd-1' });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { received: true, processed: true, eventId: 'd-1', taskTitle: 'boat#12: Leak 12' },
    ]);
    await evictDurableObject(coordinator());
    await work();
    expect(await todoistTitles()).toEqual(['Call Anna', 'boat#12: Leak 12']);
    const { operations } = await exchange({ base: null, todos: [todo('a', 'Call Anna')] });
    expect(operations).toMatchObject([{ kind: 'create_todo' }]);
  });

  it('[W3] that comes again is passed over, also after an eviction', async () => {
    await ready();
    await (await github(issue(12), { delivery: 'd-1' })).text();
    await work();
    await evictDurableObject(coordinator());
    const again = await github(issue(12, 'closed'), { delivery: 'd-1' });
    expect(await again.json()).toMatchObject({ processed: false });
    await work();
    expect(await todoistTitles()).toContain('boat#12: Leak 12');
  });

  it('[W11] completes the task of an issue that is closed', async () => {
    await ready();
    for (const action of ['opened', 'closed', 'reopened', 'closed'] as const) {
      await (await github(issue(12, action))).text();
      await work();
      const isOpen = (await todoistTitles()).includes('boat#12: Leak 12');
      expect([action, isOpen]).toEqual([action, action !== 'closed']);
    }
  });

  it('[W15] that comes before the first sync waits for it', async () => {
    await callOk('PUT', '/webhook/config', ON);
    await (await github(issue(12))).text();
    await work();
    expect(await todoistTitles()).toEqual([]);
    await ready();
    await work();
    expect(await todoistTitles()).toContain('boat#12: Leak 12');
  });

  it.each([
    ['without a secret that is set', 401, {}, { sources: { github: { secret: null } } }],
    ['with another secret', 401, { secret: 'another secret' }, {}],
    ['of a sender that is off', 403, {}, { sources: { github: { enabled: false } } }],
    ['while all are off', 403, {}, { enabled: false }],
  ])('[W1] %s is refused with %i, and nothing is kept', async (_why, status, sent, change) => {
    await ready();
    await callOk('PUT', '/webhook/config', change);
    const refused = await github(issue(12), sent);
    expect([refused.status, await refused.json()]).toMatchObject([status, { error: expect.any(String) }]);
    await work();
    expect(await todoistTitles()).toEqual(['Call Anna']);
  });

  it('[W2] that is garbage is 400 when it is signed, and 401 when it is not', async () => {
    await callOk('PUT', '/webhook/config', ON);
    for (const text of ['', '[', 'null', '"x"', '{}', '{"action":7}', '\ufeff{}'])
      for (const [secret, status] of [
        [SECRET, 400],
        ['nobody knows it', 401],
      ] as const) {
        const answer = await github(text, { secret });
        await answer.text();
        expect([text, answer.status]).toEqual([text, status]);
      }
    const tooLong = await github(`"${'x'.repeat(3_000_000)}"`);
    expect(tooLong.status).toBe(413);
    await tooLong.text();
  });

  it('[W5] too many of one sender are told when it may again', async () => {
    await callOk('PUT', '/webhook/config', { ...ON, rateLimits: { perMinute: 2 } });
    const statuses = [];
    for (let at = 0; at < 3; at += 1) {
      const forged = await github(issue(1), { secret: 'nobody knows it' });
      await forged.text();
      const answer = await github(issue(at));
      await answer.text();
      statuses.push(answer.status);
      if (answer.status === 429)
        expect(Number(answer.headers.get('x-ratelimit-reset-minute'))).toBeGreaterThan(Date.now());
    }
    expect(statuses).toEqual([200, 200, 429]);
  });
});

it('[W16] many events are taken in one after the other, and what was taken costs nothing any more', async () => {
  await ready();
  await callOk('PUT', '/v1/config', { guard: { creations: { maxTasks: 5000, maxShare: 1 } } });
  await runInDurableObject(coordinator(), (_object, state) => {
    const records = openWebhookEvents(createDurableSql(state.storage));
    const change = {
      does: 'open',
      notes: '',
      tags: [],
      deadline: null,
      changedAt: null,
      place: null,
    } as const;
    for (let at = 0; at < 450; at += 1) {
      const changes = [{ ...change, object: `generic:${at % 50}`, title: `Event ${at % 50}` }];
      records.add({ source: 'generic', delivery: `d-${at}`, at: Date.now(), changes });
    }
  });
  await coordinator().wake();
  await runDurableObjectAlarm(coordinator());
  const looked = await runInDurableObject(coordinator(), (_object, state) => {
    const sql = createDurableSql(state.storage);
    const records = openWebhookEvents(sql);
    const before = sql.rowsRead();
    const left = [records.newestWaitingAt(), records.waiting(200).changes.length];
    return { left, rows: sql.rowsRead() - before };
  });
  expect(looked.left).toEqual([null, 0]);
  expect(looked.rows).toBeLessThan(5);
  expect((await todoistTitles()).filter((title) => title.startsWith('Event'))).toHaveLength(50);
});

it(
  '[W10] five hundred events, some twice, forged, or garbage, make each task once',
  { timeout: 240_000 },
  async () => {
    await ready();
    await callOk('PUT', '/webhook/config', { rateLimits: { perMinute: 10_000, perHour: 10_000 } });
    await callOk('PUT', '/v1/config', { guard: { creations: { maxTasks: 1000, maxShare: 1 } } });
    const statuses = new Map<string, number>();
    const send = async (at: number): Promise<void> => {
      const number = at % 40;
      const kind = ['real', 'real', 'again', 'forged', 'garbage'][at % 5] ?? '';
      const answer =
        kind === 'garbage'
          ? await github('{"action":')
          : await github(issue(number), {
              delivery: kind === 'again' ? `d-${number}` : crypto.randomUUID(),
              secret: kind === 'forged' ? 'nobody knows it' : SECRET,
            });
      await answer.text();
      statuses.set(`${kind} ${answer.status}`, (statuses.get(`${kind} ${answer.status}`) ?? 0) + 1);
    };
    for (let from = 0; from < 500; from += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, at) => send(from + at)));
      if (from === 200) await work();
    }
    await work();
    expect(Object.fromEntries(statuses)).toEqual({
      'real 200': 200,
      'again 200': 100,
      'forged 401': 100,
      'garbage 400': 100,
    });
    const made = (await todoistTitles()).filter((title) => title.startsWith('boat#'));
    expect(made).toHaveLength(new Set(made).size);
    expect(made.toSorted()).toEqual(
      [
        ...new Set(
          Array.from({ length: 500 }, (_, at) => at)
            .filter((at) => at % 5 < 3)
            .map((at) => at % 40),
        ),
      ]
        .map((number) => `boat#${number}: Leak ${number}`)
        .toSorted(),
    );
  },
);

describe('the configuration', () => {
  it('[W18] shows of a secret whether it is set, and merges what is sent', async () => {
    await callOk('PUT', '/webhook/config', ON);
    await callOk('PUT', '/webhook/config', {
      sources: { github: { place: 'Boat', repositories: ['anna/boat'] } },
    });
    const text = await (await call('GET', '/webhook/config')).text();
    expect(text).not.toContain(SECRET);
    expect(JSON.parse(text)).toMatchObject({
      enabled: true,
      sources: {
        github: {
          enabled: true,
          secretSet: true,
          place: 'Boat',
          repositories: ['anna/boat'],
          completesClosed: true,
        },
        slack: { enabled: false, secretSet: false },
      },
      rateLimits: { perMinute: 60, perHour: 1000 },
    });
    await callOk('PUT', '/webhook/config', { sources: { github: { secret: null } } });
    expect(await callOk('GET', '/webhook/config')).toMatchObject({
      sources: { github: { secretSet: false } },
    });
  });

  it.each([
    { sources: { gitlab: { enabled: true } } },
    { sources: { github: { secret: 'short' } } },
    { sources: { generic: { transformRules: [{ name: 'x', transformation: {} }] } } },
    { rateLimits: { perMinute: 0 } },
    [],
    null,
  ])('[W18] refuses %j, and stays as it is', async (change) => {
    const before = await callOk('GET', '/webhook/config');
    const refused = await call('PUT', '/webhook/config', { body: change });
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: expect.any(String) }]);
    expect(await callOk('GET', '/webhook/config')).toEqual(before);
  });

  it('[W18] is the owner’s alone', async () => {
    for (const [method, path] of [
      ['GET', '/webhook/config'],
      ['PUT', '/webhook/config'],
      ['POST', '/webhook/test'],
      ['POST', '/webhook/notion/verification-token'],
    ] as const) {
      const refused = await call(method, path, { token: null, body: method === 'GET' ? undefined : {} });
      expect([path, refused.status]).toEqual([path, 401]);
      await refused.text();
    }
  });

  it('[W4] has the token of Notion shown once', async () => {
    await callOk('PUT', '/webhook/config', { sources: { notion: { enabled: true } } });
    const sent = await call('POST', '/webhook/notion', {
      body: { verification_token: 'secret_1' },
      token: null,
    });
    expect(sent.status).toBe(200);
    await sent.text();
    expect(await callOk('GET', '/webhook/config')).toMatchObject({ verificationTokenWaits: true });
    const take = () => callOk('POST', '/webhook/notion/verification-token');
    expect(await take()).toEqual({ verificationToken: 'secret_1' });
    expect(await take()).toEqual({ verificationToken: null });
  });

  it('[W9] is tried on a payload, and nothing changes', async () => {
    const rule = {
      name: 'alarms',
      condition: { field: 'kind', operator: 'equals', value: 'alarm' },
      transformation: { title: '{{host}} is down' },
    };
    await callOk('PUT', '/webhook/config', { sources: { generic: { transformRules: [rule] } } });
    const test = (payload: object) => callOk('POST', '/webhook/test', { source: 'generic', payload });
    expect(await test({ kind: 'alarm', host: 'db1' })).toMatchObject({
      testResult: { processed: true, tasks: [{ title: 'db1 is down', tags: ['webhook'] }] },
      status: 200,
    });
    expect(await test({ kind: 'news' })).toMatchObject({ testResult: { processed: false } });
    await work();
    expect(await todoistTitles()).toEqual([]);
  });
});
