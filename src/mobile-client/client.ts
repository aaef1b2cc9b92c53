// A client for phones, browsers and scripts: keeps tasks and what a person did offline, and syncs both when it can.

import { createJoinedRuns } from '../model/joined-runs.ts';
import * as api from './calls.ts';
import type { ClientEvents, ClientParts, MobileClient, Snapshot, SyncEnd, SyncNews } from './client-types.ts';
import { createHubClock } from './hub-clock.ts';
import { localDay } from './local-day.ts';
import type { Neighbours } from './neighbours.ts';
import { changesOf, sortWaiting, withEdit } from './outbox.ts';
import { listen } from './socket.ts';
import type { SocketClass } from './socket-class.ts';
import { pushAndPull, type Syncing } from './sync.ts';
import type {
  ClientConflict,
  ClientStore,
  Container,
  EditIntent,
  Intent,
  StoreChange,
  StoredState,
  StoreRead,
} from './types.ts';
import { optimistic, type ShownTask } from './view.ts';
import { waitAfter } from './wait-after.ts';
import { WatchedStore, type ClientChange } from './watched-store.ts';

/** Opens a client on a store. Makes no call. */
export function createMobileClient(parts: ClientParts): MobileClient {
  return new Device(parts);
}

type Listeners = { readonly [Name in keyof ClientEvents]: Set<ClientEvents[Name]> };

class Device implements MobileClient {
  readonly #parts: ClientStore;
  readonly #store: WatchedStore;
  readonly #syncing: Syncing;
  readonly #neighbours: Neighbours | null;
  readonly #listeners: Listeners = {
    changed: new Set(),
    sync: new Set(),
    trouble: new Set(),
    live: new Set(),
  };
  readonly #Socket: SocketClass | undefined;
  #failures = 0;

  constructor({
    store,
    fetch = (...given) => globalThis.fetch(...given),
    now = Date.now,
    today = () => localDay(now()),
    neighbours = null,
    WebSocket: Socket,
  }: Omit<ClientParts, 'neighbours'> & { readonly neighbours?: Neighbours | null }) {
    const tell = (change: ClientChange): void => this.#each('changed', (listener) => listener(change));
    this.#parts = store;
    this.#Socket = Socket;
    this.#store = new WatchedStore({ store, today, tell, neighbours });
    this.#syncing = { store: this.#store, calling: { fetch, now }, clock: createHubClock(now), today };
    this.#neighbours = neighbours;
    neighbours?.listen((message) => {
      if (message.kind === 'synced')
        this.#tellSync({ isUnderWay: false, isDone: true, failure: null, isElsewhere: true });
      else
        this.#store
          .tellAgain(message)
          .catch((error: unknown) => this.#each('trouble', (listener) => listener(error)));
    });
  }

  readonly pair: MobileClient['pair'] = async ({ baseUrl, code, account, platform, appVersion }) => {
    const base = baseUrl.replace(/\/+$/, '');
    const given = { code, platform: platform ?? null, appVersion: appVersion ?? null };
    const { calling } = this.#syncing;
    const called = await api.register(calling, { baseUrl: base, account: account ?? null, ...given });
    if (!called.ok) return called;
    const { deviceId, secret, name } = called.value;
    const credentials = { deviceId, name, secret, baseUrl: base, account: account ?? null };
    // Another account's tasks are not this one's; what the person did offline stays.
    await this.#store.update([], ({ state }) => ({
      state: { ...state, credentials, cursor: null, pulledAt: null },
      clearTasks: true,
    }));
    return { ok: true, value: { deviceId } };
  };

  readonly isPaired = (): Promise<boolean> => this.#store.look([], ({ state }) => state.credentials !== null);

  readonly forget = (): Promise<void> => this.#store.update([], () => ({ clearAll: true }));

  readonly pullAnew = (): Promise<void> =>
    this.#store.update([], ({ state }) => ({ state: { ...state, cursor: null } }));

  readonly snapshot = async (): Promise<Snapshot> => {
    const { intents, tasks, ...others } = await this.#parts.read();
    return {
      ...others,
      tasks: optimistic(tasks, intents, this.#syncing.today()),
      pending: intents.length,
    };
  };

  readonly task = (id: string): Promise<ShownTask | null> =>
    this.#store.look([id], (read) => this.#shown(read, id));

  readonly tasks = async (): Promise<readonly ShownTask[]> => (await this.snapshot()).tasks;
  readonly containers = (): Promise<readonly Container[]> => this.#parts.containers();
  readonly conflicts = (): Promise<readonly ClientConflict[]> => this.#parts.conflicts();
  readonly pending = (): Promise<number> => this.#store.look([], ({ intents }) => intents.length);

  readonly dismissConflict = (task: string): Promise<void> =>
    this.#store.update([task], () => ({ removeConflicts: [task] }));

  readonly add: MobileClient['add'] = async (title, fields = {}) => {
    const task = crypto.randomUUID();
    await this.#store.update([task], ({ state }) => {
      const create: Intent = { ...this.#head(state), kind: 'create', task, title };
      const next = { ...state, nextSeq: state.nextSeq + 1 };
      const [shown] = optimistic([], [create], this.#syncing.today());
      const changes = shown === undefined ? null : changesOf(shown, fields);
      if (changes === null) return { putIntents: [create], state: next };
      const edit = this.#editIntent(next, task, changes);
      return { putIntents: [create, edit], state: { ...next, nextSeq: next.nextSeq + 1 } };
    });
    return task;
  };

  readonly edit: MobileClient['edit'] = async (task, edit) => {
    let isFound = false;
    await this.#store.update([task], (read) => {
      const shown = this.#shown(read, task);
      isFound = shown !== null;
      const wanted = shown === null || typeof edit !== 'function' ? edit : edit(shown);
      const fields =
        shown === null || wanted === null || typeof wanted === 'function' ? null : changesOf(shown, wanted);
      return fields === null ? null : this.#withEdit(read, this.#editIntent(read.state, task, fields));
    });
    return isFound;
  };

  readonly complete = (task: string): Promise<boolean> => this.edit(task, { status: 'completed' });
  readonly reopen = (task: string): Promise<boolean> => this.edit(task, { status: 'open' });

  readonly remove: MobileClient['remove'] = async (task, { holdMs = 0 } = {}) => {
    let isFound = false;
    await this.#store.update([task], (read) => {
      isFound = this.#shown(read, task) !== null;
      if (!isFound) return null;
      const head = this.#head(read.state);
      const heldUntil = new Date(Date.parse(head.at) + holdMs).toISOString();
      const intent: Intent = { ...head, kind: 'delete', task, ...(holdMs > 0 && { heldUntil }) };
      return { putIntents: [intent], state: { ...read.state, nextSeq: head.seq + 1 } };
    });
    return isFound;
  };

  readonly restore: MobileClient['restore'] = async (task) => {
    let isRestored = false;
    await this.#store.update([task], ({ intents }) => {
      const deletion = intents.find((one) => one.task === task && one.kind === 'delete' && !one.isSent);
      isRestored = deletion !== undefined;
      return deletion === undefined ? null : { removeIntents: [deletion.seq] };
    });
    return isRestored;
  };

  readonly sync = createJoinedRuns(() =>
    this.#neighbours === null ? this.#syncOnce() : this.#neighbours.alone(() => this.#syncOnce()),
  );

  readonly listen: MobileClient['listen'] = ({ sync = this.sync } = {}) =>
    listen({
      connect: async () => {
        const credentials = await this.#store.look([], ({ state }) => state.credentials);
        const parts = { now: this.#syncing.clock.now, Socket: this.#Socket ?? globalThis.WebSocket };
        return credentials === null ? null : api.openSocket(parts, credentials);
      },
      sync,
      tell: (isLive) => this.#each('live', (listener) => listener(isLive)),
    });

  readonly on: MobileClient['on'] = (name, listener) => {
    const listeners: Set<typeof listener> = this.#listeners[name];
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  async #syncOnce(): Promise<SyncEnd> {
    this.#tellSync({ isUnderWay: true, isDone: false, failure: null, isElsewhere: false });
    let failure: api.CallFailure | null = null;
    let isDone = false;
    try {
      failure = await pushAndPull(this.#syncing);
      isDone = failure === null;
    } finally {
      this.#tellSync({ isUnderWay: false, isDone, failure, isElsewhere: false });
    }
    if (failure !== null) {
      this.#failures += 1;
      return { kind: 'failed', failure, retryInMs: this.#waitAfter(failure) };
    }
    this.#failures = 0;
    this.#neighbours?.tell({ kind: 'synced' });
    const now = this.#syncing.calling.now();
    const until = await this.#store.look([], ({ intents }) => sortWaiting(intents, now).heldUntil);
    return { kind: 'done', ...(until !== null && { heldForMs: until - now }) };
  }

  #waitAfter(failure: api.CallFailure): number | null {
    if (failure.kind === 'not_paired' || failure.kind === 'refused') return null;
    if (failure.kind === 'busy' && failure.afterS !== null) return failure.afterS * 1000;
    return waitAfter(this.#failures);
  }

  #shown({ tasks, intents }: StoreRead, task: string): ShownTask | null {
    const stored = tasks.get(task);
    const own = intents.filter((one) => one.task === task);
    return optimistic(stored === undefined ? [] : [stored], own, this.#syncing.today())[0] ?? null;
  }

  #withEdit({ state, intents }: StoreRead, edit: EditIntent): StoreChange {
    return { ...withEdit(intents, edit), state: { ...state, nextSeq: edit.seq + 1 } };
  }

  #editIntent(state: StoredState, task: string, fields: EditIntent['fields']): EditIntent {
    return { ...this.#head(state), kind: 'edit', task, intent: crypto.randomUUID(), fields };
  }

  #head({ nextSeq }: StoredState): Pick<Intent, 'seq' | 'at' | 'isSent'> {
    return { seq: nextSeq, at: new Date(this.#syncing.calling.now()).toISOString(), isSent: false };
  }

  #tellSync(news: SyncNews): void {
    this.#each('sync', (listener) => listener(news));
  }

  #each<Name extends keyof ClientEvents>(name: Name, call: (listener: ClientEvents[Name]) => void): void {
    const listeners: Set<ClientEvents[Name]> = this.#listeners[name];
    for (const listener of listeners) call(listener);
  }
}
