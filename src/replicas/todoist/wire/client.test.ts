import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../model/config.ts';
import { remoteId } from '../../../model/ids.ts';
import type { TodoistCommand } from '../todoist-port.ts';
import { createTodoistPort } from '../create-todoist-port.ts';
import type { ClientOptions } from './client.ts';
import { ACCOUNT } from '../../../../test/support/todoist-fields.ts';

const TOKEN = 'secret-token';
const EMPTY_ANSWER = { sync_token: 'next', full_sync: false, sync_status: {}, temp_id_mapping: {} };
const COMMAND: TodoistCommand = {
  uuid: 'u',
  type: 'item_add',
  temp_id: 't',
  args: { content: 'secret task' },
};

interface Sent {
  readonly requests: Request[];
  readonly bodies: unknown[];
}

/** A port whose fetch keeps what it is sent and answers with what it is given. */
function portWith(
  answer: (request: Request) => Response | Promise<Response>,
  some: Partial<ClientOptions> = {},
): { readonly port: ReturnType<typeof createTodoistPort>; readonly sent: Sent } {
  const sent: Sent = { requests: [], bodies: [] };
  const fetch = async (request: Request): Promise<Response> => {
    sent.requests.push(request);
    sent.bodies.push(request.method === 'POST' ? await request.clone().json() : null);
    return answer(request);
  };
  const port = createTodoistPort({ fetch, baseUrl: 'https://todoist.test/api/v1/', token: TOKEN, ...some });
  return { port, sent };
}

const read = { cursor: 'here', commands: [], config: DEFAULT_CONFIG, account: ACCOUNT } as const;

describe('a sync request', () => {
  it('[T16] asks from its cursor, in one POST', async () => {
    const { port, sent } = portWith(() => Response.json(EMPTY_ANSWER));
    expect(await port.sync(read)).toMatchObject({ ok: true, value: { cursor: 'next' } });
    const [request] = sent.requests;
    expect([request?.method, request?.url]).toEqual(['POST', 'https://todoist.test/api/v1/sync']);
    expect(request?.headers.get('authorization')).toBe(`Bearer ${TOKEN}`);
    expect(request?.headers.get('content-type')).toBe('application/json');
    expect(sent.bodies).toEqual([
      {
        sync_token: 'here',
        resource_types: ['items', 'projects', 'sections', 'labels', 'user', 'user_plan_limits'],
      },
    ]);
  });

  it('[T16] asks for everything without one', async () => {
    const { port, sent } = portWith(() => Response.json(EMPTY_ANSWER));
    await port.sync({ ...read, cursor: null });
    expect(sent.bodies).toMatchObject([{ sync_token: '*' }]);
  });

  it('[T16] sends commands as they are, and its cursor with them', async () => {
    const { port, sent } = portWith(() => Response.json({ ...EMPTY_ANSWER, sync_status: { u: 'ok' } }));
    await port.sync({ ...read, commands: [COMMAND] });
    expect(sent.bodies).toMatchObject([{ sync_token: 'here', commands: [COMMAND] }]);
  });

  it.each<[string, () => Response | Promise<Response>, string]>([
    ['no network', () => Promise.reject(new TypeError(`failed at ${TOKEN}`)), 'unavailable'],
    [
      'a torn body',
      () => new Response(new ReadableStream({ start: (c) => c.error(new TypeError('torn')) })),
      'unavailable',
    ],
    ['an HTML 503', () => new Response('<html>', { status: 503 }), 'unavailable'],
    ['an HTML 200', () => new Response('<html>'), 'api_changed'],
    ['an empty 200', () => new Response(''), 'api_changed'],
    [
      'a 401',
      () => Response.json({ error_tag: 'UNAUTHORIZED', error: TOKEN }, { status: 401 }),
      'unauthorized',
    ],
    ['a 404', () => new Response('nothing here', { status: 404 }), 'refused'],
    ['a 410', () => new Response('deprecated', { status: 410 }), 'api_changed'],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: 'https://x.test/' } }),
      'api_changed',
    ],
    ['another shape', () => Response.json({ token: 'x', error: 'secret task' }), 'api_changed'],
  ])('[T15] tells of %s without token or task text', async (_title, answer, kind) => {
    const { port } = portWith(answer);
    const result = await port.sync({ ...read, commands: [COMMAND] });
    expect(result).toMatchObject({ ok: false, error: { kind } });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('[T15] calls a fetch that must not be the method of anything', async () => {
    async function fetch(this: unknown): Promise<Response> {
      return this === undefined
        ? Response.json(EMPTY_ANSWER)
        : Promise.reject(new TypeError('Illegal invocation'));
    }
    const port = createTodoistPort({ fetch, baseUrl: 'https://todoist.test/api/v1', token: TOKEN });
    expect(await port.sync(read)).toMatchObject({ ok: true });
  });

  it('[T15] does not wait longer than it may, even for a fetch that takes no notice', async () => {
    const { port, sent } = portWith(() => new Promise<never>(() => undefined), { timeoutMs: 1 });
    expect(await port.sync(read)).toEqual({
      ok: false,
      error: { kind: 'unavailable', detail: 'no answer in time', retryAfterSeconds: null },
    });
    expect(sent.requests[0]?.signal.aborted).toBe(true);
  });

  it.each([
    [new Error('connect ECONNREFUSED 10.0.0.1:1'), 'connection refused'],
    [new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND x') }), 'no such host'],
    [new Error('Network connection lost.'), 'connection refused or lost'],
    [new TypeError(`odd: ${TOKEN}`), 'TypeError'],
  ])('[T15] names the address and the cause, and quotes nothing (%s)', async (error, cause) => {
    const { port } = portWith(() => Promise.reject(error));
    const detail = `no answer from https://todoist.test (${cause})`;
    expect(await port.sync(read)).toMatchObject({ ok: false, error: { kind: 'unavailable', detail } });
  });

  it.each(['', 'two words', 'line\nbreak', 'ünicode'])(
    '[T15] is not made with the token %j',
    async (token) => {
      const { port, sent } = portWith(() => Response.json(EMPTY_ANSWER), { token });
      expect(await port.sync(read)).toMatchObject({ ok: false, error: { kind: 'unauthorized' } });
      expect(sent.requests).toEqual([]);
    },
  );
});

describe('a look-up', () => {
  const wanted = { remoteId: remoteId('a/b'), config: DEFAULT_CONFIG, account: ACCOUNT };

  it.each<[string, () => Response, unknown]>([
    [
      'nothing for Todoist’s own 404',
      () => Response.json({ error_tag: 'NOT_FOUND', error_code: 478, http_code: 404 }, { status: 404 }),
      { ok: true, value: null },
    ],
    [
      'a failure for anybody else’s',
      () => new Response('<h1>Not Found</h1>', { status: 404 }),
      { ok: false, error: { kind: 'api_changed' } },
    ],
    [
      'a failure for a 400',
      () => Response.json({ error_tag: 'INVALID_ARGUMENT_VALUE' }, { status: 400 }),
      { ok: false, error: { kind: 'refused' } },
    ],
  ])('[T19] finds %s', async (_title, answer, result) => {
    const { port, sent } = portWith(answer);
    expect(await port.lookUp(wanted)).toMatchObject(result as Record<string, unknown>);
    const [request] = sent.requests;
    expect([request?.method, request?.url]).toEqual(['GET', 'https://todoist.test/api/v1/tasks/a%2Fb']);
  });
});
