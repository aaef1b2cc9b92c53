// The inbox as older clients read it: unfiled tasks that Things still lacks, handed out to one client at a time.

import { dayInZone } from '../../../model/zones.ts';
import type { OutboxState, Store } from '../../../hub/store.ts';
import { remoteId, type TaskId } from '../../../model/ids.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import type { InboxFormat } from '../../../protocol/older/inbox.ts';
import type { InboxAnswer, Marked, MarkResult } from '../../../protocol/answers/older/things.ts';
import type { Visited } from '../../../sync/replica.ts';
import type { AccountFailure } from '../../../sync/owner/account-port.ts';
import { isOpenTask } from '../../../sync/unit-of-work.ts';
import { leaseOf } from '../agents/lease.ts';
import { knownThings, THINGS } from '../known.ts';
import type { OlderParts } from './calls.ts';
import {
  allOf,
  forgetMade,
  handedOut,
  handOut,
  isFree,
  isAwaited,
  noteImported,
  notImported,
  takeOut,
} from './handed-out.ts';
import { dayHandedOut, flatTodo, inboxTodo, thingsUrl, type InboxTask } from './inbox-format.ts';
import { NOTHING_TOLD } from './client-report.ts';
import { visitOfOlderClient, whyNot } from './visit.ts';

/** The replica whose ids clients know. */
const SOURCE = 'todoist';

/** The states of operations that were not sent to Things yet. */
const WAITING: readonly OutboxState[] = ['queued', 'held', 'failed'];

/** More than anyone has in one inbox. */
const MAX_WAITING = 20_000;

/** So many are handed out, shown, cleared or emptied at once: the next call goes on. */
const MOST_AT_ONCE = 500;

/** What is asked for again and again is put down anew no sooner than this, ms: it is the client's for 15 minutes. */
const AFRESH_MS = 4 * 60_000;
const AFRESH_ALONE_MS = 10 * 60_000;

/** One task with its hub id. */
export interface Shown extends InboxTask {
  readonly task: TaskId;
}

/** Who asks, and for what. */
export interface InboxQuery {
  /** Distinguishes clients; reveals nothing about their tokens. */
  readonly to: string;
  /** Include what Things already has. */
  readonly all: boolean;
  /** null: to-dos as `things:///json` takes them. */
  readonly format: InboxFormat | null;
  /** Of everything, only what stands behind this task, by its id in Todoist; null: from the beginning. */
  readonly after?: string | null;
}

/** Reads what is new and hands it out. */
export async function readInbox(
  parts: OlderParts,
  query: InboxQuery,
): Promise<Result<InboxAnswer, AccountFailure>> {
  const { store } = parts;
  const visited = await parts.account.visit(visitOfOlderClient(store, NOTHING_TOLD, parts.zone()));
  const failure = unreadable(parts, visited);
  if (failure !== null) return err(failure);
  const waiting = whyNot(parts) === null ? store.transaction(() => handOutAll(parts, query.to)) : [];
  const tasks = query.all ? everything(parts, query.after ?? null) : waiting;
  return ok(answer(tasks, query, dayInZone(parts.now(), parts.zone() ?? 'UTC')));
}

/** Why the inbox is unknown after a visit; null: it is known. */
export function unreadable(
  parts: OlderParts,
  { problems }: Pick<Visited<never>, 'problems'>,
): AccountFailure | null {
  if (whyNot(parts) !== null || knownThings(parts.store) !== null) return null;
  return { kind: 'unavailable', detail: problems[0]?.detail ?? 'Todoist was not read yet' };
}

/** Marks what a client was last handed out as imported, and nothing that arrived since. */
export function markImported(parts: OlderParts, to: string): Marked {
  const { store } = parts;
  const results = store.transaction(() =>
    notImported(store, to).flatMap((task) => {
      const shown = shownOf(store, task);
      const record = handedOut(store, task);
      // What was done meanwhile is no news for the client; its to-do may show all the same.
      if (shown === null || record === null) return [];
      noteImported(store, task, { ...record, importedAt: parts.now() });
      return [marked(shown, 'marked_synced')];
    }),
  );
  return { results, count: results.length };
}

function answer(
  tasks: readonly Shown[],
  query: InboxQuery,
  today: ReturnType<typeof dayInZone>,
): InboxAnswer {
  if (query.format === 'flat') return tasks.map(flatTodo);
  const todos = tasks.map((task) => inboxTodo(task, today));
  if (query.format !== 'url') return todos;
  const taskMappings = tasks.map(({ id, thingsId }) => ({ todoistId: id, thingsId }));
  return { url: thingsUrl(todos), tasks: todos, count: todos.length, filtered: !query.all, taskMappings };
}

/** What waits to be made in Things and nobody else has, from now on this client's. */
function handOutAll(parts: OlderParts, to: string): readonly Shown[] {
  const { store, now } = parts;
  const at = now();
  for (const task of allOf(store)) if (isOver(store, task, at)) takeOut(store, task);
  forgetMade(store, at);
  const free = waitingFor(parts, to);
  const fresh = at - (leaseOf(store) === null ? AFRESH_ALONE_MS : AFRESH_MS);
  const records = free.map(({ task, fields }) => {
    const { title, notes } = fields;
    const before = handedOut(store, task);
    const since = before !== null && before.to === to && before.at > fresh ? before.at : at;
    return [task, { at: since, title, notes, day: dayHandedOut(fields) }] as const;
  });
  handOut(store, to, new Map(records));
  return free;
}

/** What waits to be made in Things and may be handed out to a client. */
export function waitingFor(parts: OlderParts, to: string): readonly Shown[] {
  const { store, mostAtOnce = MOST_AT_ONCE } = parts;
  const agentSeenAt = leaseOf(store) === null ? null : store.contacts.get(THINGS).seenAt;
  const asks = { to, now: parts.now(), agentSeenAt };
  return store.outbox
    .ofReplica(THINGS, WAITING, MAX_WAITING)
    .filter(({ kind, fields }) => kind === 'create' && (fields.place ?? null) === null)
    .flatMap(({ taskId }) => taskId ?? [])
    .filter((task) => isFree(store, task, asks))
    .flatMap((task) => shownOf(store, task) ?? [])
    .slice(0, mostAtOnce);
}

/** It is forgotten, or nothing was made for it in all the time that it is waited for. What was imported is handed out no second time. */
function isOver(store: Store, task: TaskId, now: number): boolean {
  const hub = store.tasks.get(task);
  if (hub === null) return true;
  const isImported = handedOut(store, task)?.importedAt !== null;
  const isStillToCome = isImported && isOpenTask(hub) && store.links.get(task, THINGS) === null;
  return !isStillToCome && !isAwaited(store, task, now);
}

/** Open tasks that are filed nowhere, whether Things has them or not, in the order of their ids here: so many behind one of them. */
export function everything(
  { store, mostAtOnce = MOST_AT_ONCE }: OlderParts,
  after: string | null = null,
): readonly Shown[] {
  const begin = after === null ? '' : (store.links.byRemoteId(SOURCE, remoteId(after))?.taskId ?? '');
  const found: Shown[] = [];
  for (const hub of store.tasks.all()) {
    if (hub.id <= begin || !isOpenTask(hub) || hub.fields.place !== null) continue;
    const shown = shownOf(store, hub.id);
    if (shown !== null) found.push(shown);
    if (found.length === mostAtOnce) break;
  }
  return found;
}

function shownOf(store: Store, task: TaskId): Shown | null {
  const hub = store.tasks.get(task);
  const id = store.links.get(task, SOURCE)?.remoteId;
  if (hub === null || id === undefined || !isOpenTask(hub)) return null;
  const link = store.links.get(task, THINGS);
  return { task, id, thingsId: link?.remoteId ?? null, fields: hub.fields };
}

function marked({ id, fields }: Shown, status: 'marked_synced'): MarkResult {
  return { id, content: fields.title, status };
}
