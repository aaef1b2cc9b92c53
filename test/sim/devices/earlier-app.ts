// A device with a client of the earlier API on it: whole tasks, the time of its last sync, and a signature in the body.

import { hmacSha256, toHex } from '../../../src/model/hmac.ts';
import type { TaskEdit } from '../../../src/mobile-client/types.ts';
import type {
  MobileChanges,
  MobileRegistered,
  MobileSynced,
  MobileTask,
} from '../../../src/protocol/answers/mobile.ts';
import { headerMessage } from '../../../src/protocol/mobile-signature.ts';
import type { AppParts, DeviceApp } from './app.ts';

const BASE_URL = 'http://hub.test';

/** A task as such a client keeps it. */
interface OwnTask {
  readonly id: string;
  readonly hubId: string;
  readonly title: string;
  readonly notes: string;
  readonly due: string | null;
  readonly list: string;
  readonly labels: readonly string[];
  readonly status: 'open' | 'completed';
  readonly updatedAt: string;
}

/** Everything that it stores. Replaced as a whole. */
interface Stored {
  readonly tasks: ReadonlyMap<string, OwnTask>;
  readonly created: ReadonlySet<string>;
  readonly updated: ReadonlySet<string>;
  readonly completed: ReadonlySet<string>;
  readonly deleted: ReadonlySet<string>;
  readonly lastSyncAt: string | null;
}

const NOTHING: Stored = {
  tasks: new Map(),
  created: new Set(),
  updated: new Set(),
  completed: new Set(),
  deleted: new Set(),
  lastSyncAt: null,
};

/** Pairs a device by a code, and gives its app. */
export async function pairEarlier(parts: AppParts, code: string): Promise<DeviceApp> {
  const url = `${BASE_URL}/mobile/register`;
  const answer = await parts.fetch(new Request(url, { method: 'POST', body: JSON.stringify({ code }) }));
  if (answer.status !== 200) throw new Error(`not paired: ${await answer.text()}`);
  return new EarlierApp(parts, (await answer.json()) as MobileRegistered);
}

class EarlierApp implements DeviceApp {
  readonly kind = 'earlier client';
  readonly fields = ['title', 'notes', 'start', 'tags', 'status'] as const;
  readonly #parts: AppParts;
  readonly #who: MobileRegistered;
  readonly #lost: unknown[] = [];
  #stored = NOTHING;
  #backup: Stored | null = null;

  constructor(parts: AppParts, who: MobileRegistered) {
    this.#parts = parts;
    this.#who = who;
  }

  readonly tasks: DeviceApp['tasks'] = async () =>
    [...this.#stored.tasks.values()].map(({ id, hubId, title, notes, status, labels }) => ({
      id,
      hubId,
      title,
      notes,
      status,
      fields: { title, notes, tags: labels, status },
    }));

  readonly places: DeviceApp['places'] = async () => [];

  readonly add: DeviceApp['add'] = async (title, notes) => {
    const id = this.#parts.newId();
    const task = {
      id,
      hubId: '',
      title,
      notes,
      due: null,
      list: 'inbox',
      labels: [],
      status: 'open',
    } as const;
    this.#keep({ ...task, updatedAt: this.#at() });
    this.#stored = { ...this.#stored, created: with1(this.#stored.created, id) };
    return id;
  };

  readonly edit: DeviceApp['edit'] = async (id, edit) => {
    const task = this.#stored.tasks.get(id);
    if (task === undefined) return;
    this.#keep({ ...task, ...editedMembers(edit), updatedAt: this.#at() });
    const { created, updated, completed } = this.#stored;
    const closes = edit.status === 'completed';
    if (closes) this.#stored = { ...this.#stored, completed: with1(completed, id) };
    else if (!created.has(id)) this.#stored = { ...this.#stored, updated: with1(updated, id) };
    if (edit.status === 'open') this.#stored = { ...this.#stored, completed: without1(completed, id) };
  };

  readonly remove: DeviceApp['remove'] = async (id) => {
    const { tasks, created, updated, completed, deleted } = this.#stored;
    this.#stored = {
      ...this.#stored,
      tasks: new Map([...tasks].filter(([other]) => other !== id)),
      created: without1(created, id),
      updated: without1(updated, id),
      completed: without1(completed, id),
      // It may have been sent without an answer.
      deleted: with1(deleted, id),
    };
  };

  readonly sync: DeviceApp['sync'] = async () => {
    try {
      return (await this.#push()) && (await this.#pull());
    } catch (error) {
      // The network: it tries again another time.
      if (error instanceof TypeError) return false;
      throw error;
    }
  };

  readonly pending: DeviceApp['pending'] = async () => {
    const { created, updated, completed, deleted } = this.#stored;
    return created.size + updated.size + completed.size + deleted.size;
  };

  restart(): void {
    // Everything is stored at once.
  }

  async backUp(): Promise<void> {
    this.#backup = this.#stored;
  }

  async putBack(): Promise<string | null> {
    if (this.#backup === null) return null;
    const { tasks, created, updated } = this.#stored;
    const unsent = [...created, ...updated].map((id) => tasks.get(id));
    this.#stored = this.#backup;
    return JSON.stringify(unsent);
  }

  readonly conflicts: DeviceApp['conflicts'] = async () => this.#lost;

  async #push(): Promise<boolean> {
    const sent = this.#stored;
    if ((await this.pending()) === 0) return true;
    const tasksOf = (ids: ReadonlySet<string>): readonly OwnTask[] =>
      [...ids].flatMap((id) => sent.tasks.get(id) ?? []);
    const changes = {
      created: tasksOf(sent.created),
      updated: tasksOf(sent.updated),
      completed: [...sent.completed],
      deleted: [...sent.deleted],
    };
    const answer = await this.#sendSigned(changes, sent.lastSyncAt);
    if (answer === null) return false;
    this.#settle(sent, answer);
    return true;
  }

  /** What was sent is done, but for what changed meanwhile; what lost is shown as the hub has it, and kept. */
  #settle(sent: Stored, { conflicts = [], serverTime }: MobileSynced): void {
    const now = this.#stored;
    const isNew = (id: string): boolean => now.tasks.get(id) !== sent.tasks.get(id);
    const left = (name: 'updated' | 'completed' | 'deleted'): readonly string[] =>
      [...now[name]].filter((id) => !sent[name].has(id) || (name !== 'deleted' && isNew(id)));
    const createdSince = [...now.created].filter((id) => !sent.created.has(id));
    const editedSince = [...now.created].filter((id) => sent.created.has(id) && isNew(id));
    this.#stored = {
      ...now,
      created: new Set(createdSince),
      updated: new Set([...left('updated'), ...editedSince]),
      completed: new Set(left('completed')),
      deleted: new Set(left('deleted')),
      lastSyncAt: serverTime,
    };
    for (const { mobileId, serverTask, reason } of conflicts) {
      this.#lost.push({ reason, wanted: sent.tasks.get(mobileId) });
      if (serverTask !== undefined) this.#keep(ownTask(serverTask));
    }
  }

  async #sendSigned(changes: object, lastSyncAt: string | null): Promise<MobileSynced | null> {
    const { deviceId, secret } = this.#who;
    const timestamp = this.#at();
    const message = `${JSON.stringify({ changes, lastSyncAt })}${timestamp}`;
    const signature = toHex(await hmacSha256(secret, message));
    const body = JSON.stringify({ deviceId, changes, lastSyncAt, timestamp, signature });
    const answer = await this.#parts.fetch(new Request(`${BASE_URL}/mobile/sync`, { method: 'POST', body }));
    return answer.status === 200 ? ((await answer.json()) as MobileSynced) : null;
  }

  async #pull(): Promise<boolean> {
    const { lastSyncAt } = this.#stored;
    const url = new URL(`${BASE_URL}/mobile/changes`);
    if (lastSyncAt !== null) url.searchParams.set('since', lastSyncAt);
    const timestamp = this.#at();
    const nonce = crypto.randomUUID();
    const asked = { method: 'GET', path: url.pathname, query: url.search.slice(1), body: '' };
    const signature = await hmacSha256(this.#who.secret, await headerMessage(asked, { timestamp, nonce }));
    const headers = {
      'x-device-id': this.#who.deviceId,
      'x-timestamp': timestamp,
      'x-nonce': nonce,
      'x-signature': toHex(signature),
    };
    const answer = await this.#parts.fetch(new Request(url, { headers }));
    if (answer.status !== 200) return false;
    const page = (await answer.json()) as MobileChanges;
    const gone = new Set(page.tombstones);
    const before = page.reset ? new Map<string, OwnTask>() : this.#stored.tasks;
    const { created, updated } = this.#stored;
    const isOwnWord = (id: string): boolean => created.has(id) || updated.has(id);
    const kept = [...this.#stored.tasks].filter(([id]) => isOwnWord(id));
    this.#stored = {
      ...this.#stored,
      tasks: new Map([...[...before].filter(([id]) => !gone.has(id)), ...kept]),
      lastSyncAt: page.serverTime,
    };
    for (const task of page.tasks) if (!isOwnWord(task.id)) this.#keep(ownTask(task));
    return true;
  }

  #keep(task: OwnTask): void {
    this.#stored = { ...this.#stored, tasks: new Map([...this.#stored.tasks, [task.id, task]]) };
  }

  #at(): string {
    return new Date(this.#parts.now()).toISOString();
  }
}

function ownTask(task: MobileTask): OwnTask {
  const { id, hubId, title, notes, due, list, labels, status, updatedAt } = task;
  return { id, hubId, title, notes, due, list, labels, status, updatedAt };
}

function editedMembers({ title, notes, start, tags, status }: TaskEdit): Partial<OwnTask> {
  const isDay = typeof start === 'object';
  return {
    ...(title !== undefined && { title }),
    ...(notes !== undefined && { notes: notes ?? '' }),
    ...(start !== undefined && (isDay ? { due: start.date, list: 'upcoming' } : { due: null, list: start })),
    ...(tags !== undefined && { labels: tags }),
    ...(status !== undefined && { status: status === 'open' ? 'open' : 'completed' }),
  };
}

function with1(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids, id]);
}

function without1(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id));
}
