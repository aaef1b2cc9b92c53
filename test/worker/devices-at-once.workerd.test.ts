// Many devices, the owner, and an eviction at once: nothing is lost or doubled, and Todoist is asked a few times, not by each of them.

import { evictDurableObject, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, it } from 'vitest';
import { pairDevice, syncDevice, type Paired } from './device-client.ts';
import { begun, newTask } from './device-socket.ts';
import {
  call,
  callOk,
  coordinator,
  exchange,
  receipt,
  resetTodoist,
  todo,
  todoistTitles,
} from './harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

const EMULATOR = new URL(env.TODOIST_API_URL).origin;

/** How many requests the emulated Todoist got while this was done. */
async function requestsDuring(work: () => Promise<unknown>): Promise<number> {
  await (await fetch(`${EMULATOR}/_emulator/stats/reset`, { method: 'POST' })).text();
  await work();
  const stats = await (await fetch(`${EMULATOR}/_emulator/stats`)).json<{ requests: number }>();
  return stats.requests;
}

function twentyPhones(): Promise<readonly Paired[]> {
  return Promise.all(Array.from({ length: 20 }, (_, at) => pairDevice(`Phone ${at}`)));
}

const TITLES = ['Call Anna', ...Array.from({ length: 20 }, (_, at) => `m-${at}`)].toSorted();

it('[S69] twenty devices, polls and an exchange at once keep twenty of twenty results, and share a few requests to Todoist', async () => {
  await begun();
  const phones = await twentyPhones();
  let outcomes: readonly (string | undefined)[] = [];
  const requests = await requestsDuring(async () => {
    const syncs = phones.map(async (phone, at) => {
      const { results } = await syncDevice(phone, { created: [newTask(`m-${at}`)] });
      return results[0]?.outcome;
    });
    const polls = Array.from({ length: 20 }, () => callOk('POST', '/v1/poll'));
    const visit = exchange({ base: 'snapshot-1', snapshot: 'snapshot-1', receipt: receipt(1) });
    outcomes = await Promise.all(syncs);
    await Promise.all([...polls, visit]);
  });
  expect(outcomes).toEqual(Array(20).fill('done'));
  expect(await todoistTitles()).toEqual(TITLES);
  // Each run reads, and writes where something waits: a handful of runs, not forty.
  expect(requests).toBeLessThanOrEqual(12);
  const { operations } = await exchange({ todos: [todo('a', 'Call Anna')] });
  expect(operations.filter(({ kind }) => kind === 'create_todo')).toHaveLength(20);
});

it('[S69] what an eviction cuts off is sent again by its device, and is there once', async () => {
  await begun();
  const phones = await twentyPhones();
  const changesOf = (at: number) => ({ created: [newTask(`m-${at}`)] });
  const cutOff = await Promise.all([
    ...phones.map(async (phone, at) => {
      try {
        await syncDevice(phone, changesOf(at));
        return null;
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        return at;
      }
    }),
    evictDurableObject(coordinator()).then(() => null),
  ]);
  // Some that were answered are sent again, too: for all that anybody knows, the answer did not arrive.
  const repeated = [...phones.entries()].filter(([at]) => cutOff.includes(at) || at % 2 === 0);
  const answers = await Promise.all(repeated.map(([at, phone]) => syncDevice(phone, changesOf(at))));
  for (const { results } of answers) expect(results).toMatchObject([{ outcome: 'done' }]);
  await (await call('POST', '/v1/poll')).text();
  expect(await todoistTitles()).toEqual(TITLES);
});
