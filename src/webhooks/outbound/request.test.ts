// What a receiver gets, checked as receivers check it: with the library of Standard Webhooks, and in the way of the earlier version.

import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { Delivery, Subscriber } from '../../model/outbound.ts';
import { composeRequest, newSecret } from './request.ts';
import { DEFAULT_RETRY_POLICY } from './retry.ts';

const NOW = Date.now();

const SUBSCRIBER: Subscriber = {
  id: 'sub-1-a',
  url: 'https://hooks.example.com/a',
  kind: 'webhook',
  events: ['task_synced'],
  enabled: true,
  includeText: true,
  retryPolicy: DEFAULT_RETRY_POLICY,
  title: null,
  body: null,
  createdAt: NOW,
  paused: null,
  missed: 0,
};

const DELIVERY: Delivery = {
  seq: 1,
  id: 'msg_7_task_synced_sub-1-a',
  subscriber: 'sub-1-a',
  target: 'https://hooks.example.com',
  event: 'task_synced',
  at: NOW - 60_000,
  data: {
    source: 'things',
    target: 'todoist',
    tasksCreated: 1,
    tasks: [{ id: 't1', title: 'Grüße „an“ Anna' }],
  },
  status: 'pending',
  attempts: 0,
  firstTriedAt: null,
  triedAt: null,
  dueAt: null,
  took: null,
  answered: null,
  error: null,
};

const push = (changes: Partial<Subscriber>): Subscriber => ({
  ...SUBSCRIBER,
  kind: 'push',
  url: 'https://ntfy.example.com/boat',
  ...changes,
});

describe('a webhook', () => {
  it.each([
    ['of Standard Webhooks', newSecret(), {}],
    ['in any other form', 'correct horse battery', { format: 'raw' as const }],
    ['that only begins like one', 'whsec_no-base64', { format: 'raw' as const }],
  ])(
    '[W20] is signed for the library of Standard Webhooks with a secret %s',
    async (_how, secret, options) => {
      const { body, headers } = await composeRequest(SUBSCRIBER, DELIVERY, { secret, now: NOW });
      const key = secret.startsWith('whsec_no') ? new TextEncoder().encode(secret) : secret;
      const receiver = typeof key === 'string' ? new Webhook(key, options) : new Webhook(key, options);
      expect(receiver.verify(body, { ...headers })).toMatchObject({
        event: 'task_synced',
        data: DELIVERY.data,
      });
      expect(() => receiver.verify(body.replace('Anna', 'Bob'), { ...headers })).toThrow();
      expect(headers['webhook-id']).toBe(DELIVERY.id);
    },
  );

  it('[W20] is signed within its body as receivers of the earlier version check it', async () => {
    const { body } = await composeRequest(SUBSCRIBER, DELIVERY, { secret: 'old secret', now: NOW });
    const { signature, ...rest } = JSON.parse(body) as Record<string, unknown>;
    expect(Object.keys(rest)).toEqual(['event', 'timestamp', 'data']);
    expect(signature).toBe(createHmac('sha256', 'old secret').update(JSON.stringify(rest)).digest('hex'));
  });

  it('[W20] has the same id and body on every attempt', async () => {
    const [first, again] = await Promise.all(
      [NOW, NOW + 3_600_000].map((now) =>
        composeRequest(SUBSCRIBER, DELIVERY, { secret: 'old secret', now }),
      ),
    );
    expect(again?.body).toBe(first?.body);
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(again?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp']);
  });
});

describe('a push message', () => {
  it('[W24] is a sentence with title, priority and tags', async () => {
    const request = await composeRequest(push({}), DELIVERY, { secret: 'tk_123', now: NOW });
    expect(request).toMatchObject({
      url: 'https://ntfy.example.com/boat',
      body: '1 change was carried out in Todoist: Grüße „an“ Anna',
      headers: {
        title: 'Todoist-Things sync',
        priority: 'default',
        tags: 'task_synced',
        authorization: 'Bearer tk_123',
      },
    });
    expect(request.headers).not.toHaveProperty('webhook-signature');
  });

  it('[W24] fills templates with bounded words of the event', async () => {
    const long = {
      ...DELIVERY,
      data: { ...DELIVERY.data, tasks: [{ id: 't1', title: `a/b?c\n${'x'.repeat(500)}` }] },
    };
    const { url, body, headers } = await composeRequest(
      push({
        url: 'https://push.example.com/{{event}}?t={{title}}',
        title: '{{source}} → {{ target }}',
        body: '{{count}}: {{title}}',
      }),
      long,
      { secret: null, now: NOW },
    );
    expect(url.slice(0, 60)).toBe(
      'https://push.example.com/task_synced?t=a%2Fb%3Fc%20xxxxxxxxxxxxxxxxxx'.slice(0, 60),
    );
    expect(url.length).toBeLessThan(400);
    expect(body.startsWith('1: a/b?c xxx')).toBe(true);
    expect(body.length).toBeLessThan(220);
    expect(headers['title']).toBe(`=?UTF-8?B?${Buffer.from('things → todoist').toString('base64')}?=`);
    expect(headers).not.toHaveProperty('authorization');
  });

  it('[W24] can be sent for every event', async () => {
    const bare = { ...DELIVERY, data: {} };
    for (const event of [
      'task_created',
      'conflict_detected',
      'sync_failed',
      'plan_waiting',
      'budget_low',
    ] as const) {
      const { body } = await composeRequest(push({}), { ...bare, event }, { secret: null, now: NOW });
      expect(body.length).toBeGreaterThan(10);
    }
  });
});
