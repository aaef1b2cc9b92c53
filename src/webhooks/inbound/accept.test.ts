// Events as their senders sign and word them: the real ones get through and mean what they should, all others change nothing.

import { createHmac } from 'node:crypto';
import payloads from '@octokit/webhooks-examples' with { type: 'json' };
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { SourceName } from '../../model/webhook.ts';
import { acceptEvent, readTaken, type Accepted } from './accept.ts';
import { DEFAULT_WEBHOOKS, mergeConfig, type WebhookConfig } from './config.ts';
import { createRateWindows } from './rate-windows.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const SECRET = 'correct horse battery';
const EVERYTHING: WebhookConfig = mergeConfig(DEFAULT_WEBHOOKS, {
  sources: {
    github: { enabled: true, me: 'Codertocat' },
    slack: { enabled: true },
    notion: { enabled: true, done: { property: 'Status', equals: 'Done' } },
    generic: { enabled: true, transformRules: [{ name: 'all', transformation: { title: '{{title}}' } }] },
    todoist: { enabled: true },
  },
  rateLimits: { perMinute: 10_000, perHour: 100_000 },
});

/** Gives what became of a request. */
function accept(
  source: SourceName,
  { body, headers = {} }: { readonly body: string; readonly headers?: Readonly<Record<string, string>> },
  options: { readonly config?: WebhookConfig; readonly secret?: string | null; readonly known?: string } = {},
): Promise<Accepted> {
  const { config = EVERYTHING, secret = SECRET, known } = options;
  return acceptEvent(
    {
      config,
      secretOf: async () => secret,
      isKnown: (_source, delivery) => delivery === known,
      windows: createRateWindows(),
      newId: () => 'fresh',
    },
    source,
    {
      header: (name) => headers[name.toLowerCase()] ?? null,
      raw: new Uint8Array(Buffer.from(body)),
      receivedAt: NOW,
    },
  );
}

const hex = (text: string, secret = SECRET): string =>
  createHmac('sha256', secret).update(text).digest('hex');
const seconds = (at = NOW): string => String(Math.floor(at / 1000));

/** The headers with which each sender signs a body. */
const SIGNED: { readonly [Name in SourceName]: (body: string) => Readonly<Record<string, string>> } = {
  github: (body) => ({ 'x-hub-signature-256': `sha256=${hex(body)}`, 'x-github-delivery': 'd-1' }),
  slack: (body) => ({
    'x-slack-request-timestamp': seconds(),
    'x-slack-signature': `v0=${hex(`v0:${seconds()}:${body}`)}`,
  }),
  notion: (body) => ({ 'x-notion-signature': `sha256=${hex(body)}` }),
  generic: (body) => ({ 'x-signature': hex(body), 'x-delivery-id': 'd-1' }),
  todoist: (body) => ({
    'x-todoist-hmac-sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
    'x-todoist-delivery-id': 'd-1',
  }),
};

/** A body of each sender from which something follows. */
const BODIES: { readonly [Name in SourceName]: object } = {
  github: {
    action: 'opened',
    repository: { full_name: 'anna/boat', html_url: 'https://github.example/anna/boat' },
    issue: { number: 12, title: 'It coughs', html_url: 'https://github.example/anna/boat/issues/12' },
  },
  slack: {
    type: 'event_callback',
    event_id: 'Ev1',
    event: {
      type: 'reaction_added',
      user: 'U1',
      reaction: 'eyes',
      item: { type: 'message', channel: 'C1', ts: '1.2' },
    },
  },
  notion: {
    object: 'page',
    id: '5c6a28216bb14a7eb6e1c50111515c3d',
    properties: { Name: { type: 'title', title: [{ plain_text: 'Plan' }] } },
  },
  generic: { title: 'Backup failed', id: 7 },
  todoist: { event_name: 'item:added' },
};

describe.each(Object.keys(BODIES) as SourceName[])('an event of %s', (source) => {
  const body = JSON.stringify(BODIES[source]);

  it('[W1] is taken when it is signed', async () => {
    const accepted = await accept(source, { body, headers: SIGNED[source](body) });
    expect(accepted.kind).toBe(source === 'todoist' ? 'poke' : 'taken');
  });

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['without a signature', body, {}],
    ['with the signature of another body', body, SIGNED[source](`${body} `)],
    ['changed on its way', body.replace('{', '{ '), SIGNED[source](body)],
    [
      'with half a signature',
      body,
      Object.fromEntries(
        Object.entries(SIGNED[source](body)).map(([name, value]) => [name, value.slice(0, -1)]),
      ),
    ],
  ])('[W1] is refused %s', async (_how, sent, headers) => {
    expect(await accept(source, { body: sent, headers })).toEqual({ kind: 'forged' });
  });

  it('[W1] is refused where no secret is set, and where its sender is off', async () => {
    const headers = SIGNED[source](body);
    expect(await accept(source, { body, headers }, { secret: null })).toEqual({ kind: 'forged' });
    expect(await accept(source, { body, headers }, { secret: '' })).toEqual({ kind: 'forged' });
    for (const change of [{ enabled: false }, { sources: { [source]: { enabled: false } } }])
      expect(await accept(source, { body, headers }, { config: mergeConfig(EVERYTHING, change) })).toEqual({
        kind: 'off',
      });
  });

  it.each(['', 'null', '[', '"text"', '{"a":', '7', '\ufeff'])(
    '[W2] that is %j is told to be malformed',
    async (odd) => {
      expect((await accept(source, { body: odd, headers: SIGNED[source](odd) })).kind).toBe('malformed');
    },
  );

  it('[W3] that comes again is known by its name', async () => {
    const known = source === 'slack' ? 'Ev1' : 'd-1';
    const again = await accept(source, { body, headers: SIGNED[source](body) }, { known });
    // A page has no name of its delivery: it is the page by which it is known.
    expect(again.kind).toBe(source === 'notion' ? 'taken' : 'again');
  });
});

it('[W56] a payload that is nested too deeply is malformed, also when it is only tried', async () => {
  const rules = [{ name: 'all', transformation: { title: 'x{{a}}' } }];
  const config = mergeConfig(EVERYTHING, { sources: { generic: { transformRules: rules } } });
  for (const [depth, kind] of [
    [90, 'taken'],
    [200, 'malformed'],
    [200_000, 'malformed'],
  ] as const) {
    const body = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect((await accept('generic', { body, headers: SIGNED.generic(body) }, { config })).kind).toBe(kind);
    const tried = { source: 'generic' as const, payload: JSON.parse(body) as unknown };
    expect(readTaken(config, tried, { newId: () => 'fresh', at: NOW }).kind).toBe(kind);
  }
});

it('[W1] an old signature of Slack is refused, also with its own time', async () => {
  const body = JSON.stringify(BODIES.slack);
  const at = seconds(NOW - 301_000);
  const headers = { 'x-slack-request-timestamp': at, 'x-slack-signature': `v0=${hex(`v0:${at}:${body}`)}` };
  expect(await accept('slack', { body, headers })).toEqual({ kind: 'forged' });
});

it('[W1] what follows Standard Webhooks is taken, and refused when it is old or changed', async () => {
  const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
  const body = JSON.stringify(BODIES.generic);
  const headersAt = (at: number) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': seconds(at),
    'webhook-signature': `v1,AAAA ${new Webhook(secret).sign('msg_1', new Date(at), body)}`,
  });
  const taken = await accept('generic', { body, headers: headersAt(NOW) }, { secret });
  expect(taken).toMatchObject({ kind: 'taken', event: { delivery: 'msg_1' } });
  expect(await accept('generic', { body, headers: headersAt(NOW - 400_000) }, { secret })).toEqual({
    kind: 'forged',
  });
  expect(await accept('generic', { body: `${body} `, headers: headersAt(NOW) }, { secret })).toEqual({
    kind: 'forged',
  });
});

it('[W4] senders introduce themselves in their own ways', async () => {
  const ping = JSON.stringify({ zen: 'Keep it simple.', hook_id: 1 });
  const signed = { ...SIGNED.github(ping), 'x-github-event': 'ping' };
  expect(await accept('github', { body: ping, headers: signed })).toMatchObject({ kind: 'handshake' });
  const challenge = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
  expect(await accept('slack', { body: challenge, headers: SIGNED.slack(challenge) })).toMatchObject({
    answer: { challenge: 'abc' },
  });
  expect(await accept('slack', { body: challenge })).toEqual({ kind: 'forged' });
  const token = JSON.stringify({ verification_token: 'secret_1' });
  expect(await accept('notion', { body: token }, { secret: null })).toMatchObject({ secret: 'secret_1' });
  expect(await accept('notion', { body: token })).toEqual({ kind: 'forged' });
});

it('[W5] a sender that comes too often is told when it may again', async () => {
  const windows = createRateWindows();
  const limits = { perMinute: 2, perHour: 3 };
  const take = (at: number) => windows.take('github', limits, at);
  expect([take(NOW), take(NOW)]).toEqual([null, null]);
  expect(take(NOW)).toEqual({ minute: NOW + 60_000, hour: NOW + 3_600_000 });
  expect(windows.take('slack', limits, NOW)).toBeNull();
  expect(take(NOW + 60_000)).toBeNull();
  expect(take(NOW + 120_000)).not.toBeNull();
  expect(take(NOW + 3_600_000)).toBeNull();
});

describe('events of GitHub', () => {
  const examples = payloads as unknown as readonly {
    readonly name: string;
    readonly examples: readonly object[];
  }[];

  it('[W2] of every documented kind are understood, and make tasks of the kinds that are configured', async () => {
    const kinds = new Map<string, string>();
    for (const { name, examples: payloads } of examples)
      for (const payload of payloads) {
        const body = JSON.stringify(payload);
        const headers = { ...SIGNED.github(body), 'x-github-event': name };
        const accepted = await accept('github', { body, headers });
        const action = (payload as { readonly action?: string }).action ?? '';
        // What concerns no repository, such as a sponsorship, is told to be none of our events.
        const isOurs = 'repository' in payload && action !== '';
        if (isOurs || name === 'ping') expect([name, accepted.kind]).not.toEqual([name, 'malformed']);
        if (accepted.kind === 'taken') kinds.set(`${name} ${action}`, accepted.event.changes[0]?.does ?? '');
      }
    expect([...kinds].toSorted(([a], [b]) => a.localeCompare(b))).toEqual([
      ['issue_comment created', 'open'],
      ['issues assigned', 'open'],
      ['issues edited', 'edit'],
      ['issues opened', 'open'],
      ['issues reopened', 'open'],
      ['issues transferred', 'edit'],
      ['pull_request assigned', 'open'],
      ['pull_request closed', 'close'],
      ['pull_request opened', 'open'],
      ['pull_request reopened', 'open'],
      ['pull_request_review_comment created', 'open'],
    ]);
  });

  it('[W6] become tasks with what a person needs of them', async () => {
    const body = JSON.stringify({
      ...BODIES.github,
      issue: {
        number: 12,
        title: 'It coughs',
        html_url: 'https://github.example/12',
        body: 'Since Monday.',
        state: 'open',
        user: { login: 'bob' },
        labels: [{ name: 'engine' }],
        assignees: [{ login: 'anna' }],
        milestone: { due_on: '2026-12-24T08:00:00Z' },
      },
    });
    const headers = { ...SIGNED.github(body), 'x-github-event': 'issues' };
    const config = mergeConfig(EVERYTHING, { sources: { github: { place: 'Boat' } } });
    expect(await accept('github', { body, headers }, { config })).toMatchObject({
      event: {
        changes: [
          {
            object: 'github:issue:anna/boat#12',
            title: 'boat#12: It coughs',
            notes:
              'https://github.example/12\n\nRepository: anna/boat\nAuthor: bob\nAssignees: anna\nLabels: engine\nState: open\n\nSince Monday.',
            tags: ['github', 'issue', 'engine'],
            deadline: '2026-12-24',
            place: 'Boat',
          },
        ],
      },
    });
  });

  it('[W6] complete what is closed, unless that is not wanted, and the review with it', async () => {
    const { repository, issue } = BODIES.github as { readonly repository: object; readonly issue: object };
    const of = (kind: string, event: object, github: object = {}) => {
      const body = JSON.stringify({ repository, ...event });
      const headers = { ...SIGNED.github(body), 'x-github-event': kind };
      return accept(
        'github',
        { body, headers },
        { config: mergeConfig(EVERYTHING, { sources: { github } }) },
      );
    };
    const closed = { action: 'closed', issue };
    expect(await of('issues', closed)).toMatchObject({ event: { changes: [{ does: 'close' }] } });
    expect((await of('issues', closed, { completesClosed: false })).kind).toBe('nothing');
    const asked = {
      action: 'review_requested',
      pull_request: issue,
      requested_reviewer: { login: 'codertocat' },
    };
    expect(await of('pull_request', asked)).toMatchObject({
      event: { changes: [{ object: 'github:review:anna/boat#12', title: 'Review boat#12: It coughs' }] },
    });
    expect((await of('pull_request', asked, { me: 'anna' })).kind).toBe('nothing');
    expect(await of('pull_request', { action: 'closed', pull_request: issue })).toMatchObject({
      event: {
        changes: [
          { object: 'github:pull:anna/boat#12' },
          { object: 'github:review:anna/boat#12', does: 'close' },
        ],
      },
    });
  });

  it('[W53] say under which names an issue is known that was moved, or whose repository was renamed', async () => {
    const issues = examples.find(({ name }) => name === 'issues')?.examples ?? [];
    const found = await Promise.all(
      issues.map(async (payload) => {
        const body = JSON.stringify(payload);
        const headers = { ...SIGNED.github(body), 'x-github-event': 'issues' };
        const accepted = await accept('github', { body, headers });
        const { action, changes } = payload as { readonly action: string; readonly changes?: object };
        const [change] = accepted.kind === 'taken' ? accepted.event.changes : [];
        return changes !== undefined && 'new_issue' in changes ? { action, change } : [];
      }),
    );
    expect(found.flat()).toMatchObject([
      {
        action: 'transferred',
        change: { does: 'edit', object: expect.stringMatching(/^github:issue:\d+#\d+$/) },
      },
    ]);
    const repository = { full_name: 'anna/ship', html_url: 'https://github.example/anna/ship', id: 77 };
    const moved = {
      action: 'opened',
      repository,
      issue: { number: 3, title: 'It coughs', html_url: 'https://github.example/3' },
      changes: {
        old_issue: { number: 12, title: 'It coughs', html_url: 'https://github.example/12' },
        old_repository: { full_name: 'anna/boat', html_url: 'https://github.example/anna/boat', id: 7 },
      },
    };
    const body = JSON.stringify(moved);
    const headers = { ...SIGNED.github(body), 'x-github-event': 'issues' };
    expect(await accept('github', { body, headers })).toMatchObject({
      event: {
        changes: [
          {
            object: 'github:issue:77#3',
            formerly: ['github:issue:anna/ship#3', 'github:issue:7#12', 'github:issue:anna/boat#12'],
          },
        ],
      },
    });
  });

  it('[W6] make no task of what is closed already', async () => {
    const { repository, issue } = BODIES.github as { readonly repository: object; readonly issue: object };
    const event = {
      action: 'assigned',
      repository,
      issue: { ...issue, state: 'closed' },
      assignee: { login: 'codertocat' },
    };
    const body = JSON.stringify(event);
    const headers = { ...SIGNED.github(body), 'x-github-event': 'issues' };
    expect((await accept('github', { body, headers })).kind).toBe('nothing');
  });

  it('[W6] of other repositories and kinds than those configured are left', async () => {
    const body = JSON.stringify(BODIES.github);
    const headers = { ...SIGNED.github(body), 'x-github-event': 'issues' };
    const of = (github: object) =>
      accept('github', { body, headers }, { config: mergeConfig(EVERYTHING, { sources: { github } }) });
    expect((await of({ repositories: ['Anna/Boat'], events: ['issues'] })).kind).toBe('taken');
    expect((await of({ repositories: ['anna/car'] })).kind).toBe('nothing');
    expect((await of({ events: ['pull_request'] })).kind).toBe('nothing');
  });
});

it('[W7] a message of Slack is one task, whatever is done to it', async () => {
  const of = async (event: object, settings: object = {}) => {
    const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event });
    const config = mergeConfig(EVERYTHING, { sources: { slack: settings } });
    return accept('slack', { body, headers: SIGNED.slack(body) }, { config });
  };
  const item = { type: 'message', channel: 'C1', ts: '1764500000.000100' };
  const reaction = { type: 'reaction_added', user: 'U1', reaction: 'eyes', item };
  const star = {
    type: 'star_added',
    user: 'U2',
    item: { ...item, message: { ts: item.ts, text: 'Buy rope\nand paint' } },
  };
  const objects = [await of(reaction), await of(star)].map((each) =>
    each.kind === 'taken' ? each.event.changes[0]?.object : each,
  );
  expect(objects).toEqual(Array.from({ length: 2 }, () => 'slack:message:C1:1764500000.000100'));
  expect(await of(star)).toMatchObject({ event: { changes: [{ title: 'Slack: Buy rope' }] } });
  expect((await of(reaction, { emoji: ['eyes'], users: ['U1'], channels: ['C1'] })).kind).toBe('taken');
  for (const settings of [{ emoji: ['tada'] }, { users: ['U9'] }, { channels: ['C9'] }])
    expect((await of(reaction, settings)).kind).toBe('nothing');
  expect((await of({ type: 'message', user: 'U1' })).kind).toBe('nothing');
});

it('[W8] a page of Notion is a task by its properties, and done when it says so', async () => {
  const of = async (page: object) => {
    const body = JSON.stringify({ source: { type: 'automation' }, data: { ...BODIES.notion, ...page } });
    const accepted = await accept('notion', { body, headers: SIGNED.notion(body) });
    return accepted.kind === 'taken' ? accepted.event.changes[0] : accepted;
  };
  const properties = {
    Task: { type: 'title', title: [{ plain_text: 'Paint ' }, { plain_text: 'the hull' }] },
    Due: { type: 'date', date: { start: '2026-12-01T09:00:00.000+01:00' } },
    Hours: { type: 'number', number: 0 },
    Status: { type: 'status', status: { name: 'Open' } },
  };
  expect(await of({ properties })).toMatchObject({
    does: 'tell',
    title: 'Notion: Paint the hull',
    deadline: '2026-12-01',
    notes: expect.stringContaining('Hours: 0'),
  });
  const done = { ...properties, Status: { type: 'status', status: { name: 'Done' } } };
  expect(await of({ properties: done })).toMatchObject({ does: 'close' });
  expect(await of({ in_trash: true })).toMatchObject({ does: 'close' });
});

describe('rules', () => {
  const of = async (payload: unknown, ...transformRules: readonly object[]) => {
    const body = JSON.stringify(payload);
    const config = mergeConfig(EVERYTHING, { sources: { generic: { transformRules } } });
    const accepted = await accept('generic', { body, headers: SIGNED.generic(body) }, { config });
    return accepted.kind === 'taken' ? accepted.event.changes[0] : accepted.kind;
  };
  const rule = (title: string, ...conditions: readonly object[]) => ({
    name: 'a rule',
    conditions,
    transformation: { title, tags: ['{{kind}}'] },
  });

  it('[W9] write numbers and false values, look into lists, and template tags', async () => {
    const payload = {
      count: 0,
      ok: false,
      list: [{ name: 'disk' }],
      kind: 'alarm',
      url: 'https://a.example',
    };
    expect(await of(payload, rule('{{ list.0.name }} {{count}} {{ok}} {{nothing}}!'))).toMatchObject({
      title: 'disk 0 false !',
      tags: ['webhook', 'alarm'],
      notes: 'https://a.example',
    });
  });

  it('[W9] see only what a payload itself has', async () => {
    for (const path of ['constructor.name', '__proto__', 'toString', 'length', 'list.length', 'list.map'])
      expect(await of({ list: [] }, rule(`x{{${path}}}`))).toMatchObject({ title: 'x' });
    expect(await of({}, rule('x', { field: 'constructor', operator: 'exists' }))).toBe('nothing');
  });

  it.each<[object, boolean]>([
    [{ field: 'n', operator: 'equals', value: '7' }, true],
    [{ field: 'n', operator: 'equals', value: 7 }, true],
    [{ field: 'n', operator: 'equals', value: 8 }, false],
    [{ field: 'text', operator: 'contains', value: 'lo w' }, true],
    [{ field: 'list', operator: 'contains', value: 2 }, true],
    [{ field: 'text', operator: 'startsWith', value: 'hello' }, true],
    [{ field: 'none', operator: 'exists' }, false],
    [{ field: 'none', operator: 'equals', value: null }, true],
    [{ field: 'off', operator: 'exists' }, true],
  ])('[W9] the condition %j holds: %s', async (condition, isTrue) => {
    const payload = { n: 7, text: 'hello world', list: [1, 2], off: false, none: null };
    const made = await of(payload, rule('all', condition, { field: 'n', operator: 'exists' }), rule('else'));
    expect(made).toMatchObject({ title: isTrue ? 'all' : 'else' });
  });

  it('[W9] the same object makes one task by a rule, and what has no id one for each delivery', async () => {
    expect(await of({ id: 5 }, rule('x'))).toMatchObject({ object: 'generic:a rule:5' });
    expect(await of({}, rule('x'))).toMatchObject({ object: 'generic:d-1' });
    expect(await of({ title: ' ' }, rule('{{title}}'))).toBe('nothing');
  });
});
