// What the earlier version had set of webhooks, after a migration: shown, and taken over on the owner's word.

import { env } from 'cloudflare:workers';
import { reset } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import type { ShownSubscriber, SubscribersAdopted } from '../../src/protocol/answers/subscribers.ts';
import type { ShownWebhookConfig, WebhookConfigAdopted } from '../../src/protocol/answers/webhooks.ts';
import { callOk, coordinator, resetTodoist } from './harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

const CONFIG = {
  enabled: true,
  sources: {
    github: { enabled: true, secret: 'github secret', repositories: ['anna/boat'], unknown: 1 },
    slack: { enabled: false, secret: '' },
    generic: {
      enabled: true,
      secret: 'short',
      transformRules: [
        { name: 'r', condition: { field: 'a', operator: 'exists' }, transformation: { title: '{{a}}' } },
      ],
    },
    jira: { enabled: true },
  },
  rateLimits: { perMinute: 10, perHour: 100 },
};

async function migrated(entries: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [key, value] of Object.entries(entries)) await env.SYNC_METADATA.put(key, JSON.stringify(value));
  expect(await coordinator().kvMigrate({ dryRun: false, limit: null, keep: true })).toMatchObject({
    ok: true,
  });
}

it('[W35] of senders: each for itself, its secret sealed, what can’t be used told', async () => {
  await migrated({ 'webhook-config': CONFIG });
  const before = await callOk<ShownWebhookConfig>('GET', '/webhook/config');
  expect([before.olderConfigWaits, before.sources.github.enabled]).toEqual([true, false]);
  const adopted = await callOk<WebhookConfigAdopted>('POST', '/webhook/config/adopt');
  expect(adopted.adopted).toEqual(['github', 'slack', 'rateLimits']);
  expect(adopted.refused.map(({ source }) => source)).toEqual(['generic', 'jira']);
  expect(JSON.stringify(adopted)).not.toContain('short"');
  const after = await callOk<ShownWebhookConfig>('GET', '/webhook/config');
  expect(after).toMatchObject({
    olderConfigWaits: false,
    sources: {
      github: { enabled: true, secretSet: true, repositories: ['anna/boat'] },
      slack: { enabled: false, secretSet: false },
      generic: { enabled: false, secretSet: false },
    },
    rateLimits: { perMinute: 10, perHour: 100 },
  });
});

it('[W34] of subscribers: shown as not admitted, and admitted on the owner’s word', async () => {
  const url = 'https://hooks.example.com/old';
  await migrated({
    'outbound-webhooks': [
      { id: 'sub-1-old', url, events: ['task_synced'], secret: 'old secret', enabled: true },
    ],
  });
  const [before] = await callOk<ShownSubscriber[]>('GET', '/webhook/subscribers');
  expect(before).toMatchObject({ id: 'sub-1-old', url, admitted: false, secret: null, secretSet: true });
  const { adopted } = await callOk<SubscribersAdopted>('POST', '/webhook/subscribers/adopt', {});
  expect(adopted).toMatchObject([{ id: 'sub-1-old', admitted: true, secret: null, secretSet: true }]);
  expect(await callOk('GET', '/webhook/subscribers')).toEqual(adopted);
  expect(await callOk('POST', '/webhook/subscribers/adopt', {})).toMatchObject({ adopted: [], refused: [] });
});
