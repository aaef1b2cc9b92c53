// An older client beside a stage: it tells of to-dos as a script does, and keeps no state of its own.

import { parseCivilDate } from '../../src/model/dates.ts';
import { remoteId } from '../../src/model/ids.ts';
import {
  linkPairs,
  syncCompleted,
  syncDeleted,
  syncTodos,
  type OlderParts,
} from '../../src/replicas/things/older-clients/calls.ts';
import { clearInbox } from '../../src/replicas/things/older-clients/clear-inbox.ts';
import type { ClearMode } from '../../src/protocol/older/inbox.ts';
import { markImported, readInbox, type InboxQuery } from '../../src/replicas/things/older-clients/inbox.ts';
import type { FlatTodo } from '../../src/protocol/answers/older/things.ts';
import type { Element } from '../../src/protocol/older/elements.ts';
import { storedAccount } from '../../src/replicas/todoist/known.ts';
import type { Stage } from './stage.ts';

/** One to-do as a script tells of it. */
export interface Scripted {
  readonly id: string;
  readonly title: string;
  readonly notes?: string;
  readonly due?: string | null;
  readonly tags?: readonly string[];
}

/** How many tasks a call takes at once on a stage, where that is not the usual. */
export const mostAtOnce = new WeakMap<Stage, number>();

/** What the calls work with on a stage. */
function partsOf(stage: Stage): OlderParts {
  const { store } = stage;
  const most = mostAtOnce.get(stage);
  return {
    store,
    ...(most !== undefined && { mostAtOnce: most }),
    account: stage.account,
    now: () => stage.now,
    zone: () => storedAccount(store)?.zone ?? null,
  };
}

/** An element that can be read. */
function good<T>(value: T): Element<T> {
  return { ok: true, value };
}

/** Tells of open to-dos; everything that the reader tells, unless left out. A second passes, as with every call. */
export function sync(stage: Stage, ...todos: readonly Scripted[]) {
  stage.now += 1000;
  return syncTodos(
    partsOf(stage),
    todos.map(({ id, title, notes = '', due = null, tags = [] }) =>
      good({
        id: remoteId(id),
        title,
        notes,
        due: due === null ? null : parseCivilDate(due),
        tags: [...tags],
      }),
    ),
  );
}

/** Tells of completed to-dos. */
export function completed(stage: Stage, ...ids: readonly string[]) {
  stage.now += 1000;
  const completedAt = '2026-11-23T09:00:00Z';
  return syncCompleted(
    partsOf(stage),
    ids.map((id) => good({ thingsId: remoteId(id), completedAt })),
  );
}

/** Tells of the trash. */
export function deleted(stage: Stage, ...ids: readonly string[]) {
  stage.now += 1000;
  return syncDeleted(
    partsOf(stage),
    ids.map((id) => good({ thingsId: remoteId(id) })),
  );
}

/** Tells of pairs: the ids of Things, then those of Todoist. */
export function paired(stage: Stage, ...pairs: readonly (readonly [string, string])[]) {
  stage.now += 1000;
  return linkPairs(
    partsOf(stage),
    pairs.map(([things, todoist]) => good({ thingsId: remoteId(things), todoistId: remoteId(todoist) })),
  );
}

/** Reads the inbox as an importer does; gives what is answered. */
export async function inbox(stage: Stage, query: Partial<InboxQuery> = {}) {
  stage.now += 1000;
  const read = await readInbox(partsOf(stage), { to: 'mac', all: false, format: 'flat', ...query });
  if (!read.ok) throw new Error(read.error.detail);
  return read.value;
}

/** Titles of what an importer is handed out. */
export async function handed(stage: Stage, to = 'mac'): Promise<readonly string[]> {
  const tasks = (await inbox(stage, { to })) as readonly FlatTodo[];
  return tasks.map(({ title }) => title).toSorted();
}

/** Tells that what was handed out last is imported; gives the titles. */
export function mark(stage: Stage, to = 'mac'): readonly string[] {
  stage.now += 1000;
  const { results } = markImported(partsOf(stage), to);
  return results.map((result) => (result.status === 'error' ? result.message : result.content)).toSorted();
}

/** Clears the inbox in a mode; gives what is told of each task, by title or id. */
export async function clear(stage: Stage, mode: ClearMode, dryRun = false) {
  stage.now += 1000;
  const cleared = await clearInbox(partsOf(stage), { to: 'mac', mode, dryRun });
  if (!cleared.ok) throw new Error(cleared.error.detail);
  return cleared.value.results;
}
