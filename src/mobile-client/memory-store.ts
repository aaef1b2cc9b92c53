// A store that forgets everything with its process: for tests, and for scripts that keep nothing.

import type { ClientConflict, ClientStore, Container, Intent, MobileTask, StoredState } from './types.ts';
import { EMPTY_STATE } from './types.ts';

/** Opens an empty store. */
export function createMemoryStore(): ClientStore {
  let state: StoredState = EMPTY_STATE;
  const tasks = new Map<string, MobileTask>();
  const containers = new Map<string, Container>();
  const intents = new Map<number, Intent>();
  const conflicts = new Map<string, ClientConflict>();
  return {
    state: async () => state,
    tasks: async () => [...tasks.values()],
    containers: async () => [...containers.values()],
    intents: async () => [...intents.values()].toSorted((a, b) => a.seq - b.seq),
    conflicts: async () => [...conflicts.values()],
    apply: async (change) => {
      if (change.state !== undefined) ({ state } = { state: change.state });
      if (change.clearTasks === true) {
        tasks.clear();
        containers.clear();
      }
      for (const task of change.putTasks ?? []) tasks.set(task.id, task);
      for (const id of change.removeTasks ?? []) tasks.delete(id);
      for (const container of change.putContainers ?? []) containers.set(container.id, container);
      for (const intent of change.putIntents ?? []) intents.set(intent.seq, intent);
      for (const seq of change.removeIntents ?? []) intents.delete(seq);
      for (const conflict of change.putConflicts ?? []) conflicts.set(conflict.task, conflict);
      for (const task of change.removeConflicts ?? []) conflicts.delete(task);
    },
  };
}
