// The day's devices: each sends one change and pulls what changed, with the client library.

import * as z from 'zod';
import { createMobileClient } from '../../src/mobile-client/client.ts';
import type { MobileClient } from '../../src/mobile-client/client-types.ts';
import { createMemoryStore } from '../../src/mobile-client/memory-store.ts';
import type { ControlledHost } from './controlled-host.ts';

/** Devices of the day, whatever the scale. Source: the design of this project, "The standard day". */
const DEVICES = 3;

/** The devices. */
export interface DayPhones {
  /** One device makes a change and syncs. */
  readonly sync: (number: number) => Promise<void>;
}

/** Pairs them. `now`: epoch ms. */
export async function setUpPhones(host: ControlledHost, now: () => number): Promise<DayPhones> {
  const phones: MobileClient[] = [];
  for (let index = 0; index < DEVICES; index += 1) {
    const client = createMobileClient({
      store: createMemoryStore(),
      fetch: (url, init) => host.fetch(url instanceof Request ? url.url : String(url), init),
      now,
      today: () => new Date(now()).toISOString().slice(0, 10),
    });
    const paired = await client.pair({ baseUrl: host.url, code: await makeCode(host, `Phone ${index + 1}`) });
    if (!paired.ok) throw new Error(`a device is not paired: ${paired.failure.detail}`);
    phones.push(client);
  }
  for (const phone of phones) await syncOnce(phone);
  return {
    sync: async (number) => {
      const phone = phones[number % DEVICES];
      if (phone === undefined) throw new Error('there is no such device');
      await change(phone, Math.floor(number / DEVICES));
      await syncOnce(phone);
    },
  };
}

/** A task is created, edited twice and completed, and then the next one. */
async function change(phone: MobileClient, turn: number): Promise<void> {
  const title = `Of a phone ${Math.floor(turn / 4)}`;
  if (turn % 4 === 0) {
    await phone.add(title);
    return;
  }
  const task = (await phone.tasks()).find((one) => one.title.startsWith(title) && one.status === 'open');
  if (task === undefined) throw new Error(`“${title}” is not on the device`);
  if (turn % 4 === 3) await phone.complete(task.id);
  else await phone.edit(task.id, turn % 4 === 1 ? { title: `${title}, again` } : { notes: 'Thought again.' });
}

async function syncOnce(phone: MobileClient): Promise<void> {
  const end = await phone.sync();
  if (end.kind === 'failed')
    throw new Error(`a device can’t sync: ${end.failure.kind} ${end.failure.detail}`);
  const [conflict] = await phone.conflicts();
  if (conflict !== undefined) throw new Error(`a change of a device lost: ${conflict.reason}`);
}

async function makeCode(host: ControlledHost, name: string): Promise<string> {
  const response = await host.fetch(`${host.url}/v1/pairing-codes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${host.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  return z.object({ code: z.string() }).parse(await response.json()).code;
}
