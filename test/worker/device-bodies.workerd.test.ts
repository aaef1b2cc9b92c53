// Bodies that devices might send, over HTTP: too large, too deep, no text, or full of names that mean something elsewhere.

import { reset } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pairDevice, signatureHeaders, signedBody, syncDevice, type Paired } from './device-client.ts';
import { beginWith, resetTodoist, todoistTitles } from './harness.ts';
import { watchWorker, type WatchedWorker } from './watched-worker.ts';

/** A word of each task here, and of nothing else. */
const CANARY = 'Kanarienvogel';
const MIB = 1024 * 1024;

let worker = watchWorker();
const send: WatchedWorker['send'] = (...request) => worker.send(...request);
const sync: WatchedWorker['sync'] = (...request) => worker.sync(...request);

beforeEach(async () => {
  worker = watchWorker();
  await beginWith(CANARY);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
  await resetTodoist();
});

function creation(id: string, title = CANARY): object {
  return { id, title };
}

/** Nothing was changed, and the log repeats nothing of what was sent. */
async function expectUntouched(phone: Paired): Promise<void> {
  expect(await todoistTitles()).toEqual([CANARY]);
  for (const word of [phone.secret, CANARY, 'signature', '\ud83d']) expect(worker.log()).not.toContain(word);
}

describe('a body', () => {
  const signedPost = (phone: Paired, body: string) =>
    signatureHeaders(phone, { method: 'POST', path: '/mobile/sync', body });

  it.each([
    ['4 MiB of one deep list', `{"changes":${'['.repeat(2 * MIB)}`, 400],
    ['100,000 levels', `{"changes":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_001)}`, 400],
    ['no JSON', '{"changes":', 400],
    ['no changes', '{}', 400],
    ['changes that are no lists', '{"changes":{"created":{"length":3}}}', 400],
    ['changes that are not there', '{"changes":null}', 400],
    ['a time of the year 275760', '{"changes":{},"lastSyncAt":"+275760-09-13T00:00:00.000Z"}', 400],
    ['a time that is a number', '{"changes":{},"lastSyncAt":1e308}', 400],
    ['a device of 3 MB', JSON.stringify({ deviceId: 'x'.repeat(3_000_000), changes: {} }), 400],
    ['501 changes', JSON.stringify({ changes: { completed: Array(501).fill('m') } }), 413],
    [
      '501 changes in all lists',
      JSON.stringify({
        changes: Object.fromEntries(
          ['created', 'updated', 'completed', 'deleted', 'reopened', 'edited'].map((name) => [
            name,
            Array(84).fill('m'),
          ]),
        ),
      }),
      413,
    ],
    ['more than 4 MiB', JSON.stringify({ changes: {}, x: 'x'.repeat(4 * MIB) }), 413],
  ])('[S83] of %s is refused in words, whoever signed it', async (_what, body, status) => {
    const phone = await pairDevice();
    const { status: given, text } = await sync(body, await signedPost(phone, body));
    expect([given, JSON.parse(text)]).toEqual([
      status,
      { success: false, error: expect.stringMatching(/\w+ \w+/), serverTime: expect.any(String) },
    ]);
    expect(text.length).toBeLessThan(1000);
    await expectUntouched(phone);
  });

  it('[S83] of 20 MB is refused when so much of it is read as is allowed', async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1;
        if (pulled <= 20) controller.enqueue(new Uint8Array(MIB).fill(32));
        else controller.close();
      },
    });
    expect((await send('/mobile/sync', { method: 'POST', body })).status).toBe(413);
    expect(pulled).toBeLessThan(9);
  });

  it.each([
    ['a byte that is no UTF-8', [0xff]],
    ['half a character', [0xe2, 0x82]],
    ['a surrogate as bytes', [0xed, 0xa0, 0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
  ])('[S83] with %s is refused', async (_what, bytes) => {
    const phone = await pairDevice();
    const [before, after] = (await signedBody(phone, { created: [creation('m', 'MARK')] })).split('MARK');
    const encoder = new TextEncoder();
    const body = new Uint8Array([...encoder.encode(before), ...bytes, ...encoder.encode(after)]);
    expect((await sync(body)).status).toBe(400);
    await expectUntouched(phone);
  });

  it.each(['', '/mobile/register?account=__proto__', '/mobile/register?account=constructor'])(
    '[S83] and a query with the names of an object’s own parts change nothing',
    async (path) => {
      const phone = await pairDevice();
      const odd = `{"__proto__":{"id":"p","title":"${CANARY} 2"},"constructor":{"prototype":{"title":"x"}}}`;
      const changes = `{"__proto__":{"created":[{"id":"p","title":"${CANARY} 2"}]},"created":[${odd}],"constructor":1}`;
      const body = `{"changes":${changes},"lastSyncAt":null,"__proto__":{"deviceId":"${phone.deviceId}"}}`;
      const { status, text } = await sync(body, await signedPost(phone, body));
      expect([status, JSON.parse(text)]).toMatchObject([200, { results: [{ outcome: 'refused' }] }]);
      expect(({} as Record<string, unknown>)['title']).toBeUndefined();
      if (path !== '') {
        const code = '{"code":"AAAAA-AAAAA"}';
        expect((await send(path, { method: 'POST', body: code })).status).toBe(401);
      }
      await expectUntouched(phone);
    },
  );

  it('[S83] with one field of 3 MB, or an id of an object’s own, loses that change alone', async () => {
    const phone = await pairDevice();
    const long = CANARY.repeat(3_000_000 / CANARY.length);
    const odd = [creation('__proto__', 'Proto'), creation('constructor', 'Constructor')];
    for (const [name, created] of [
      ['title', [creation('long', long), ...odd]],
      ['notes', [{ ...creation('notes', 'x'), notes: long }, ...odd]],
      ['id', [creation(long, 'x'), ...odd]],
    ] as const) {
      const { results } = await syncDevice(phone, { created });
      expect(results.map(({ outcome }) => outcome)).toEqual(['refused', 'done', 'done']);
      expect(results[0]?.reason).toContain(name);
    }
    expect(await todoistTitles()).toEqual(['Constructor', CANARY, 'Proto']);
  });
});
