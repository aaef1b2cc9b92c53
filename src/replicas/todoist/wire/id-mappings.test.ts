import { describe, expect, it } from 'vitest';
import { createTodoistEmulator } from '../../../../emulators/todoist/server.ts';
import { translateTaskIds } from './id-mappings.ts';

const BASE = 'http://todoist.test/api/v1';

function options(fetch: (request: Request) => Promise<Response>): Parameters<typeof translateTaskIds>[0] {
  return { baseUrl: BASE, token: 'test-token', fetch };
}

function answering(body: unknown, status = 200): Parameters<typeof translateTaskIds>[0] {
  return options(async () => Response.json(body, { status }));
}

describe('ids of older code', () => {
  it('[B12] are translated, those that are gone and those that never changed too', async () => {
    const emulator = createTodoistEmulator();
    const headers = { authorization: 'Bearer test-token', 'content-type': 'application/json' };
    const made = await emulator.fetch(
      new Request(`${BASE}/tasks`, { method: 'POST', headers, body: JSON.stringify({ content: 'Plants' }) }),
    );
    const { id } = (await made.json()) as { id: string };
    const translated = await translateTaskIds(
      options(async (request) => emulator.fetch(request)),
      ['81', id],
    );
    expect(translated).toEqual({
      ok: true,
      value: new Map([
        ['81', null],
        [id, id],
      ]),
    });
  });

  it('[B12] are told by the old one', async () => {
    const rows = [
      { old_id: '82', new_id: '6Xb' },
      { old_id: '81', new_id: '6Xa' },
    ];
    expect(await translateTaskIds(answering(rows), ['81', '82'])).toEqual({
      ok: true,
      value: new Map([
        ['81', '6Xa'],
        ['82', '6Xb'],
      ]),
    });
  });

  it.each<[string, unknown, number, string]>([
    ['no list', { ids: [] }, 200, 'api_changed'],
    ['an id left out', [], 200, 'api_changed'],
    ['nothing there', {}, 404, 'api_changed'],
    ['a token that is not accepted', {}, 401, 'unauthorized'],
    ['a server that is down', {}, 503, 'unavailable'],
  ])('[B12] are never taken for gone because of %s', async (_name, body, status, kind) => {
    const translated = await translateTaskIds(answering(body, status), ['81']);
    expect(translated).toMatchObject({ ok: false, error: { kind } });
  });
});
