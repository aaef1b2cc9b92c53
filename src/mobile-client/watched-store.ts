// A store that tells what each change of it means for what the person sees, here and to the other pages that share it.

import { assert } from '../model/assert.ts';
import { isSame } from '../model/same.ts';
import type { Neighbours } from './neighbours.ts';
import type { ClientStore, Decide, Intent, MobileTask, StoreChange, StoreRead } from './types.ts';
import { optimistic, type ShownTask } from './view.ts';

/** What changed. Whoever keeps a copy of the tasks keeps it up to date by this alone. */
export interface ClientChange {
  /** The tasks that changed, as the person sees them; null: not any more. `all`: everything has to be read anew. */
  readonly tasks: ReadonlyMap<string, ShownTask | null> | 'all';
  /** Some changed, and have to be read anew. */
  readonly containers: boolean;
  readonly conflicts: boolean;
  /** How many changes the hub does not have yet. */
  readonly pending: number;
}

/** Makes changes of a store known. */
export class WatchedStore {
  readonly #store: ClientStore;
  readonly #today: () => string;
  readonly #tell: (change: ClientChange) => void;
  readonly #neighbours: Neighbours | null;

  constructor(parts: {
    readonly store: ClientStore;
    readonly today: () => string;
    readonly tell: (change: ClientChange) => void;
    readonly neighbours: Neighbours | null;
  }) {
    this.#store = parts.store;
    this.#today = parts.today;
    this.#tell = parts.tell;
    this.#neighbours = parts.neighbours;
  }

  /** As `ClientStore.update`. `ids` has to name every task whose intents change. */
  async update(ids: readonly string[], decide: Decide): Promise<void> {
    const made: ClientChange[] = [];
    await this.#store.update(ids, (read) => {
      const change = decide(read);
      if (change !== null) made.push(whatChanges({ ids, read, change, today: this.#today() }));
      return change;
    });
    for (const change of made) {
      this.#tell(change);
      const { tasks } = change;
      this.#neighbours?.tell({
        kind: 'changed',
        tasks: tasks === 'all' ? 'all' : [...tasks.keys()],
        containers: change.containers,
        conflicts: change.conflicts,
      });
    }
  }

  /** Looks at these tasks and conflicts, and at what waits, at one moment. */
  async look<T>(ids: readonly string[], see: (read: StoreRead) => T): Promise<T> {
    const seen: { readonly value: T }[] = [];
    await this.#store.update(ids, (read) => {
      seen.push({ value: see(read) });
      return null;
    });
    const [only] = seen;
    assert(only !== undefined, 'a store decided nothing');
    return only.value;
  }

  /** Tells what another page changed, as it is by now. */
  async tellAgain(told: {
    readonly tasks: readonly string[] | 'all';
    readonly containers: boolean;
    readonly conflicts: boolean;
  }): Promise<void> {
    const ids = told.tasks === 'all' ? [] : told.tasks;
    const change = await this.look(ids, ({ tasks, intents }): ClientChange => {
      const shown = told.tasks === 'all' ? 'all' : shownById(ids, tasks, intents, this.#today());
      return { ...told, tasks: shown, pending: intents.length };
    });
    this.#tell(change);
  }
}

function whatChanges({
  ids,
  read,
  change,
  today,
}: {
  readonly ids: readonly string[];
  readonly read: StoreRead;
  readonly change: StoreChange;
  readonly today: string;
}): ClientChange {
  const intents = intentsAfter(read.intents, change);
  const isWhole = change.clearTasks === true || change.clearAll === true;
  return {
    tasks: isWhole ? 'all' : tasksAfter({ ids, read, change, intents, today }),
    containers: isWhole || (change.putContainers ?? []).length > 0,
    conflicts: isWhole || (change.putConflicts ?? []).length > 0 || (change.removeConflicts ?? []).length > 0,
    pending: intents.length,
  };
}

function tasksAfter(given: {
  readonly ids: readonly string[];
  readonly read: StoreRead;
  readonly change: StoreChange;
  readonly intents: readonly Intent[];
  readonly today: string;
}): ReadonlyMap<string, ShownTask | null> {
  const { ids, read, change, intents, today } = given;
  const tasks = new Map(read.tasks);
  for (const task of change.putTasks ?? []) tasks.set(task.id, task);
  for (const id of change.removeTasks ?? []) tasks.delete(id);
  const ofTasks = [...(change.putTasks ?? []).map(({ id }) => id), ...(change.removeTasks ?? [])];
  const touched = new Set([...ofTasks, ...tasksOfIntents(read.intents, change)]);
  const known = new Set([...ids, ...ofTasks]);
  for (const id of touched) assert(known.has(id), 'a task was changed that was not read');
  return shownById([...touched], tasks, intents, today);
}

function intentsAfter(before: readonly Intent[], change: StoreChange): readonly Intent[] {
  if (change.clearAll === true) return [];
  const intents = new Map(before.map((one) => [one.seq, one]));
  for (const intent of change.putIntents ?? []) intents.set(intent.seq, intent);
  for (const seq of change.removeIntents ?? []) intents.delete(seq);
  return [...intents.values()].toSorted((a, b) => a.seq - b.seq);
}

/** The tasks of which an intent is new, other or gone. That one was sent changes nothing of what is seen. */
function tasksOfIntents(before: readonly Intent[], change: StoreChange): readonly string[] {
  const bySeq = new Map(before.map((one) => [one.seq, one]));
  const put = (change.putIntents ?? []).filter((intent) => {
    const former = bySeq.get(intent.seq);
    return former === undefined || !isSame({ ...former, isSent: true }, { ...intent, isSent: true });
  });
  const removed = (change.removeIntents ?? []).flatMap((seq) => bySeq.get(seq) ?? []);
  return [...put, ...removed].map(({ task }) => task);
}

function shownById(
  ids: readonly string[],
  tasks: ReadonlyMap<string, MobileTask>,
  intents: readonly Intent[],
  today: string,
): ReadonlyMap<string, ShownTask | null> {
  const wanted = new Set(ids);
  const stored = ids.flatMap((id) => tasks.get(id) ?? []);
  const shown = optimistic(
    stored,
    intents.filter(({ task }) => wanted.has(task)),
    today,
  );
  const byId = new Map(shown.map((task) => [task.id, task]));
  return new Map(ids.map((id) => [id, byId.get(id) ?? null]));
}
