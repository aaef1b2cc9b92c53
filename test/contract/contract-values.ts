// Tasks, links and containers with as little in them as the store's contract needs.

import type { HubContainer } from '../../src/model/container.ts';
import { containerId, remoteId, taskId } from '../../src/model/ids.ts';
import { newLink, type Link } from '../../src/model/link.ts';
import {
  EMPTY_FIELDS,
  FIELD_NAMES,
  type HubTask,
  type Stamp,
  type TaskFields,
} from '../../src/model/task.ts';
import type { Store } from '../../src/hub/store.ts';
import type { SqlDatabase } from '../../src/hub/sqlite/sql.ts';

/** The moment at which everything here happens. */
export const NOW = Date.parse('2026-11-23T08:00:00Z');

/** A day, ms. */
export const DAY_MS = 86_400_000;

/** Declares one test on an empty store. */
export type OnStore = (title: string, work: (store: Store, sql: SqlDatabase) => void) => void;

/** An open task that Things told of. */
export function task(id: string, fields: Partial<TaskFields> = {}): HubTask {
  const stamp: Stamp = { at: NOW, by: 'things' };
  return {
    id: taskId(id),
    fields: { ...EMPTY_FIELDS, title: `Task ${id}`, ...fields },
    stamps: Object.fromEntries(FIELD_NAMES.map((name) => [name, stamp])) as HubTask['stamps'],
    deletedAt: null,
    createdAt: NOW,
  };
}

/** An active link on which nothing is agreed yet. */
export function link(task: string, replica: 'todoist' | 'things', id: string): Link {
  return newLink(taskId(task), replica, remoteId(id));
}

/** A project outside any area. */
export function container(id: string): HubContainer {
  return {
    id: containerId(id),
    kind: 'project',
    name: `Project ${id}`,
    parent: null,
    position: 1,
    stamps: {},
  };
}
