// Devices over HTTP, with the object put away between requests.

import { createExecutionContext, evictDurableObject, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import type {
  MobileChanges,
  MobileFailed,
  ShownDevice,
  ShownPairingCode,
} from '../../src/protocol/answers/mobile.ts';
import type { MadeToken } from '../../src/protocol/tokens.ts';
import { createApp } from '../../src/worker/app.ts';
import type { Env } from '../../src/worker/env.ts';
import { hmacSha256, toHex } from '../../src/model/hmac.ts';
import { askSigned, pairDevice, pullDevice, sendSync, signedBody, syncDevice } from './device-client.ts';
import {
  beginWith,
  call,
  callOk,
  coordinator,
  exchange,
  resetTodoist,
  todo,
  todoistTitles,
} from './harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

/** The first sync is done, with one task in both apps. */
const begun = (): Promise<void> => beginWith('Call Anna');

function mobileTask(id: string, title: string, rest: object = {}): object {
  const at = new Date().toISOString();
  const dates = { createdAt: at, updatedAt: at, syncState: 'dirty' };
  return { id, title, notes: '', due: null, status: 'open', list: 'inbox', labels: [], ...dates, ...rest };
}

describe('pairing', () => {
  it('[S20] takes a code from the owner, once', async () => {
    const { code } = await callOk<ShownPairingCode>('POST', '/v1/pairing-codes', { name: 'Phone' });
    const register = () =>
      call('POST', '/mobile/register', { body: { code: code.toLowerCase() }, token: null });
    const [first, second] = [await register(), await register()];
    expect([first.status, second.status]).toEqual([200, 401]);
    expect(await first.json()).toMatchObject({ secret: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await callOk('GET', '/v1/devices')).toMatchObject([{ name: 'Phone', revokedAt: null }]);
  });

  it('[S20] of many at once with one code pairs one', async () => {
    const { code } = await callOk<ShownPairingCode>('POST', '/v1/pairing-codes', { name: 'Phone' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call('POST', '/mobile/register', { body: { code }, token: null })),
    );
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
  });

  it('[S20] refuses a wrong code and another kind of token', async () => {
    const wrong = await call('POST', '/mobile/register', { body: { code: 'AAAAA-AAAAA' }, token: null });
    expect(wrong.status).toBe(401);
    expect((await call('POST', '/v1/pairing-codes', { body: { name: 'x' }, token: null })).status).toBe(401);
  });

  it('[S40] slows down who guesses codes, and nobody else', async () => {
    const app = createApp(() => undefined);
    const register = async (code: string, from: string, path = '/mobile/register') => {
      const response = await app.fetch(
        new Request(`http://worker${path}`, {
          method: 'POST',
          body: JSON.stringify({ code }),
          headers: { 'cf-connecting-ip': from },
        }),
        env as unknown as Env,
        createExecutionContext(),
      );
      await response.text();
      return { status: response.status, wait: response.headers.get('retry-after') };
    };
    const { code } = await callOk<ShownPairingCode>('POST', '/v1/pairing-codes', { name: 'Phone' });
    const answers = [];
    for (let at = 0; at < 50; at += 1) answers.push(await register(`AAAAA-${10_000 + at}`, '203.0.113.1'));
    const refused = answers.filter(({ status }) => status === 401);
    expect(refused.length).toBeLessThan(15);
    expect(answers.at(-1)).toEqual({ status: 429, wait: expect.stringMatching(/^\d+$/) });
    // Not even the right code is looked at from there, nor by way of an account that there is not.
    expect((await register(code, '203.0.113.1')).status).toBe(429);
    expect((await register(code, '203.0.113.1', '/mobile/register?account=nobody')).status).toBe(429);
    expect((await register(code, '203.0.113.2')).status).toBe(200);
  });

  it('[S40] behind a token in the address guesses are counted, too', async () => {
    const { token } = await callOk<MadeToken>('POST', '/v1/tokens', { name: 'script', kind: 'client' });
    const app = createApp(() => undefined);
    const statuses = [];
    for (let at = 0; at < 50; at += 1) {
      const response = await app.fetch(
        new Request(`http://worker/t/${token}/mobile/register`, {
          method: 'POST',
          body: '{"code":"AAAAA-AAAAA"}',
        }),
        env as unknown as Env,
        createExecutionContext(),
      );
      await response.text();
      statuses.push(response.status);
    }
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
  });

  it('[S21] ends when the owner takes access away, over an eviction', async () => {
    await begun();
    const phone = await pairDevice();
    await syncDevice(phone, {});
    await callOk<readonly ShownDevice[]>('DELETE', `/v1/devices/${phone.deviceId}`);
    await evictDurableObject(coordinator());
    const refused = await sendSync(await signedBody(phone, { created: [mobileTask('m', 'No')] }));
    expect(refused.status).toBe(401);
    expect((await askSigned(phone, '/mobile/changes')).status).toBe(401);
    expect(await todoistTitles()).toEqual(['Call Anna']);
  });
});

describe('a sync', () => {
  it('[S1] [S10] creates tasks in Todoist and answers with real ids', async () => {
    await begun();
    const phone = await pairDevice();
    const answer = await syncDevice(phone, { created: [mobileTask('m-1', 'Buy milk')] });
    expect(answer).toMatchObject({
      success: true,
      mappings: [{ mobileId: 'm-1', todoistId: expect.any(String), thingsId: null }],
      results: [{ id: 'm-1', outcome: 'done' }],
    });
    expect(await todoistTitles()).toEqual(['Buy milk', 'Call Anna']);
    const { operations } = await exchange({ todos: [todo('a', 'Call Anna')] });
    expect(operations).toMatchObject([{ kind: 'create_todo' }]);
  });

  it('[S11] sent twenty times at once is carried out once', async () => {
    await begun();
    const phone = await pairDevice();
    const text = await signedBody(phone, { created: [mobileTask('m-1', 'Buy milk')] });
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendSync(text)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array<number>(19).fill(401),
    ]);
    expect(await todoistTitles()).toEqual(['Buy milk', 'Call Anna']);
    await evictDurableObject(coordinator());
    expect((await sendSync(text)).status).toBe(401);
  });

  it('[S11] signed anew gets the first answer', async () => {
    await begun();
    const phone = await pairDevice();
    const created = [mobileTask('m-1', 'Buy milk')];
    const first = await syncDevice(phone, { created });
    const again = await syncDevice(phone, { created });
    expect(again.mappings).toEqual(first.mappings);
    expect(again.results).toEqual(first.results);
    expect(await todoistTitles()).toEqual(['Buy milk', 'Call Anna']);
  });

  it('[A87] stores and sends no half of a character and no control character, and takes what was shown as it is', async () => {
    await begun();
    const phone = await pairDevice();
    const odd = mobileTask('m-1', 'Mi\udc00lk\u0000', { notes: 'a\u0007\tb', labels: ['sh\u0001op'] });
    await syncDevice(phone, { created: [odd] });
    expect(await todoistTitles()).toEqual(['Call Anna', 'Mi\ufffdlk']);
    const { tasks } = await pullDevice(phone);
    expect(tasks.find(({ id }) => id === 'm-1')).toMatchObject({ notes: 'a\tb', labels: ['shop'] });
    // The agent tells of a text as Things has it, and a device edits what it was shown.
    await exchange({ todos: [{ ...todo('a', 'Call\u0007 Anna'), digest: 'digest-odd' }] });
    const shown = (await pullDevice(phone)).tasks.find(({ title }) => title === 'Call\u0007 Anna');
    const edit = { id: shown?.id, fields: { title: { from: shown?.title, to: 'Call\u0000 Anne' } } };
    expect((await syncDevice(phone, { edited: [edit] })).results).toMatchObject([{ outcome: 'done' }]);
    expect(await todoistTitles()).toContain('Call Anne');
  });

  it('[S41] that refuses an edit names its intent where that can be read', async () => {
    await begun();
    const phone = await pairDevice();
    const [task] = (await pullDevice(phone)).tasks;
    const fields = { title: { to: 7 } };
    const { results } = await syncDevice(phone, {
      edited: [
        { id: task?.id, intent: 'e-1', fields },
        { id: task?.id, intent: 7, fields },
        { id: task?.id, intent: 'x'.repeat(101), fields },
      ],
    });
    expect(results.map(({ intent, outcome }) => [intent, outcome])).toEqual([
      ['e-1', 'refused'],
      [null, 'refused'],
      [null, 'refused'],
    ]);
    const corrected = { id: task?.id, intent: 'e-1', fields: { title: { to: 'Call Anne' } } };
    expect((await syncDevice(phone, { edited: [corrected] })).results).toMatchObject([
      { intent: 'e-1', outcome: 'done' },
    ]);
  });

  it('[S12] from twenty devices at once keeps every change', async () => {
    await begun();
    const phones = await Promise.all(Array.from({ length: 20 }, (_, at) => pairDevice(`Phone ${at}`)));
    const answers = await Promise.all(
      phones.map((phone, at) => syncDevice(phone, { created: [mobileTask(`m-${at}`, `Task ${at}`)] })),
    );
    expect(answers.every(({ results }) => results[0]?.outcome === 'done')).toBe(true);
    await callOk('POST', '/v1/poll');
    expect(await todoistTitles()).toHaveLength(21);
  });

  it('[S13] is refused with a wrong signature, time, device or body', async () => {
    await begun();
    const [phone, other] = [await pairDevice(), await pairDevice('Other')];
    const changes = { created: [mobileTask('m-1', 'No')] };
    const minutes = (count: number) => ({ at: Date.now() + count * 60_000 });
    const texts = [
      await signedBody({ ...phone, secret: other.secret }, changes),
      await signedBody({ ...phone, deviceId: 'nobody' }, changes),
      await signedBody(phone, changes, minutes(-6)),
      await signedBody(phone, changes, minutes(6)),
      (await signedBody(phone, changes)).replace('"No"', '"Yes"'),
      (await signedBody(phone, changes)).replace(/"timestamp":"[^"]*"/, '"timestamp":"never"'),
      (await signedBody(phone, changes)).replace(
        /"signature":"[^"]*"/,
        '"signature":"' + '0'.repeat(64) + '"',
      ),
      '{}',
      'null',
    ];
    for (const text of texts) {
      const response = await sendSync(text);
      expect([text, response.status]).toEqual([text, 401]);
      expect(await response.json<MobileFailed>()).toMatchObject({
        success: false,
        error: expect.any(String),
      });
    }
    expect((await sendSync('{')).status).toBe(400);
    expect(await todoistTitles()).toEqual(['Call Anna']);
  });

  it('[S14] of more than 500 changes is refused as a whole', async () => {
    await begun();
    const phone = await pairDevice();
    const completed = Array.from({ length: 501 }, (_, at) => `m-${at}`);
    expect((await sendSync(await signedBody(phone, { completed }))).status).toBe(413);
  });

  it('[S8] before the first sync is told to wait', async () => {
    const phone = await pairDevice();
    const response = await sendSync(await signedBody(phone, { created: [mobileTask('m-1', 'Buy milk')] }));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60']);
    expect(await response.json()).toMatchObject({ success: false, nextSyncAfter: 60 });
  });

  it('[S13] both test vectors of the earlier API', async () => {
    const message =
      '{"changes":{"created":[],"updated":[],"completed":["22222222-2222-4222-8222-222222222222"],"deleted":["33333333-3333-4333-8333-333333333333"]},"lastSyncAt":"2026-11-22T09:30:00.000Z"}2026-11-22T10:05:00.000Z';
    expect(toHex(await hmacSha256('test-secret', message))).toBe(
      'c66c78d6e2804497d0c4fd7bd6f1e5be5fe6427288696c33ff4fb23f70b150c6',
    );
  });
});

describe('changes', () => {
  it('[S15] come from a position, with deletions, and cost no row', async () => {
    await begun();
    const phone = await pairDevice();
    const first = await pullDevice(phone);
    expect(first).toMatchObject({
      reset: true,
      hasMore: false,
      tasks: [{ title: 'Call Anna', list: 'inbox' }],
    });
    const [task] = first.tasks;
    const nothing = await pullDevice(phone, first.cursor);
    expect(nothing).toMatchObject({ reset: false, tasks: [], tombstones: [] });
    await syncDevice(phone, { deleted: [task?.id ?? ''] }, { lastSyncAt: nothing.serverTime });
    const after = await pullDevice(phone, nothing.cursor);
    expect(after).toMatchObject({ tasks: [], tombstones: [task?.id] });
  });

  it('[S16] want a signature over method, path, query and body', async () => {
    await begun();
    const phone = await pairDevice();
    const swapped = await askSigned(phone, '/mobile/changes?limit=5', {
      signedPath: '/mobile/changes?limit=4',
    });
    expect(swapped.status).toBe(401);
    expect((await askSigned(phone, '/mobile/changes', { at: Date.now() - 400_000 })).status).toBe(401);
    expect((await call('GET', `/mobile/changes?deviceId=${phone.deviceId}`, { token: null })).status).toBe(
      401,
    );
    expect((await askSigned(phone, '/mobile/changes?cursor=garbage')).status).toBe(400);
  });

  it('[S17] a device that goes on from the time of a sync’s answer misses nothing, and undoes nothing', async () => {
    await begun();
    const phone = await pairDevice();
    const { tasks, serverTime } = await pullDevice(phone);
    const [task] = tasks;
    await exchange({ todos: [{ ...todo('a', 'Call Anna'), notes: 'about the mast' }] });
    // As earlier clients may: they send, keep the time of the answer, and ask for what changed since.
    const synced = await syncDevice(
      phone,
      { created: [mobileTask('m-1', 'Buy milk')] },
      { lastSyncAt: serverTime },
    );
    const since = encodeURIComponent(synced.serverTime);
    const page = await (await askSigned(phone, `/mobile/changes?since=${since}`)).json<MobileChanges>();
    expect(page.tasks.map(({ title, notes }) => [title, notes])).toContainEqual([
      'Call Anna',
      'about the mast',
    ]);
    // A second one keeps the time without pulling, and shows what it has.
    const other = await pairDevice('Other');
    const seen = await pullDevice(other);
    await exchange({ todos: [{ ...todo('a', 'Call Anna'), notes: 'about the keel' }] });
    const kept = await syncDevice(
      other,
      { created: [mobileTask('m-2', 'Buy rye')] },
      { lastSyncAt: seen.serverTime },
    );
    const stale = await askSigned(
      other,
      `/mobile/changes?since=${encodeURIComponent(kept.serverTime)}&limit=1`,
    );
    await stale.text();
    const updated = [mobileTask(task?.id ?? '', 'Call Anna now', { notes: 'about the mast' })];
    await syncDevice(other, { updated }, { lastSyncAt: kept.serverTime });
    const after = await pullDevice(phone);
    expect(after.tasks.find(({ title }) => title === 'Call Anna now')?.notes).toBe('about the keel');
  });

  it('[S17] a device that saw nothing of a change does not undo it with a whole task', async () => {
    await begun();
    const phone = await pairDevice();
    const { tasks, serverTime, cursor } = await pullDevice(phone);
    await pullDevice(phone, cursor);
    const [task] = tasks;
    await exchange({ todos: [{ ...todo('a', 'Call Anna'), notes: 'about the mast' }] });
    // It claims a time that it was never sent anything of.
    const lastSyncAt = new Date(Date.now() + 1000).toISOString();
    const updated = [mobileTask(task?.id ?? '', 'Call Anna now')];
    await syncDevice(phone, { updated }, { lastSyncAt });
    const after = await pullDevice(phone, cursor);
    expect(after.tasks).toMatchObject([{ title: 'Call Anna now', notes: 'about the mast' }]);
    expect(serverTime <= after.serverTime).toBe(true);
  });
});
