// A store that forgets everything with its process: for tests, and for scripts that keep nothing.

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

interface Tables {
  state: StoredState;
  readonly tasks: Map<string, MobileTask>;
  readonly containers: Map<string, Container>;
  readonly intents: Map<number, Intent>;
  readonly conflicts: Map<string, ClientConflict>;
}

/** Opens an empty store. */
export function createMemoryStore(): ClientStore {
  const tables: Tables = {
    state: EMPTY_STATE,
    tasks: new Map(),
    containers: new Map(),
    intents: new Map(),
    conflicts: new Map(),
  };
  const intents = (): readonly Intent[] => [...tables.intents.values()].toSorted((a, b) => a.seq - b.seq);
  return {
    read: async () => ({
      state: tables.state,
      tasks: [...tables.tasks.values()],
      containers: [...tables.containers.values()],
      intents: intents(),
      conflicts: [...tables.conflicts.values()],
    }),
    containers: async () => [...tables.containers.values()],
    conflicts: async () => [...tables.conflicts.values()],
    update: async (ids, decide) => {
      const { state, tasks, conflicts } = tables;
      const change = decide({
        state,
        intents: intents(),
        tasks: picked(tasks, ids),
        conflicts: picked(conflicts, ids),
      });
      if (change !== null) apply(tables, change);
    },
  };
}

function picked<T>(from: ReadonlyMap<string, T>, ids: readonly string[]): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const id of ids) {
    const value = from.get(id);
    if (value !== undefined) found.set(id, value);
  }
  return found;
}

function apply(tables: Tables, change: StoreChange): void {
  const { tasks, containers, intents, conflicts } = tables;
  if (change.clearAll === true) {
    tables.state = EMPTY_STATE;
    intents.clear();
    conflicts.clear();
  }
  if (change.clearTasks === true || change.clearAll === true) {
    tasks.clear();
    containers.clear();
  }
  if (change.state !== undefined) ({ state: tables.state } = change);
  for (const task of change.putTasks ?? []) tasks.set(task.id, task);
  for (const id of change.removeTasks ?? []) tasks.delete(id);
  for (const container of change.putContainers ?? []) containers.set(container.id, container);
  for (const intent of change.putIntents ?? []) intents.set(intent.seq, intent);
  for (const seq of change.removeIntents ?? []) intents.delete(seq);
  for (const conflict of change.putConflicts ?? []) conflicts.set(conflict.task, conflict);
  for (const task of change.removeConflicts ?? []) conflicts.delete(task);
}
