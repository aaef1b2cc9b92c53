// What older clients may ask about Things, each call as one visit: what they tell is taken in, and they are answered in their words.

import type { RemoteId, TaskId } from '../../../model/ids.ts';
import type { Store } from '../../../hub/store.ts';
import type { Completed, Deleted, Made, Synced } from '../../../protocol/answers/older/things.ts';
import type { ToldCompleted, ToldDeleted, ToldMade, ToldTodos } from '../../../protocol/older/things.ts';
import type { Account } from '../../../sync/owner/account-port.ts';
import { THINGS } from '../known.ts';
import { answerCompleted, answerDeleted, answerMade, answerTodo, lookBefore } from './answer.ts';
import { NOTHING_TOLD, type Told } from './told.ts';
import { visitOfOlderClient } from './visit.ts';

/** What the calls work with. */
export interface OlderParts {
  readonly store: Store;
  readonly account: Pick<Account, 'visit'>;
  /** Epoch ms. */
  readonly now: () => number;
  /** The owner's zone; null where it is not known yet. */
  readonly zone: () => string | null;
}

/** Takes in open to-dos: part of what Things has, so that nothing follows from what is missing. */
export async function syncTodos(parts: OlderParts, todos: ToldTodos): Promise<Synced> {
  const told = { ...NOTHING_TOLD, todos };
  const before = lookBefore(parts, told, parts.now());
  await visit(parts, told);
  const results = todos.map((todo) => answerTodo(parts, todo, before));
  const count = counterOf(results);
  const summary = {
    created: count('created'),
    existing: count('already_exists'),
    errors: count('error'),
    conflictsDetected: count('conflict_detected'),
    conflictsResolved: count('conflict_resolved'),
    total: results.length,
  };
  return { results, summary };
}

/** Takes in completed to-dos, each as often as it is told and done once. */
export async function syncCompleted(parts: OlderParts, completed: ToldCompleted): Promise<Completed> {
  const told = { ...NOTHING_TOLD, completed: completed.map(({ thingsId }) => thingsId) };
  const before = lookBefore(parts, told, parts.now());
  await visit(parts, told);
  const results = completed.map((one) => answerCompleted(parts, one, before));
  const count = counterOf(results);
  const summary = {
    completed: count('completed'),
    notFound: count('not_found'),
    errors: count('error'),
    total: results.length,
  };
  return { results, summary };
}

/** Takes in what is in the trash: each is deleted once. */
export async function syncDeleted(parts: OlderParts, deleted: ToldDeleted): Promise<Deleted> {
  const told = { ...NOTHING_TOLD, deleted: deleted.map(({ thingsId }) => thingsId) };
  const before = lookBefore(parts, told, parts.now());
  await visit(parts, told);
  const results = deleted.map(({ thingsId }) => answerDeleted(parts, thingsId, before));
  const count = counterOf(results);
  const summary = {
    closed: count('closed'),
    notFound: count('not_found'),
    errors: count('error'),
    total: results.length,
  };
  return { results, summary };
}

/** Links to-dos that were made for tasks of Todoist. */
export async function linkPairs(parts: OlderParts, made: ToldMade): Promise<Made> {
  const before = new Map<RemoteId, TaskId>();
  for (const { thingsId } of made) {
    const link = parts.store.links.byRemoteId(THINGS, thingsId);
    if (link !== null) before.set(thingsId, link.taskId);
  }
  await visit(parts, { ...NOTHING_TOLD, made });
  const results = made.map((pair) => answerMade(parts, pair, before));
  return { updated: results.filter(({ updated }) => updated).length, total: results.length, results };
}

function visit({ store, account, zone }: OlderParts, told: Told): Promise<unknown> {
  return account.visit(visitOfOlderClient(store, told, zone()));
}

function counterOf(results: readonly { readonly status: string }[]): (status: string) => number {
  return (status) => results.filter((one) => one.status === status).length;
}
