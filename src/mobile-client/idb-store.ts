// A store in the browser's IndexedDB: what a person did offline is still there when the page, or the phone, is started again.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { StorageError, storageErrorOf } from './storage-error.ts';
import { EMPTY_STATE } from './types.ts';
import type {
  ClientConflict,
  ClientStore,
  Container,
  Decide,
  EditIntent,
  Intent,
  MobileTask,
  StoreChange,
  StoreContent,
  StoredState,
  StoreRead,
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

type Writing = IDBPTransaction<Tables, typeof STORES, 'readwrite'>;

/** What a store tells while it is open. */
export interface StoreEvents {
  /** It can't be used any more; the page has to be loaded again. */
  readonly lost?: (error: StorageError) => void;
  /** Something that a person did can't be read. It is left where it is, and not sent. */
  readonly damaged?: () => void;
  /** It opens once an older page is closed that holds it. */
  readonly waiting?: (error: StorageError) => void;
}

/** Opens the store of this name. Rejects with a `StorageError`, as whatever is asked of it then does. */
export async function openIndexedDbStore(
  name = 'todoist-things-sync',
  events: StoreEvents = {},
): Promise<ClientStore> {
  const db = await open(name, events);
  const reading = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      throw storageErrorOf(error);
    }
  };
  return {
    read: () => reading(async () => sound(await readAll(db), events)),
    containers: () => reading(() => db.getAll('containers')),
    conflicts: () => reading(() => db.getAll('conflicts')),
    update: (ids, decide) => reading(() => update(db, ids, (read) => decide(sound(read, events)))),
  };
}

async function open(name: string, { lost, waiting }: StoreEvents): Promise<IDBPDatabase<Tables>> {
  if (!('indexedDB' in globalThis)) throw new StorageError('no_storage');
  try {
    const db: IDBPDatabase<Tables> = await openDB<Tables>(name, VERSION, {
      upgrade: (opened) => {
        opened.createObjectStore('state');
        opened.createObjectStore('tasks', { keyPath: 'id' });
        opened.createObjectStore('containers', { keyPath: 'id' });
        opened.createObjectStore('intents', { keyPath: 'seq' });
        opened.createObjectStore('conflicts', { keyPath: 'task' });
      },
      blocked: () => waiting?.(new StorageError('blocked')),
      // A newer version of the page waits for this one to let go.
      blocking: () => {
        db.close();
        lost?.(new StorageError('newer_page'));
      },
      terminated: () => lost?.(new StorageError('closed')),
    });
    return db;
  } catch (error) {
    throw storageErrorOf(error);
  }
}

/** Without what can't be read. */
function sound<T extends Pick<StoreRead, 'intents'>>(read: T, { damaged }: StoreEvents): T {
  if (read.intents.every(isSound)) return read;
  damaged?.();
  return { ...read, intents: read.intents.filter(isSound) };
}

function isSound(intent: Partial<EditIntent> | Partial<Intent>): boolean {
  const { kind, seq, task, at } = intent;
  if (typeof seq !== 'number' || typeof task !== 'string' || typeof at !== 'string') return false;
  if (kind !== 'edit') return kind === 'create' || kind === 'delete';
  return typeof intent.intent === 'string' && typeof intent.fields === 'object' && intent.fields !== null;
}

async function readAll(db: IDBPDatabase<Tables>): Promise<StoreContent> {
  const transaction = db.transaction(STORES, 'readonly');
  const [state, tasks, containers, intents, conflicts] = await Promise.all([
    transaction.objectStore('state').get('state'),
    transaction.objectStore('tasks').getAll(),
    transaction.objectStore('containers').getAll(),
    transaction.objectStore('intents').getAll(),
    transaction.objectStore('conflicts').getAll(),
  ]);
  return { state: state ?? EMPTY_STATE, tasks, containers, intents, conflicts };
}

async function update(db: IDBPDatabase<Tables>, ids: readonly string[], decide: Decide): Promise<void> {
  const transaction: Writing = db.transaction(STORES, 'readwrite', { durability: 'strict' });
  try {
    const change = decide(await readOf(transaction, ids));
    const writes = change === null ? [] : write(transaction, change);
    await Promise.all([...writes, transaction.done]);
  } catch (error) {
    await abandon(transaction);
    throw error;
  }
}

async function readOf(transaction: Writing, ids: readonly string[]): Promise<StoreRead> {
  const [tasks, conflicts] = [transaction.objectStore('tasks'), transaction.objectStore('conflicts')];
  const [state, intents, foundTasks, foundConflicts] = await Promise.all([
    transaction.objectStore('state').get('state'),
    transaction.objectStore('intents').getAll(),
    Promise.all(ids.map((id) => tasks.get(id))),
    Promise.all(ids.map((id) => conflicts.get(id))),
  ]);
  return {
    state: state ?? EMPTY_STATE,
    intents,
    tasks: new Map(foundTasks.flatMap((task) => (task === undefined ? [] : [[task.id, task] as const]))),
    conflicts: new Map(
      foundConflicts.flatMap((one) => (one === undefined ? [] : [[one.task, one] as const])),
    ),
  };
}

function write(transaction: Writing, change: StoreChange): readonly Promise<unknown>[] {
  const [state, tasks, containers, intents, conflicts] = [
    transaction.objectStore('state'),
    transaction.objectStore('tasks'),
    transaction.objectStore('containers'),
    transaction.objectStore('intents'),
    transaction.objectStore('conflicts'),
  ];
  const writes: Promise<unknown>[] = [];
  if (change.clearAll === true) writes.push(state.clear(), intents.clear(), conflicts.clear());
  if (change.clearTasks === true || change.clearAll === true) writes.push(tasks.clear(), containers.clear());
  if (change.state !== undefined) writes.push(state.put(change.state, 'state'));
  for (const task of change.putTasks ?? []) writes.push(tasks.put(task));
  for (const id of change.removeTasks ?? []) writes.push(tasks.delete(id));
  for (const container of change.putContainers ?? []) writes.push(containers.put(container));
  for (const intent of change.putIntents ?? []) writes.push(intents.put(intent));
  for (const seq of change.removeIntents ?? []) writes.push(intents.delete(seq));
  for (const conflict of change.putConflicts ?? []) writes.push(conflicts.put(conflict));
  for (const task of change.removeConflicts ?? []) writes.push(conflicts.delete(task));
  return writes;
}

/** Takes back what was begun. What went wrong is thrown by whoever calls this. */
async function abandon(transaction: Writing): Promise<void> {
  const ended = transaction.done.catch(() => undefined);
  try {
    transaction.abort();
  } catch (error) {
    // It had ended by itself, as it does when there is no room.
    if (!(error instanceof Error) || error.name !== 'InvalidStateError') throw error;
  }
  await ended;
}
