// Subscribers as their owner meets them over HTTP, and deliveries as receivers get them, with the object put away in between.

import { evictDurableObject, reset, runDurableObjectAlarm } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type {
  ShownDeliveries,
  ShownSubscriber,
  SubscriberAdded,
} from '../../src/protocol/answers/subscribers.ts';
import { call, callOk, coordinator, exchange, resetTodoist, todo } from './harness.ts';

const URL_OF_HOOK = 'https://hooks.example.com/secret-path';

interface Received {
  readonly url: string;
  readonly headers: Headers;
  readonly text: string;
}

const received: Received[] = [];
/** What the receiver answers with. */
let answer: () => Response = () => new Response('ok');

beforeEach(() => {
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', async (...given: Parameters<typeof fetch>) => {
    const [input] = given;
    const { hostname } = new URL(input instanceof Request ? input.url : String(input));
    if (!hostname.endsWith('example.com')) return real(...given);
    const request = new Request(...given);
    received.push({ url: request.url, headers: request.headers, text: await request.text() });
    return answer();
  });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  received.length = 0;
  answer = () => new Response('ok');
  await reset();
  await resetTodoist();
});

const add = (changes: object = {}): Promise<SubscriberAdded> =>
  callOk('POST', '/webhook/subscribers', { url: URL_OF_HOOK, events: ['task_synced'], ...changes });

async function linked(): Promise<void> {
  const { plan } = await exchange({ todos: [todo('a', 'Call Anna')] });
  await callOk('POST', `/v1/plan/${plan?.hash ?? ''}/approve`);
  await exchange({ todos: [todo('a', 'Call Anna')] });
}

/** A title changes in Things, and is carried out in Todoist. */
const rename = (title: string) => exchange({ todos: [todo('a', title)] });

async function work(): Promise<void> {
  for (let round = 0; round < 5; round += 1) if (!(await runDurableObjectAlarm(coordinator()))) return;
}

const deliveries = (query = ''): Promise<ShownDeliveries> => callOk('GET', `/webhook/deliveries${query}`);

describe('a subscriber', () => {
  it('[W19] is added with a secret that is shown once, listed without it, changed and removed', async () => {
    const { subscriber } = await add();
    expect(subscriber.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const [listed] = await callOk<ShownSubscriber[]>('GET', '/webhook/subscribers');
    expect(listed).toEqual({ ...subscriber, secret: null });
    expect(listed).toMatchObject({
      url: URL_OF_HOOK,
      secretSet: true,
      enabled: true,
      includeText: false,
      waiting: 0,
    });
    const changed = await callOk<{ subscriber: ShownSubscriber }>(
      'PATCH',
      `/webhook/subscribers/${subscriber.id}`,
      {
        events: ['sync_completed', 'sync_completed'],
        retryPolicy: { maxRetries: 3 },
      },
    );
    expect(changed.subscriber).toMatchObject({
      url: URL_OF_HOOK,
      events: ['sync_completed'],
      retryPolicy: { enabled: true, maxRetries: 3, backoffMs: 30_000 },
    });
    await callOk('DELETE', `/webhook/subscribers/${subscriber.id}`);
    expect(await callOk('GET', '/webhook/subscribers')).toEqual([]);
    expect((await call('DELETE', `/webhook/subscribers/${subscriber.id}`)).status).toBe(404);
    expect((await call('PATCH', `/webhook/subscribers/${subscriber.id}`, { body: {} })).status).toBe(404);
  });

  it('[W19] that brings its own secret is not shown it', async () => {
    const { subscriber } = await add({ secret: 'correct-horse-battery' });
    expect([subscriber.secret, subscriber.secretSet]).toEqual([null, true]);
    expect(JSON.stringify(await callOk('GET', '/webhook/subscribers'))).not.toContain('correct-horse');
  });

  it.each([
    { events: ['task_exploded'] },
    { events: [] },
    { url: 'http://hooks.example.com/' },
    { url: 'https://127.0.0.1/' },
    { url: 'https://printer.local/' },
    { url: 'nothing' },
    { secret: 'whsec_***no-base64' },
    { secret: 'short' },
    { title: 'A webhook has none' },
    { kind: 'push', url: 'https://{{event}}.example.com/' },
    { kind: 'push', url: 'https://push.example.com/', body: '{{constructor}}' },
    { kind: 'pager' },
    { more: 'than there is' },
  ])('[W19] is refused with 400 where it has %j', async (wrong) => {
    const body = { url: URL_OF_HOOK, events: ['task_synced'], ...wrong };
    expect((await call('POST', '/webhook/subscribers', { body })).status).toBe(400);
    expect(await callOk('GET', '/webhook/subscribers')).toEqual([]);
  });

  it('[W19] is its owner’s alone, also to look at', async () => {
    const { subscriber } = await add();
    const token = (kind: string) => callOk<{ token: string }>('POST', '/v1/tokens', { name: kind, kind });
    const [reader, client] = [await token('read_only'), await token('client')];
    for (const path of ['/webhook/subscribers', '/webhook/deliveries'])
      for (const given of [reader.token, client.token, null])
        expect((await call('GET', path, { token: given })).status).toBe(given === null ? 401 : 403);
    const removal = await call('DELETE', `/webhook/subscribers/${subscriber.id}`, { token: client.token });
    expect(removal.status).toBe(403);
  });
});

describe('an event', () => {
  it('[W21] reaches its subscriber once, signed, without titles, and is listed', async () => {
    await linked();
    const { subscriber } = await add();
    await rename('Call Bob');
    await evictDurableObject(coordinator());
    await work();
    expect(received).toHaveLength(1);
    const [{ url, headers, text } = { url: '', headers: new Headers(), text: '' }] = received;
    expect(url).toBe(URL_OF_HOOK);
    const body = new Webhook(subscriber.secret ?? '').verify(text, Object.fromEntries(headers));
    expect(body).toMatchObject({
      event: 'task_synced',
      data: { source: 'things', target: 'todoist', tasksCreated: 0, summary: { update: 1 }, tasks: [{}] },
    });
    expect(text).not.toContain('Bob');
    const listed = await deliveries();
    expect(listed).toMatchObject({
      count: 1,
      timeRangeHours: 24,
      nextCursor: null,
      deliveries: [
        {
          id: headers.get('webhook-id'),
          webhookUrl: 'https://hooks.example.com',
          event: 'task_synced',
          status: 'delivered',
          attempts: 1,
          responseStatus: 200,
          error: null,
        },
      ],
    });
    expect(JSON.stringify(listed)).not.toContain('secret-path');
    await work();
    expect(received).toHaveLength(1);
  });

  it('[W21] has titles where its owner allows text', async () => {
    await linked();
    await add({ includeText: true });
    await rename('Call Bob');
    await work();
    expect(received[0]?.text).toContain('Call Bob');
  });

  it('[W22] from before the first subscriber is told to nobody, and so is what happens while it is off', async () => {
    await linked();
    await rename('Call Bob');
    const { subscriber } = await add();
    await work();
    await callOk('PATCH', `/webhook/subscribers/${subscriber.id}`, { enabled: false });
    await rename('Call Carl');
    await work();
    await callOk('PATCH', `/webhook/subscribers/${subscriber.id}`, { enabled: true });
    await work();
    expect(received).toEqual([]);
    await rename('Call Dora');
    await work();
    expect(received).toHaveLength(1);
  });

  it('[W24] is pushed as text to a service such as ntfy', async () => {
    await linked();
    await add({
      kind: 'push',
      url: 'https://ntfy.example.com/boat',
      secret: 'tk_token_of_ntfy',
      includeText: true,
    });
    await rename('Call Bob');
    await work();
    expect(received[0]?.text).toBe('1 change was carried out in Todoist: Call Bob');
    expect(received[0]?.headers.get('authorization')).toBe('Bearer tk_token_of_ntfy');
  });

  it('[W26] that the receiver wants no more pauses the subscriber until its owner says so', async () => {
    await linked();
    const { subscriber } = await add();
    answer = () => new Response(null, { status: 410 });
    await rename('Call Bob');
    await work();
    const [paused] = await callOk<ShownSubscriber[]>('GET', '/webhook/subscribers');
    expect(paused?.paused?.reason).toContain('410');
    await rename('Call Carl');
    await work();
    expect(received).toHaveLength(1);
    answer = () => new Response('ok');
    await callOk('PATCH', `/webhook/subscribers/${subscriber.id}`, { enabled: true });
    await work();
    expect(received).toHaveLength(2);
    const [failed] = (await deliveries('?status=failed')).deliveries;
    await callOk('POST', `/webhook/deliveries/${failed?.id ?? ''}/redeliver`);
    await work();
    expect(received.map(({ headers }) => headers.get('webhook-id')).at(-1)).toBe(failed?.id);
    expect((await deliveries('?status=failed')).count).toBe(0);
    expect((await call('POST', '/webhook/deliveries/none/redeliver')).status).toBe(404);
  });

  it('[W23] is not followed to another address', async () => {
    await linked();
    await add();
    answer = () => new Response(null, { status: 302, headers: { location: 'https://other.example.com/' } });
    await rename('Call Bob');
    await work();
    expect(received).toHaveLength(1);
    expect((await deliveries('?status=pending')).deliveries[0]?.error).toContain('302');
  });
});

it('[W27] lists deliveries by what is asked for, page by page', async () => {
  await linked();
  await add({ events: ['task_synced', 'sync_completed'] });
  for (const title of ['Call Bob', 'Call Carl', 'Call Dora']) {
    await rename(title);
    await work();
  }
  expect((await deliveries()).count).toBe(6);
  expect((await deliveries('?event=task_synced')).count).toBe(3);
  expect((await deliveries('?status=pending')).count).toBe(0);
  expect((await deliveries('?subscriber=nobody')).count).toBe(0);
  const first = await deliveries('?limit=4');
  const second = await deliveries(`?limit=4&cursor=${first.nextCursor ?? ''}`);
  expect([first.count, second.count, second.nextCursor]).toEqual([4, 2, null]);
  const ids = [...first.deliveries, ...second.deliveries].map(({ id }) => id);
  expect(new Set(ids).size).toBe(6);
  expect((await call('GET', '/webhook/deliveries?hours=1000')).status).toBe(400);
});
