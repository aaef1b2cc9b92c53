// All senders over HTTP, as they sign and word their events, and what arrives in both apps; each object once, whatever comes twice,
// at once, forged, or as garbage.

import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, callOk, coordinator, exchange, resetTodoist, todo, todoistTitles } from './harness.ts';

const SECRET = 'whsec_Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ==';
const RULES = [
  {
    name: 'alarms',
    conditions: [{ field: 'status', operator: 'equals', value: 'down' }],
    transformation: { title: '{{host.name}} is down, {{count}} {{ok}}', tags: ['{{severity}}'] },
  },
  { name: 'others', transformation: { title: 'Told: {{message}}' } },
];

beforeEach(async () => {
  const on = { enabled: true, secret: SECRET };
  await callOk('PUT', '/webhook/config', {
    sources: { github: on, slack: on, notion: on, generic: { ...on, transformRules: RULES } },
    rateLimits: { perMinute: 10_000, perHour: 10_000 },
  });
  const { plan } = await exchange({ todos: [todo('a', 'Call Anna')] });
  await callOk('POST', `/v1/plan/${plan?.hash ?? ''}/approve`);
  await exchange({ todos: [todo('a', 'Call Anna')] });
});

afterEach(async () => {
  await reset();
  await resetTodoist();
});

const ENCODER = new TextEncoder();

async function hmac(key: Uint8Array<ArrayBuffer>, message: string): Promise<Uint8Array> {
  const usage = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, usage, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, ENCODER.encode(message)));
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

async function hex(message: string): Promise<string> {
  const bytes = await hmac(new Uint8Array(ENCODER.encode(SECRET)), message);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const seconds = (): string => String(Math.floor(Date.now() / 1000));

/** The headers of a body, for each way of signing. */
const SIGNED = {
  github: async (body: string) => ({
    'x-hub-signature-256': `sha256=${await hex(body)}`,
    'x-github-event': 'issues',
    'x-github-delivery': crypto.randomUUID(),
  }),
  slack: async (body: string) => ({
    'x-slack-request-timestamp': seconds(),
    'x-slack-signature': `v0=${await hex(`v0:${seconds()}:${body}`)}`,
  }),
  notion: async (body: string) => ({ 'x-notion-signature': `sha256=${await hex(body)}` }),
  'notion, older': async (body: string) => ({ 'notion-signature': await hex(body) }),
  'generic, x-signature': async (body: string) => ({ 'x-signature': await hex(body) }),
  'generic, x-hub-signature-256': async (body: string) => ({
    'x-hub-signature-256': `sha256=${await hex(body)}`,
  }),
  'generic, x-webhook-signature': async (body: string) => ({ 'x-webhook-signature': await hex(body) }),
  'generic, Standard Webhooks': async (body: string) => {
    const [id, at] = [`msg_${crypto.randomUUID()}`, seconds()];
    const key = Uint8Array.from(atob(SECRET.slice('whsec_'.length)), (char) => char.charCodeAt(0));
    const signature = base64(await hmac(key, `${id}.${at}.${body}`));
    return { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` };
  },
} as const;
type Way = keyof typeof SIGNED;

/** Sends a body as a sender signs it; `as`: what is sent in its place. Gives the status. */
async function send(way: Way, event: unknown, as?: string): Promise<number> {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const path = `/webhook/${way.split(',', 1)[0] ?? ''}`;
  const answer = await call('POST', path, {
    text: as ?? body,
    token: null,
    headers: await SIGNED[way](body),
  });
  await answer.text();
  return answer.status;
}

async function work(): Promise<void> {
  for (let round = 0; round < 5; round += 1) if (!(await runDurableObjectAlarm(coordinator()))) return;
}

const ISSUE = {
  action: 'opened',
  repository: { id: 7, full_name: 'anna/boat', html_url: 'https://github.example/anna/boat' },
  issue: {
    number: 12,
    title: 'It coughs',
    html_url: 'https://github.example/12',
    updated_at: '2026-11-01T08:00:00Z',
  },
};
const STAR = {
  type: 'event_callback',
  event_id: 'Ev1',
  event: {
    type: 'star_added',
    user: 'U1',
    item: { type: 'message', channel: 'C1', message: { ts: '1764500000.000100', text: 'Buy rope' } },
  },
};
const REACTION = {
  type: 'event_callback',
  event_id: 'Ev2',
  event: {
    type: 'reaction_added',
    user: 'U1',
    reaction: 'eyes',
    item: { type: 'message', channel: 'C1', ts: '1764500000.000100' },
  },
};
const PAGE = {
  source: { type: 'automation' },
  data: {
    object: 'page',
    id: '5c6a2821-6bb1-4a7e-b6e1-c50111515c3d',
    properties: { Name: { type: 'title', title: [{ plain_text: 'Paint' }] } },
  },
};
const ALARM = { id: 9, status: 'down', host: { name: 'db1' }, count: 0, ok: false, severity: 'high' };

/** What each way tells, and the title that arrives. */
const EVENTS: readonly (readonly [Way, unknown, string])[] = [
  ['github', ISSUE, 'boat#12: It coughs'],
  ['slack', STAR, 'Slack: Buy rope'],
  ['notion', PAGE, 'Notion: Paint'],
  ['notion, older', PAGE, 'Notion: Paint'],
  ['generic, x-signature', ALARM, 'db1 is down, 0 false'],
  ['generic, x-hub-signature-256', ALARM, 'db1 is down, 0 false'],
  ['generic, x-webhook-signature', ALARM, 'db1 is down, 0 false'],
  ['generic, Standard Webhooks', ALARM, 'db1 is down, 0 false'],
];

/** Titles of what Things is told to make. */
async function madeInThings(): Promise<readonly string[]> {
  const { operations } = await exchange({ base: null, todos: [todo('a', 'Call Anna')] });
  return operations.flatMap((each) => (each.kind === 'create_todo' ? [each.fields.title ?? ''] : []));
}

describe('an event', () => {
  it.each(EVENTS)(
    '[W1] [W10] of %s arrives in both apps, and is refused when it is changed',
    async (...event) => {
      const [way, payload, title] = event;
      expect(await send(way, payload, `${JSON.stringify(payload)} `)).toBe(401);
      expect(await send(way, '[')).toBe(400);
      await work();
      expect(await todoistTitles()).toEqual(['Call Anna']);
      expect(await send(way, payload)).toBe(200);
      await work();
      expect((await todoistTitles()).toSorted()).toEqual(['Call Anna', title].toSorted());
      expect(await madeInThings()).toEqual([title]);
    },
  );

  it('[W3] [W7] [W10] of all senders at once, each twice, makes each task once', async () => {
    const sent = [...EVENTS, ...EVENTS];
    const statuses = await Promise.all(sent.map(async ([way, payload]) => send(way, payload)));
    statuses.push(await send('slack', REACTION));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await work();
    const titles = new Set(EVENTS.map(([, , title]) => title));
    expect(await todoistTitles()).toHaveLength(1 + titles.size);
    expect((await madeInThings()).toSorted()).toEqual([...titles].toSorted());
  });

  it('[W10] that is sent again after ten days is still of the same task', async () => {
    const body = JSON.stringify(ISSUE);
    const headers = await SIGNED.github(body);
    const deliver = async (): Promise<void> => {
      await (await call('POST', '/webhook/github', { text: body, token: null, headers })).text();
      await work();
    };
    await deliver();
    await send('github', {
      ...ISSUE,
      action: 'closed',
      issue: { ...ISSUE.issue, updated_at: '2026-11-02T08:00:00Z' },
    });
    await work();
    expect(await todoistTitles()).toEqual(['Call Anna']);
    await runInDurableObject(coordinator(), (_object, state) => {
      state.storage.sql.exec(`DELETE FROM webhook_events`);
    });
    await evictDurableObject(coordinator());
    await deliver();
    expect(await todoistTitles()).toEqual(['Call Anna']);
  });
});
