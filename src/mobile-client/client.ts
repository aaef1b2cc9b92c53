// A client for phones and scripts: keeps tasks and what a person did offline, and syncs both when it can.

import { createJoinedRuns } from '../model/joined-runs.ts';
import * as api from './calls.ts';
import { changesOf, mergedInto, nextRequest, settle } from './outbox.ts';
import type { ClientConflict, ClientStore, Container, Intent, StoreChange, TaskEdit } from './types.ts';
import { optimistic, type ShownTask } from './view.ts';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 5 * 60_000;

/** What happens in a client. */
export interface ClientEvents {
  /** Tasks, conflicts or what is pending changed. */
  readonly changed: () => void;
  /** A sync began or ended; `failure`: why it ended early, null if it did not. */
  readonly sync: (state: { readonly isUnderWay: boolean; readonly failure: api.CallFailure | null }) => void;
}

/** How a sync ended. */
export type SyncEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: api.CallFailure; readonly retryInMs: number | null };

/** A device. */
export interface MobileClient {
  /** Pairs this device by a code from the owner. */
  readonly pair: (given: {
    readonly baseUrl: string;
    readonly code: string;
    readonly account?: string;
    readonly platform?: string;
    readonly appVersion?: string;
  }) => Promise<api.Called<{ readonly deviceId: string }>>;
  readonly isPaired: () => Promise<boolean>;
  /** The tasks as the person sees them, those that are still on their way included. */
  readonly tasks: () => Promise<readonly ShownTask[]>;
  readonly containers: () => Promise<readonly Container[]>;
  /** Adds a task and returns its id. */
  readonly add: (title: string, fields?: TaskEdit) => Promise<string>;
  /** Edits a task; false if there is none of this id. */
  readonly edit: (task: string, edit: TaskEdit) => Promise<boolean>;
  readonly complete: (task: string) => Promise<boolean>;
  readonly reopen: (task: string) => Promise<boolean>;
  readonly remove: (task: string) => Promise<boolean>;
  /** Changes of this device that lost, or could not be taken. */
  readonly conflicts: () => Promise<readonly ClientConflict[]>;
  readonly dismissConflict: (task: string) => Promise<void>;
  /** How many changes the hub does not have yet. */
  readonly pending: () => Promise<number>;
  /** Sends what waits and pulls what changed. A call during a sync joins it and has one more made after it. */
  readonly sync: () => Promise<SyncEnd>;
  /** Calls a listener until the returned function is called. */
  readonly on: <Name extends keyof ClientEvents>(name: Name, listener: ClientEvents[Name]) => () => void;
}

/** What a client is made of. */
export interface ClientParts {
  readonly store: ClientStore;
  readonly fetch?: typeof globalThis.fetch;
  /** Epoch ms. */
  readonly now?: () => number;
  /** Today where the person is, `YYYY-MM-DD`. */
  readonly today?: () => string;
}

/** Opens a client on a store. Makes no call. */
export function createMobileClient(parts: ClientParts): MobileClient {
  return new Device(parts);
}

type Listeners = { readonly [Name in keyof ClientEvents]: Set<ClientEvents[Name]> };

class Device implements MobileClient {
  readonly #store: ClientStore;
  readonly #calling: api.Calling;
  readonly #today: () => string;
  readonly #listeners: Listeners = { changed: new Set(), sync: new Set() };
  #failures = 0;
  #writes: Promise<unknown> = Promise.resolve();

  constructor({
    store,
    fetch = (...given) => globalThis.fetch(...given),
    now = Date.now,
    today,
  }: ClientParts) {
    this.#store = store;
    this.#calling = { fetch, now };
    this.#today = today ?? (() => localDay(now()));
  }

  readonly pair: MobileClient['pair'] = async ({ baseUrl, code, account, platform, appVersion }) => {
    const base = baseUrl.replace(/\/+$/, '');
    const given = { code, platform: platform ?? null, appVersion: appVersion ?? null };
    const called = await api.register(this.#calling, { baseUrl: base, account: account ?? null, ...given });
    if (!called.ok) return called;
    const { deviceId, secret } = called.value;
    await this.#change(async () => {
      const state = await this.#store.state();
      const credentials = { deviceId, secret, baseUrl: base, account: account ?? null };
      // Another account's tasks are not this one's; what the person did offline stays.
      return { state: { ...state, credentials, cursor: null, pulledAt: null }, clearTasks: true };
    });
    return { ok: true, value: { deviceId } };
  };

  readonly isPaired = async (): Promise<boolean> => (await this.#store.state()).credentials !== null;

  readonly tasks = async (): Promise<readonly ShownTask[]> =>
    optimistic(await this.#store.tasks(), await this.#store.intents(), this.#today());

  readonly containers = (): Promise<readonly Container[]> => this.#store.containers();
  readonly conflicts = (): Promise<readonly ClientConflict[]> => this.#store.conflicts();
  readonly pending = async (): Promise<number> => (await this.#store.intents()).length;

  readonly dismissConflict = (task: string): Promise<void> =>
    this.#change(async () => ({ removeConflicts: [task] }));

  readonly add: MobileClient['add'] = async (title, fields = {}) => {
    const task = crypto.randomUUID();
    await this.#intend((head) => ({ ...head, kind: 'create', task, title }));
    await this.edit(task, fields);
    return task;
  };

  readonly edit: MobileClient['edit'] = async (task, edit) => {
    let isFound = false;
    await this.#change(async () => {
      const waiting = await this.#store.intents();
      const shown = optimistic(await this.#store.tasks(), waiting, this.#today()).find(
        ({ id }) => id === task,
      );
      isFound = shown !== undefined;
      const fields = shown === undefined ? null : changesOf(shown, edit);
      if (fields === null) return null;
      const state = await this.#store.state();
      const seq = state.nextSeq;
      const head = { seq, at: this.#at(), isSent: false };
      const intent = { ...head, kind: 'edit', task, intent: crypto.randomUUID(), fields } as const;
      const merged = mergedInto(waiting, intent);
      return merged === null
        ? { putIntents: [intent], state: { ...state, nextSeq: seq + 1 } }
        : { putIntents: [merged] };
    });
    return isFound;
  };

  readonly complete = (task: string): Promise<boolean> => this.edit(task, { status: 'completed' });
  readonly reopen = (task: string): Promise<boolean> => this.edit(task, { status: 'open' });

  readonly remove: MobileClient['remove'] = async (task) => {
    const isThere = (await this.tasks()).some(({ id }) => id === task);
    if (isThere) await this.#intend((head) => ({ ...head, kind: 'delete', task }));
    return isThere;
  };

  readonly sync = createJoinedRuns(() => this.#syncOnce());

  readonly on: MobileClient['on'] = (name, listener) => {
    const listeners: Set<typeof listener> = this.#listeners[name];
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  async #syncOnce(): Promise<SyncEnd> {
    this.#tellSync({ isUnderWay: true, failure: null });
    const failure = (await this.#push()) ?? (await this.#pull());
    this.#tellSync({ isUnderWay: false, failure });
    if (failure === null) {
      this.#failures = 0;
      return { kind: 'done' };
    }
    this.#failures += 1;
    return { kind: 'failed', failure, retryInMs: this.#waitAfter(failure) };
  }

  /** Sends until nothing waits; null: all was taken. */
  async #push(): Promise<api.CallFailure | null> {
    for (;;) {
      const { credentials, pulledAt } = await this.#store.state();
      if (credentials === null) return NOT_PAIRED;
      const request = await this.#takeNext(pulledAt);
      if (request === null) return null;
      const { body, sent } = request;
      const called = await api.sync(this.#calling, credentials, body);
      if (!called.ok) return called.failure;
      await this.#change(async () => {
        const around = { today: this.#today(), at: this.#at() };
        return settle({ sent, answer: called.value, tasks: await this.#store.tasks(), ...around });
      });
    }
  }

  /** The next request, noted as sent before it is. */
  async #takeNext(pulledAt: string | null): Promise<ReturnType<typeof nextRequest>> {
    let request: ReturnType<typeof nextRequest> = null;
    await this.#change(async () => {
      request = nextRequest(await this.#store.intents(), pulledAt);
      const unsent = (request?.sent ?? []).filter(({ isSent }) => !isSent);
      return unsent.length === 0 ? null : { putIntents: unsent.map((one) => ({ ...one, isSent: true })) };
    });
    return request;
  }

  /** Pulls to the last page; null: that is there. */
  async #pull(): Promise<api.CallFailure | null> {
    for (;;) {
      const { credentials, cursor } = await this.#store.state();
      if (credentials === null) return NOT_PAIRED;
      const called = await api.changes(this.#calling, credentials, cursor);
      if (!called.ok) return called.failure;
      const page = called.value;
      await this.#change(async () => {
        const state = await this.#store.state();
        const pulledAt = page.hasMore ? state.pulledAt : page.serverTime;
        return {
          state: { ...state, cursor: page.cursor, pulledAt },
          ...(page.reset && { clearTasks: true }),
          putTasks: page.tasks,
          removeTasks: page.tombstones,
          putContainers: page.containers,
        };
      });
      if (!page.hasMore) return null;
    }
  }

  #waitAfter(failure: api.CallFailure): number | null {
    if (failure.kind === 'not_paired' || failure.kind === 'refused') return null;
    if (failure.kind === 'busy' && failure.afterS !== null) return failure.afterS * 1000;
    const longest = Math.min(FIRST_WAIT_MS * 2 ** (this.#failures - 1), LONGEST_WAIT_MS);
    // With jitter, so that many devices do not come back at the same moment.
    return Math.round(longest * (0.5 + Math.random() / 2));
  }

  #intend(make: (head: Pick<Intent, 'seq' | 'at' | 'isSent'>) => Intent): Promise<void> {
    return this.#change(async () => {
      const state = await this.#store.state();
      const seq = state.nextSeq;
      const intent = make({ seq, at: this.#at(), isSent: false });
      return { putIntents: [intent], state: { ...state, nextSeq: seq + 1 } };
    });
  }

  /** Reads and writes in one turn: no other change comes in between. null: nothing changes. */
  #change(make: () => Promise<StoreChange | null>): Promise<void> {
    const done = this.#writes.then(async () => {
      const change = await make();
      if (change === null) return;
      await this.#store.apply(change);
      for (const listener of this.#listeners.changed) listener();
    });
    this.#writes = done.catch(() => undefined);
    return done;
  }

  #tellSync(state: Parameters<ClientEvents['sync']>[0]): void {
    for (const listener of this.#listeners.sync) listener(state);
  }

  #at(): string {
    return new Date(this.#calling.now()).toISOString();
  }
}

const NOT_PAIRED: api.CallFailure = { kind: 'not_paired', detail: 'This device is not paired.' };

function localDay(at: number): string {
  const date = new Date(at);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
