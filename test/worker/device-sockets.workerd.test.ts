// Open sockets of devices: what they are told, what they cost, and what ends them.

import { evictDurableObject, reset, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { CHANGED } from '../../src/protocol/mobile-socket.ts';
import { pairDevice, pullDevice, syncDevice } from './device-client.ts';
import { askForSocket, begun, listenAs, newTask, signedFor, type Heard } from './device-socket.ts';
import { addInTodoist, callOk, coordinator, exchange, resetTodoist, todo } from './harness.ts';

const opened: Heard[] = [];

afterEach(async () => {
  for (const heard of opened.splice(0)) await heard.close();
  await reset();
  await resetTodoist();
});

async function listening(...given: Parameters<typeof listenAs>): Promise<Heard> {
  const heard = await listenAs(...given);
  opened.push(heard);
  return heard;
}

describe('an open socket', () => {
  it('[S60] is told that something changed, whoever changed it, and of nothing else', async () => {
    await begun();
    const [phone, other] = [await pairDevice(), await pairDevice('Other')];
    const heard = await listening(phone);
    await syncDevice(other, { created: [newTask('m-1')] });
    expect(await heard.next()).toBe(CHANGED);
    const { cursor } = await pullDevice(phone);
    await exchange({ todos: [{ ...todo('a', 'Call Anna'), notes: 'about the mast' }] });
    expect(await heard.next()).toBe(CHANGED);
    expect((await pullDevice(phone, cursor)).tasks).toMatchObject([{ notes: 'about the mast' }]);
    await addInTodoist('Buy stamps');
    await callOk('POST', '/v1/poll');
    expect(await heard.next()).toBe(CHANGED);
    expect(new Set(heard.messages)).toEqual(new Set([CHANGED]));
  });

  it('[S62] is not told of what its own device changed, and another device is', async () => {
    await begun();
    const [phone, other] = [await pairDevice(), await pairDevice('Other')];
    const [own, others] = [await listening(phone), await listening(other)];
    await syncDevice(phone, { created: [newTask('m-1')] });
    expect(await others.next()).toBe(CHANGED);
    // Whoever was to be told was told in one go, before this is answered.
    await pong(own);
    expect(own.messages).toEqual(['pong']);
    // What somebody else changes after that is told again.
    await syncDevice(other, { created: [newTask('m-2')] });
    expect(await own.next()).toBe(CHANGED);
  });

  it('[S62] is told once of what changes within a second, however much that is', async () => {
    await begun();
    const [phone, ...others] = await Promise.all(
      Array.from({ length: 11 }, (_, at) => pairDevice(`Phone ${at}`)),
    );
    if (phone === undefined) throw new Error('nobody was paired');
    const heard = await listening(phone);
    const from = Date.now();
    await Promise.all(
      others.map((other, at) =>
        syncDevice(other, { created: Array.from({ length: 10 }, (_, nr) => newTask(`m-${at}-${nr}`)) }),
      ),
    );
    const seconds = Math.ceil((Date.now() - from) / 1000);
    expect(await heard.next()).toBe(CHANGED);
    expect(heard.messages.length).toBeLessThanOrEqual(seconds + 2);
    expect((await pullDevice(phone)).tasks).toHaveLength(101);
  });

  it('[S63] writes no row, sets no alarm and wakes nobody while nothing happens, and is told of what happens then', async () => {
    await begun();
    const [phone, other] = [await pairDevice(), await pairDevice('Other')];
    await callOk('POST', '/v1/poll');
    await evictDurableObject(coordinator());
    const before = await storedState();
    const writes = await countWrites();
    const heard = await listening(phone);
    await pong(heard);
    expect(await writes()).toEqual({ rows: 0, alarms: 0 });
    await evictDurableObject(coordinator());
    for (let at = 0; at < 3; at += 1) await pong(heard);
    await expect(evictDurableObject(coordinator())).rejects.toThrow('not currently running');
    expect(await storedState()).toEqual(before);
    const writesThen = await countWrites();
    await syncDevice(other, { created: [newTask('m-1')] });
    expect(await heard.next()).toBe(CHANGED);
    expect((await writesThen()).rows).toBeGreaterThan(0);
  });

  it('[S63] is told of what a process that died before it could tell had changed', async () => {
    await begun();
    const phone = await pairDevice();
    const heard = await listening(phone);
    // As if that had been told of an earlier state: the message of the last change was lost with its process.
    await runInDurableObject(coordinator(), (_instance, state) => {
      for (const socket of state.getWebSockets('device')) {
        const attached = socket.deserializeAttachment() as { readonly toldTo: number };
        socket.serializeAttachment({ ...attached, toldTo: attached.toldTo - 1 });
      }
    });
    await evictDurableObject(coordinator());
    await callOk('GET', '/v1/status');
    expect(await heard.next()).toBe(CHANGED);
  });

  it('[S64] gives way to a fifth one of its device, and to nobody else’s', async () => {
    await begun();
    const [phone, other] = [await pairDevice(), await pairDevice('Other')];
    const first = await listening(phone);
    const others = await listening(other);
    const more: Heard[] = [];
    for (let at = 0; at < 3; at += 1) more.push(await listening(phone));
    await evictDurableObject(coordinator());
    more.push(await listening(phone));
    expect(await first.ended).toMatchObject({ code: 4409 });
    await exchange({ todos: [todo('a', 'Call Anne')] });
    for (const heard of [others, ...more]) expect(await heard.next()).toBe(CHANGED);
  });

  it('[S64] is closed when the device’s access is taken away, after an eviction, too', async () => {
    await begun();
    const [phone, other] = [await pairDevice(), await pairDevice('Other')];
    const [heard, others] = [await listening(phone), await listening(other)];
    await evictDurableObject(coordinator());
    await callOk('DELETE', `/v1/devices/${phone.deviceId}`);
    expect(await heard.ended).toMatchObject({ code: 4401 });
    await exchange({ todos: [todo('a', 'Call Anne')] });
    expect(await others.next()).toBe(CHANGED);
    expect(heard.messages).toEqual([]);
    expect((await askForSocket(await signedFor(phone))).status).toBe(401);
  });

  it('[S64] is closed instead of told where its device lost access in a process that died then', async () => {
    await begun();
    const phone = await pairDevice();
    const heard = await listening(phone);
    await runInDurableObject(coordinator(), (_instance, state) => {
      state.storage.sql.exec('UPDATE devices SET revoked_at = 1');
    });
    await evictDurableObject(coordinator());
    await exchange({ todos: [todo('a', 'Call Anne')] });
    expect(await heard.ended).toMatchObject({ code: 4401 });
    expect(heard.messages).toEqual([]);
  });

  it('[S65] ends when it brings anything but a ping', async () => {
    await begun();
    const phone = await pairDevice();
    for (const word of ['hello', 'x'.repeat(100_000), new Uint8Array([1, 2, 3])]) {
      const heard = await listening(phone);
      heard.socket.send(word);
      expect(await heard.ended).toMatchObject({ code: 1008 });
    }
  });

  it('[S65] is no agent’s: it is not poked, and an agent is not told of changes', async () => {
    await begun();
    const phone = await pairDevice();
    const heard = await listening(phone);
    const agents = await coordinator().fetch('http://worker/v1/poke', { headers: { upgrade: 'websocket' } });
    const agent = agents.webSocket;
    const told: unknown[] = [];
    agent?.addEventListener('message', ({ data }) => {
      told.push(data);
    });
    agent?.accept();
    await addInTodoist('Buy stamps');
    await callOk('POST', '/v1/poll');
    expect(await heard.next()).toBe(CHANGED);
    expect(await countOf('agent')).toBe(1);
    expect(await countOf('device')).toBe(1);
    agent?.close(1000);
    expect([told, heard.messages]).toEqual([['{"type":"poke"}'], [CHANGED]]);
  });
});

/** How many sockets of a kind are open. */
function countOf(tag: string): Promise<number> {
  return runInDurableObject(coordinator(), (_instance, state) => state.getWebSockets(tag).length);
}

/** Sends a ping and takes the answer. */
async function pong(heard: Heard): Promise<void> {
  const answer = heard.next();
  heard.socket.send('ping');
  expect(await answer).toBe('pong');
}

/** Begins to count what this process of the object writes; gives how to read that. */
async function countWrites(): Promise<() => Promise<{ readonly rows: number; readonly alarms: number }>> {
  const counted = { rows: 0, alarms: 0 };
  await runInDurableObject(coordinator(), (_instance, { storage }) => {
    const { sql } = storage;
    const execute = sql.exec.bind(sql);
    Object.defineProperty(sql, 'exec', {
      value: (query: string, ...values: SqlStorageValue[]) => {
        const cursor = execute(query, ...values);
        const rows = cursor.toArray();
        counted.rows += cursor.rowsWritten;
        return { toArray: () => rows, rowsRead: cursor.rowsRead, rowsWritten: cursor.rowsWritten };
      },
    });
    for (const name of ['setAlarm', 'deleteAlarm'] as const) {
      const call = storage[name].bind(storage) as (...given: unknown[]) => Promise<void>;
      Object.defineProperty(storage, name, {
        value: (...given: unknown[]) => {
          counted.alarms += 1;
          return call(...given);
        },
      });
    }
  });
  return () => runInDurableObject(coordinator(), () => ({ ...counted }));
}

/** Everything that is stored, and the alarm. */
function storedState(): Promise<unknown> {
  return runInDurableObject(coordinator(), async (_instance, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'`,
      )
      .toArray();
    const rows = tables.map(({ name }) => [name, storage.sql.exec(`SELECT * FROM "${name}"`).toArray()]);
    return { alarm: await storage.getAlarm(), rows };
  });
}
