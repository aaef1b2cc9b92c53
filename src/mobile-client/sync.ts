// One sync: sends what waits, then pulls what changed. Every step decides in the store's transaction, so that a sync in another page,
// or a person who goes on working, loses nothing.

import { assert } from '../model/assert.ts';
import * as api from './calls.ts';
import type { HubClock } from './hub-clock.ts';
import { nextRequest, settle, sortWaiting } from './outbox.ts';
import type { Intent, StoredState } from './types.ts';
import type { WatchedStore } from './watched-store.ts';

/** What a sync is made with. */
export interface Syncing {
  readonly store: WatchedStore;
  readonly calling: api.Calling;
  readonly clock: HubClock;
  /** Today where the person is, `YYYY-MM-DD`. */
  readonly today: () => string;
}

/** Why a device that is not paired can't sync. */
const NOT_PAIRED: api.CallFailure = {
  kind: 'not_paired',
  detail: 'This device is not paired.',
  hubTime: null,
};

/** Sends what waits, then pulls what changed; null: all was taken, and everything is there. */
export async function pushAndPull(syncing: Syncing): Promise<api.CallFailure | null> {
  const once = async (): Promise<api.CallFailure | null> => (await push(syncing)) ?? (await pull(syncing));
  const failure = await once();
  // It may have been refused because this clock is wrong.
  return failure !== null && syncing.clock.learn(failure) ? once() : failure;
}

/** Sends until nothing waits; null: all was taken. */
async function push(syncing: Syncing): Promise<api.CallFailure | null> {
  for (;;) {
    const { state, request } = await takeNext(syncing);
    if (state.credentials === null) return NOT_PAIRED;
    if (request === null) return null;
    const { body, sent } = request;
    const called = await api.sync(signing(syncing), state.credentials, body);
    if (!called.ok) return called.failure;
    const around = { today: syncing.today(), at: new Date(syncing.calling.now()).toISOString() };
    const tasks = [...new Set(sent.map(({ task }) => task))];
    await syncing.store.update(tasks, (read) => settle(read, { sent, answer: called.value, ...around }));
  }
}

/** Pulls to the last page; null: that is there. */
async function pull(syncing: Syncing): Promise<api.CallFailure | null> {
  for (;;) {
    const { credentials, cursor } = await syncing.store.look([], ({ state }) => state);
    if (credentials === null) return NOT_PAIRED;
    const called = await api.changes(signing(syncing), credentials, cursor);
    if (!called.ok) return called.failure;
    const page = called.value;
    let isCurrent = false;
    await syncing.store.update([], ({ state }) => {
      // Another page was faster, or this device was paired anew: what came is older than what is there.
      isCurrent = state.cursor === cursor && state.credentials?.deviceId === credentials.deviceId;
      if (!isCurrent) return null;
      const pulledAt = page.hasMore ? state.pulledAt : page.serverTime;
      return {
        state: { ...state, cursor: page.cursor, pulledAt },
        ...(page.reset && { clearTasks: true }),
        putTasks: page.tasks,
        removeTasks: page.tombstones,
        putContainers: page.containers,
      };
    });
    if (isCurrent && !page.hasMore) return null;
  }
}

/** Signatures are by the hub's clock. */
function signing({ calling: { fetch }, clock }: Syncing): api.Calling {
  return { fetch, now: clock.now };
}

interface Next {
  readonly state: StoredState;
  readonly request: ReturnType<typeof nextRequest>;
}

/** The next request, noted as sent before it is. */
async function takeNext({ store, calling, clock }: Syncing): Promise<Next> {
  const taken: Next[] = [];
  await store.update([], ({ state, intents }) => {
    const { ready, dropped } = sortWaiting(intents, calling.now());
    const request =
      state.credentials === null ? null : nextRequest(ready, { ...state, behindMs: clock.behindMs() });
    taken.push({ state, request });
    const unsent = (request?.sent ?? []).filter(({ isSent }) => !isSent);
    if (unsent.length + dropped.length === 0) return null;
    return {
      putIntents: unsent.map((one): Intent => ({ ...one, isSent: true })),
      removeIntents: dropped.map(({ seq }) => seq),
      removeTasks: dropped.map(({ task }) => task),
    };
  });
  const [next] = taken;
  assert(next !== undefined, 'a store decided nothing');
  return next;
}
