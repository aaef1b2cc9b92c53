// A device with the client library on it, over a store that outlives its process.

import { createMobileClient } from '../../../src/mobile-client/client.ts';
import type { MobileClient } from '../../../src/mobile-client/client-types.ts';
import { createMemoryStore } from '../../../src/mobile-client/memory-store.ts';
import type { ClientConflict, ClientStore, EditableField } from '../../../src/mobile-client/types.ts';
import type { AppParts, DeviceApp } from './app.ts';

const BASE_URL = 'http://hub.test';
const FIELDS: readonly EditableField[] = [
  'title',
  'notes',
  'start',
  'deadline',
  'tags',
  'checklist',
  'status',
  'place',
  'priority',
];

/** Pairs a device by a code, and gives its app. */
export async function pairLibrary(parts: AppParts, code: string): Promise<DeviceApp> {
  const app = new LibraryApp(parts);
  await app.pair(code);
  return app;
}

class LibraryApp implements DeviceApp {
  readonly kind = 'library';
  readonly fields = FIELDS;
  readonly #parts: AppParts;
  #store = createMemoryStore();
  #backup: ClientStore | null = null;
  #client: MobileClient;
  /** What a backup that was put back does not know any more, and the person was told. */
  #told: readonly ClientConflict[] = [];

  constructor(parts: AppParts) {
    this.#parts = parts;
    this.#client = this.#start();
  }

  async pair(code: string): Promise<void> {
    const paired = await this.#client.pair({ baseUrl: BASE_URL, code, platform: 'sim' });
    if (!paired.ok) throw new Error(`not paired: ${JSON.stringify(paired.failure)}`);
  }

  readonly tasks: DeviceApp['tasks'] = async () => {
    const shown = await this.#client.tasks();
    return shown.map(({ id, hubId, title, notes, status, fields }) => ({
      id,
      hubId,
      title,
      notes,
      status,
      fields,
    }));
  };

  readonly places: DeviceApp['places'] = async () =>
    (await this.#client.containers()).map(({ id }) => id).toSorted();

  readonly add: DeviceApp['add'] = (title, notes) => this.#client.add(title, { notes });

  readonly edit: DeviceApp['edit'] = async (task, edit) => {
    await this.#client.edit(task, edit);
  };

  readonly remove: DeviceApp['remove'] = async (task) => {
    await this.#client.remove(task);
  };

  readonly sync: DeviceApp['sync'] = async () => (await this.#client.sync()).kind === 'done';
  readonly pending: DeviceApp['pending'] = () => this.#client.pending();

  restart(): void {
    this.#client = this.#start();
  }

  async backUp(): Promise<void> {
    this.#backup = await copyOf(this.#store);
  }

  async putBack(): Promise<string | null> {
    if (this.#backup === null) return null;
    const { intents } = await this.#store.read();
    const unsent = JSON.stringify(intents);
    this.#told = [...this.#told, ...(await this.#store.conflicts())];
    this.#store = await copyOf(this.#backup);
    this.restart();
    return unsent;
  }

  readonly conflicts: DeviceApp['conflicts'] = async () => [
    ...this.#told,
    ...(await this.#client.conflicts()),
  ];

  #start(): MobileClient {
    const { fetch, now } = this.#parts;
    return createMobileClient({
      store: this.#store,
      fetch: (url, init) => fetch(new Request(url, init)),
      now,
      today: () => new Date(now()).toISOString().slice(0, 10),
    });
  }
}

async function copyOf(store: ClientStore): Promise<ClientStore> {
  const copy = createMemoryStore();
  const { state, tasks, containers, intents, conflicts } = await store.read();
  await copy.update([], () => ({
    state,
    putTasks: tasks,
    putContainers: containers,
    putIntents: intents,
    putConflicts: conflicts,
  }));
  return copy;
}
