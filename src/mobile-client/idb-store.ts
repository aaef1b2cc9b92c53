// A store in the browser's IndexedDB: what a person did offline is still there when the page, or the phone, is started again.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { EMPTY_STATE } from './types.ts';
import type {
  ClientConflict,
  ClientStore,
  Container,
  Intent,
  MobileTask,
  StoreChange,
  StoredState,
} from './types.ts';

const VERSION = 1;
const STORES = ['state', 'tasks', 'containers', 'intents', 'conflicts'] as const;

interface Tables extends DBSchema {
  state: { key: 'state'; value: StoredState };
  tasks: { key: string; value: MobileTask };
  containers: { key: string; value: Container };
  intents: { key: number; value: Intent };
  conflicts: { key: string; value: ClientConflict };
}

/** Opens the store of this name. Rejects if the browser has no room for it, or another page holds it in a newer version. */
export async function openIndexedDbStore(name = 'todoist-things-sync'): Promise<ClientStore> {
  const db = await openDB<Tables>(name, VERSION, {
    upgrade: (opened) => {
      opened.createObjectStore('state');
      opened.createObjectStore('tasks', { keyPath: 'id' });
      opened.createObjectStore('containers', { keyPath: 'id' });
      opened.createObjectStore('intents', { keyPath: 'seq' });
      opened.createObjectStore('conflicts', { keyPath: 'task' });
    },
    // A newer version of the page waits for this one to let go.
    blocking: () => db.close(),
  });
  return {
    state: async () => (await db.get('state', 'state')) ?? EMPTY_STATE,
    tasks: () => db.getAll('tasks'),
    containers: () => db.getAll('containers'),
    intents: () => db.getAll('intents'),
    conflicts: () => db.getAll('conflicts'),
    apply: (change) => apply(db, change),
  };
}

async function apply(db: IDBPDatabase<Tables>, change: StoreChange): Promise<void> {
  const transaction = db.transaction(STORES, 'readwrite', { durability: 'strict' });
  const [state, tasks, containers, intents, conflicts] = [
    transaction.objectStore('state'),
    transaction.objectStore('tasks'),
    transaction.objectStore('containers'),
    transaction.objectStore('intents'),
    transaction.objectStore('conflicts'),
  ];
  const writes: Promise<unknown>[] = [];
  if (change.state !== undefined) writes.push(state.put(change.state, 'state'));
  if (change.clearTasks === true) writes.push(tasks.clear(), containers.clear());
  for (const task of change.putTasks ?? []) writes.push(tasks.put(task));
  for (const id of change.removeTasks ?? []) writes.push(tasks.delete(id));
  for (const container of change.putContainers ?? []) writes.push(containers.put(container));
  for (const intent of change.putIntents ?? []) writes.push(intents.put(intent));
  for (const seq of change.removeIntents ?? []) writes.push(intents.delete(seq));
  for (const conflict of change.putConflicts ?? []) writes.push(conflicts.put(conflict));
  for (const task of change.removeConflicts ?? []) writes.push(conflicts.delete(task));
  await Promise.all([...writes, transaction.done]);
}
