/** Webhooks as a receiver sees them, judged by the official SDK's own check of signatures and payloads. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseWebhookPayload, verifyWebhookSignature } from '@doist/todoist-sdk';
import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';
import { WEBHOOK_EVENTS } from './webhook-events.ts';
import type { WebhookConfig } from './webhooks.ts';

interface Received {
  readonly name: string;
  readonly id: string;
  readonly headers: Headers;
  readonly raw: string;
  readonly body: {
    readonly event_data: Readonly<Record<string, unknown>>;
    readonly event_data_extra?: {
      readonly update_intent: string;
      readonly old_item: { readonly content: string };
    };
  };
}

interface Hook {
  readonly bench: TestBench;
  readonly received: Received[];
  /** The status of the next answers; 200 when empty, 0 cuts the line. */
  readonly answers: number[];
  /** Waits until everything that is due was delivered; gives the names since the last call. */
  readonly next: () => Promise<readonly string[]>;
}

function createHook(config: Partial<WebhookConfig> = {}): Hook {
  const received: Received[] = [];
  const answers: number[] = [];
  const bench = createBench({
    webhook: {
      url: 'http://127.0.0.1/hook',
      clientSecret: 'secret',
      deliver: async (request) => {
        const raw = await request.text();
        const body = JSON.parse(raw) as Received['body'] & { readonly event_name: string };
        const id = request.headers.get('x-todoist-delivery-id') ?? '';
        received.push({ name: body.event_name, id, headers: request.headers, raw, body });
        const status = answers.shift() ?? 200;
        if (status === 0) throw new TypeError('fetch failed');
        return new Response('', { status });
      },
      ...config,
    },
  });
  let seen = 0;
  return {
    bench,
    received,
    answers,
    next: async () => {
      await bench.emulator.webhooks.pump();
      const names = received.slice(seen).map(({ name }) => name);
      seen = received.length;
      return names;
    },
  };
}

describe('each event', () => {
  it('comes once for its change, signed, and is accepted by the official SDK', async () => {
    const { bench, received, next } = createHook();
    const step = async (change: Promise<unknown>): Promise<string> => {
      await change;
      return (await next()).join(' ');
    };
    const create = async (type: string, args: object): Promise<string> => {
      const id = await bench.create(type, { ...args });
      return id;
    };
    const project = await create('project_add', { name: 'P' });
    expect(await next()).toEqual(['project:added']);
    const section = await create('section_add', { name: 'S', project_id: project });
    expect(await next()).toEqual(['section:added']);
    const label = await create('label_add', { name: 'L' });
    expect(await next()).toEqual(['label:added']);
    const filter = await create('filter_add', { name: 'F', query: 'p1' });
    expect(await next()).toEqual(['filter:added']);
    const id = await create('item_add', {
      content: 'a',
      section_id: section,
      due: { string: 'today at 10:00' },
    });
    expect(await next()).toEqual(['item:added']);
    const note = await create('note_add', { item_id: id, content: 'n' });
    expect(await next()).toEqual(['note:added']);
    const projectNote = await create('note_add', { project_id: project, content: 'n' });
    expect(await next()).toEqual(['note:added']);
    await create('reminder_add', { type: 'relative', item_id: id, minute_offset: 0 });
    expect(await next()).toEqual([]);
    bench.clock.now += 3_600_000;
    expect(await next()).toEqual(['reminder:fired']);
    expect(await next()).toEqual([]);
    expect(await step(bench.attempt('item_update', { id, content: 'b' }))).toBe('item:updated');
    expect(await step(bench.attempt('item_close', { id }))).toBe('item:completed');
    expect(await step(bench.attempt('item_uncomplete', { id }))).toBe('item:uncompleted');
    expect(await step(bench.attempt('note_update', { id: note, content: 'm' }))).toBe('note:updated');
    expect(await step(bench.attempt('note_delete', { id: projectNote }))).toBe('note:deleted');
    expect(await step(bench.attempt('label_update', { id: label, color: 'red' }))).toBe('label:updated');
    expect(await step(bench.attempt('label_delete', { id: label }))).toBe('label:deleted');
    expect(await step(bench.attempt('filter_update', { id: filter, name: 'G' }))).toBe('filter:updated');
    expect(await step(bench.attempt('filter_delete', { id: filter }))).toBe('filter:deleted');
    expect(await step(bench.attempt('section_update', { id: section, name: 'T' }))).toBe('section:updated');
    expect(await step(bench.attempt('section_archive', { id: section }))).toBe('section:archived');
    expect(await step(bench.attempt('section_unarchive', { id: section }))).toBe('section:unarchived');
    expect(await step(bench.attempt('project_update', { id: project, name: 'Q' }))).toBe('project:updated');
    expect(await step(bench.attempt('project_archive', { id: project }))).toBe('project:archived');
    expect(await step(bench.attempt('project_unarchive', { id: project }))).toBe('project:unarchived');
    expect(await step(bench.attempt('item_delete', { id }))).toBe('item:deleted note:deleted');
    expect(await step(bench.attempt('section_delete', { id: section }))).toBe('section:deleted');
    expect(await step(bench.attempt('project_delete', { id: project }))).toBe('project:deleted');
    expect([...new Set(received.map(({ name }) => name))].toSorted()).toEqual([...WEBHOOK_EVENTS].toSorted());
    for (const { raw, headers } of received) {
      const signature = headers.get('x-todoist-hmac-sha256') ?? '';
      expect(await verifyWebhookSignature({ rawBody: raw, signature, clientSecret: 'secret' })).toBe(true);
      expect(headers.get('user-agent')).toBe('Todoist-Webhooks');
      expect(() => parseWebhookPayload(JSON.parse(raw))).not.toThrow();
    }
    expect(new Set(received.map((one) => one.id)).size).toBe(received.length);
  });

  it('tells a ticked series as an update with its intent and the task as it was', async () => {
    const { bench, received, next } = createHook();
    const id = await bench.create('item_add', { content: 'a', due: { string: 'every day' } });
    await next();
    await bench.attempt('item_close', { id });
    await bench.attempt('item_update_date_complete', {
      id,
      is_forward: 0,
      due: { date: '2026-03-04', string: 'every day', is_recurring: true },
    });
    await bench.attempt('item_update', { id, responsible_uid: '2' });
    expect(await next()).toEqual(['item:updated', 'item:updated', 'item:updated']);
    expect(received.slice(1).map(({ body }) => body.event_data_extra?.update_intent)).toEqual([
      'item_completed',
      'item_uncompleted',
      'responsible_uid_changed',
    ]);
    expect(received[1]?.body.event_data_extra?.old_item).toMatchObject({ due: { date: '2026-03-04' } });
  });

  it('tells the old payload as version 10, with its own keys', async () => {
    const { bench, received, next } = createHook({ version: '10' });
    await bench.create('item_add', { content: 'a' });
    await next();
    expect(
      Object.keys(received[0]?.body.event_data ?? {})
        .toSorted()
        .join(' '),
    ).toBe(
      'added_at added_by_uid assigned_by_uid checked child_order collapsed completed_at content deadline description due id is_deleted labels parent_id priority project_id responsible_uid section_id url user_id',
    );
  });

  it('is not told for a refused command, an announcement or an event that nobody asked for', async () => {
    const { bench, next } = createHook({ events: ['item:added'] });
    await bench.attempt('item_add', { content: '' });
    const project = await bench.create('project_add', { name: 'P' });
    await bench.create('item_add', { content: 'a', project_id: project });
    await bench.attempt('project_archive', { id: project });
    expect(await next()).toEqual(['item:added']);
  });

  it('waits for the OAuth flow of its app when asked to', async () => {
    const { bench, next } = createHook({ onlyAfterOAuthOf: 'test-client' });
    await bench.create('item_add', { content: 'a' });
    expect(await next()).toEqual([]);
    const body = new URLSearchParams({
      client_id: 'test-client',
      client_secret: 'test-secret',
      personal_token: 'test-token',
      scope: 'data:read',
    });
    await bench.emulator.fetch(
      new Request('http://t/api/v1/access_tokens/migrate_personal_token', { method: 'POST', body }),
    );
    await bench.create('item_add', { content: 'b' });
    expect(await next()).toEqual(['item:added']);
  });
});

describe('redelivery', () => {
  it('repeats a failed delivery with the same id and bytes after 15 minutes, three times at most', async () => {
    const { bench, received, answers, next } = createHook();
    answers.push(500, 0, 404, 503, 200);
    await bench.create('item_add', { content: 'a' });
    for (const expected of [1, 2, 3, 4, 4]) {
      await next();
      expect(received).toHaveLength(expected);
      bench.clock.now += 899_000;
      expect(await next()).toEqual([]);
      bench.clock.now += 1000;
    }
    expect(new Set(received.map((one) => `${one.id} ${one.raw}`)).size).toBe(1);
    expect(bench.emulator.webhooks.attempts.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, null],
      [3, 404],
      [4, 503],
    ]);
    expect(bench.emulator.webhooks.waiting).toBe(0);
  });
});

describe('disorder', () => {
  it.each([
    ['webhook_drop', ['b', 'c']],
    ['webhook_duplicate', ['a', 'a', 'b', 'c']],
    ['webhook_reorder', ['b', 'a', 'c']],
    ['webhook_delay', ['b', 'c', 'a']],
  ] as const)('%s makes a, b, c arrive as %j', async (kind, order) => {
    const { bench, received, next } = createHook();
    bench.emulator.chaos.failNext(kind);
    for (const content of ['a', 'b', 'c']) {
      await bench.create('item_add', { content });
      await next();
    }
    bench.clock.now += 60_000;
    await next();
    expect(received.map(({ body }) => body.event_data['content'])).toEqual(order);
    if (kind === 'webhook_duplicate') expect(received[0]?.id).toBe(received[1]?.id);
  });
});

describe('over HTTP', () => {
  it('is configured by the control route and posts to a server of this machine', async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (chunk: string) => bodies.push(chunk));
      request.on('end', () => response.end());
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`;
    const bench = createBench();
    const { emulator } = bench;
    const control = (body: object): Promise<Response> =>
      emulator.fetch(
        new Request('http://t/_emulator/webhook', { method: 'POST', body: JSON.stringify(body) }),
      );
    expect((await control({ url: 'http://example.com/hook', client_secret: 's' })).status).toBe(400);
    expect((await control({ url, client_secret: 's' })).status).toBe(200);
    await bench.create('item_add', { content: 'a' });
    await emulator.webhooks.pump();
    expect(JSON.parse(bodies[0] ?? '{}')).toMatchObject({ event_name: 'item:added' });
    const shown = await (await emulator.fetch(new Request('http://t/_emulator/webhook'))).json();
    expect(shown).toMatchObject({ waiting: 0, attempts: [{ attempt: 1, status: 200 }] });
    await new Promise((resolve) => server.close(resolve));
  });

  it('refuses an address beyond this machine', () => {
    expect(() => createBench({ webhook: { url: 'https://example.com', clientSecret: 's' } })).toThrow(
      RangeError,
    );
  });
});
