// The calls of older clients about Things, each as one visit: their reports are processed, and the response is in their format.

import type { RemoteId, TaskId } from '../../../model/ids.ts';
import type { Store } from '../../../hub/store.ts';
import type {
  Completed,
  Deleted,
  Made,
  MadeResult,
  Synced,
  SyncResult,
} from '../../../protocol/answers/older/things.ts';
import { goodOf, type Element } from '../../../protocol/older/elements.ts';
import type { ToldCompleted, ToldDeleted, ToldMade, ToldTodos } from '../../../protocol/older/things.ts';
import type { Visited } from '../../../sync/replica.ts';
import type { Account } from '../../../sync/owner/account-port.ts';
import { THINGS } from '../known.ts';
import { answerPair } from './answer-pair.ts';
import { answerCompleted, answerDeleted, answerTodo, answerTwice, lookBefore } from './answer.ts';
import { NOTHING_TOLD, type ClientReport } from './client-report.ts';
import { visitOfOlderClient, whyNot } from './visit.ts';

/** The dependencies of the calls. */
export interface OlderParts {
  readonly store: Store;
  readonly account: Pick<Account, 'visit'>;
  /** Epoch ms. */
  readonly now: () => number;
  /** So many tasks are handed out, shown, cleared or emptied at once; without it, 500. */
  readonly mostAtOnce?: number;
  /** The owner's zone; null where it is not known yet. */
  readonly zone: () => string | null;
}

/** Takes in open to-dos: part of what Things has, so that nothing follows from what is missing. */
export async function syncTodos(parts: OlderParts, list: ToldTodos): Promise<Synced> {
  // What stands twice is one to-do, as it is told last.
  const todos = [...new Map(goodOf(list).map((todo) => [todo.id, todo])).values()];
  const told = { ...NOTHING_TOLD, todos };
  const before = lookBefore(parts, told, parts.now());
  await visit(parts, told);
  const firsts = new Map<RemoteId, SyncResult>();
  const results = list.map((one): SyncResult => {
    if (!one.ok) return { ...refused(one, 'id', 'title'), details: {} };
    const first = firsts.get(one.value.id);
    if (first !== undefined) return answerTwice(first, one.value);
    const result = answerTodo(parts, one.value, before);
    firsts.set(one.value.id, result);
    return result;
  });
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
export async function syncCompleted(parts: OlderParts, list: ToldCompleted): Promise<Completed> {
  const told = { ...NOTHING_TOLD, completed: goodOf(list).map(({ thingsId }) => thingsId) };
  const before = lookBefore(parts, told, parts.now());
  await visit(parts, told);
  const results = list.map((one) =>
    one.ok ? answerCompleted(parts, one.value, before) : refused(one, 'thingsId'),
  );
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
export async function syncDeleted(parts: OlderParts, list: ToldDeleted): Promise<Deleted> {
  const told = { ...NOTHING_TOLD, deleted: goodOf(list).map(({ thingsId }) => thingsId) };
  const before = lookBefore(parts, told, parts.now());
  await visit(parts, told);
  const results = list.map((one) =>
    one.ok ? answerDeleted(parts, one.value.thingsId, before) : refused(one, 'thingsId'),
  );
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
export async function linkPairs(parts: OlderParts, list: ToldMade): Promise<Made> {
  const { store } = parts;
  const made = goodOf(list);
  const tasks = new Map<RemoteId, TaskId>();
  const noteLinked = ({ thingsId }: { readonly thingsId: RemoteId }): void => {
    const link = store.links.byRemoteId(THINGS, thingsId);
    if (link !== null) tasks.set(thingsId, link.taskId);
  };
  made.forEach(noteLinked);
  const reason = whyNot(parts);
  const { problems } = await visit(parts, { ...NOTHING_TOLD, made });
  const before = { tasks, whyNot: reason, unread: problems[0]?.detail ?? null };
  const results = list.map((one) => {
    if (!one.ok) return refusedPair(one);
    const result = answerPair(store, one.value, before);
    // The same pair further down in the list is one that was linked.
    noteLinked(one.value);
    return result;
  });
  return { updated: results.filter(({ updated }) => updated).length, total: results.length, results };
}

function visit(
  { store, account, zone }: OlderParts,
  told: ClientReport,
): Promise<Pick<Visited<never>, 'problems'>> {
  return account.visit(visitOfOlderClient(store, told, zone()));
}

type Refused = Extract<Element<unknown>, { ok: false }>;

/** An element that can't be read is an error by itself, under the names that it gives. */
function refused<Name extends string>(
  { named, why }: Refused,
  ...names: readonly Name[]
): { readonly [Each in Name]: string } & { readonly status: 'error'; readonly message: string } {
  const given = Object.fromEntries(names.map((name) => [name, named[name] ?? ''])) as Record<Name, string>;
  return { ...given, status: 'error', message: why };
}

function refusedPair({ named, why }: Refused): MadeResult {
  const { thingsId = '', todoistId = '' } = named;
  return { thingsId, todoistId, updated: false, message: why };
}

function counterOf(results: readonly { readonly status: string }[]): (status: string) => number {
  return (status) => results.filter((one) => one.status === status).length;
}
