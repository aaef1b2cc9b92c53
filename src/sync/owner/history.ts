// The event stream in readable form: what was done, and why a task is as it is. Read-only.

import { isCarriedOut, isDecision, isUndoing, type EventStep, type HubEvent } from '../../hub/events.ts';
import type { ConflictRecord, Store } from '../../hub/store.ts';
import { containerId, remoteId, taskId, type ReplicaName, type TaskId } from '../../model/ids.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { ConflictEntry, Explanation, HistoryEntry } from '../../protocol/history.ts';
import type { AccountParts } from '../unit-of-work.ts';
import type { Account, AccountFailure } from './account-port.ts';

/** Maximum number of steps, and of operations, in an explanation. */
const MAX_STEPS = 100;
const MAX_SENT = 50;
/** … and of values that met. */
const MAX_CONFLICTS = 50;
/** How many events of a task are searched for the decision behind an operation. */
const MAX_EVENTS_BACK = 100;

/** One page of what was carried out, newest first. */
export function historyOf(
  parts: AccountParts,
  { task, limit, before, run }: Parameters<Account['history']>[0],
): readonly HistoryEntry[] {
  const { store, replicas } = parts;
  const entryOf = (event: HubEvent): HistoryEntry => historyEntry(parts, event);
  if (run != null) {
    const all = eventsOfRun(store, run).filter(({ seq }) => before === null || seq < before);
    return all.slice(0, limit).map(entryOf);
  }
  if (task === null) return store.events.list({ before, limit, withDecisions: false }).map(entryOf);
  const found: HistoryEntry[] = [];
  for (const event of eventsAbout(store, replicas.names, task)) {
    if (found.length === limit) break;
    if (isCarriedOut(event) && (before === null || event.seq < before)) found.push(entryOf(event));
  }
  return found;
}

/** The decision that an operation carried out: often one of an earlier run. Null if it was forgotten, or was none, as in a first sync. */
function decisionBehind(store: Store, event: HubEvent): HubEvent | null {
  if (!isCarriedOut(event)) return null;
  const [newest] = decisionsBehind(store, event);
  return newest ?? [...eventsBefore(store, event)].find(isDecision) ?? null;
}

/**
 * The decisions that an operation carried out, newest first: all about its fields since its replica was told something the time
 * before, but those that came from there.
 */
export function decisionsBehind(store: Store, event: HubEvent): readonly HubEvent[] {
  const found: HubEvent[] = [];
  if (!isCarriedOut(event)) return found;
  const names = Object.keys(event.before);
  for (const earlier of eventsBefore(store, event)) {
    if (isCarriedOut(earlier) && earlier.replica === event.replica) break;
    const isAbout = event.kind !== 'update' || names.some((name) => Object.hasOwn(earlier.after, name));
    if (isDecision(earlier) && earlier.replica !== event.replica && isAbout) found.push(earlier);
  }
  return found;
}

function* eventsBefore(store: Store, { previous }: HubEvent): Iterable<HubEvent> {
  let seq = previous;
  for (let step = 0; step < MAX_EVENTS_BACK && seq !== null; step += 1) {
    const earlier = store.events.get(seq);
    if (earlier === null) return;
    yield earlier;
    seq = earlier.previous;
  }
}

/** When an event was undone, by itself or with the decision that it carried out; null: it was not. */
export function undoneAtOf(store: Store, event: HubEvent): number | null {
  return event.undoneAt ?? decisionBehind(store, event)?.undoneAt ?? null;
}

/** Events about the task with this id in the hub or a replica, otherwise about the container with this id. */
function eventsAbout(store: Store, replicas: readonly ReplicaName[], name: string): Iterable<HubEvent> {
  const task = findTask(store, replicas, name);
  if (task !== null) return store.events.ofTask(task);
  const { containers } = store;
  const ofReplicas = replicas.map((replica) => containers.linkByRemoteId(replica, remoteId(name)));
  const linked = ofReplicas.find((link) => link !== null)?.containerId;
  return store.events.ofContainer(linked ?? containerId(name));
}

/**
 * What a run decided, and what was carried out for its tasks before the next decision about them; newest first. Of a run that only
 * carried out what others had decided, that.
 */
function eventsOfRun(store: Store, run: number): readonly HubEvent[] {
  const inIt = [...store.events.ofRun(run)];
  const tasks = new Set(inIt.filter(isDecision).flatMap(({ taskId: task }) => task ?? []));
  const own = inIt.filter((event) => (decisionBehind(store, event)?.run ?? run) === run);
  const later = [...tasks].flatMap((task) => carriedOutFor(store, task, run));
  return (own.length === 0 ? inIt : [...own, ...later]).toSorted((a, b) => b.seq - a.seq);
}

function carriedOutFor(store: Store, task: TaskId, run: number): readonly HubEvent[] {
  const found: HubEvent[] = [];
  for (const event of store.events.ofTask(task)) {
    if (event.run <= run) break;
    if (isDecision(event)) found.length = 0;
    else if (isCarriedOut(event)) found.push(event);
  }
  return found;
}

/**
 * An event as clients receive it. An operation is told under the run that decided it, or under its own if that was forgotten, with
 * where the decision came from; and as undone with its decision.
 */
export function historyEntry(parts: AccountParts, event: HubEvent): HistoryEntry {
  const { seq, at, kind, title, replica } = event;
  const decision = decisionBehind(parts.store, event);
  const { run } = decision ?? event;
  const from = isCarriedOut(event) ? originOfOperation(parts, event) : originOf(parts, event);
  const fromTitle = from === null ? null : ownTitleOf(parts, from);
  return {
    id: String(seq),
    at,
    run,
    task: event.taskId ?? event.containerId ?? '',
    title,
    replica: replica ?? 'person',
    from,
    ...(fromTitle !== null && { fromTitle }),
    kind,
    before: { ...event.before },
    after: { ...event.after },
    undoneAt: event.undoneAt ?? decision?.undoneAt ?? null,
    ...(isUndoing(decision ?? event) && { undoes: true }),
  };
}

/** Where the change came from that an operation carried out; null where that was forgotten, or is a first sync. */
function originOfOperation(parts: AccountParts, event: HubEvent): string | null {
  const [elsewhere] = decisionsBehind(parts.store, event);
  return elsewhere === undefined ? null : originOf(parts, elsewhere);
}

/** Where a decision came from: `person` for the owner, or a replica; a replica that stands for many tells which. */
function originOf(
  { store, replicas }: AccountParts,
  { taskId: task, replica }: Pick<HubEvent, 'taskId'> & { readonly replica: string | null },
): string {
  if (replica === null || replica === 'person') return 'person';
  const link = task === null ? null : store.links.get(task, replica);
  return (link === null ? undefined : replicas.get(replica).senderOf?.(link.remoteId)) ?? replica;
}

/** The title of one of many replicas of a kind, such as a device; null where the name says it all. */
function ownTitleOf({ replicas }: AccountParts, name: string): string | null {
  const title = replicas.titleOf(name);
  return replicas.names.includes(name) || title === name ? null : title;
}

/** What the system saw of a task, what it decided, by which rule, and what it sent. */
export function explainTask(parts: AccountParts, name: string): Result<Explanation, AccountFailure> {
  const { store, replicas } = parts;
  const id = findTask(store, replicas.names, name);
  const hub = id === null ? null : store.tasks.get(id);
  if (id === null || hub === null) return err({ kind: 'not_found', detail: `no task is known as ${name}` });
  return ok({
    task: id,
    fields: { ...hub.fields },
    deletedAt: hub.deletedAt,
    links: store.links.of(id).map((link) => ({
      replica: link.replica,
      remoteId: link.remoteId,
      state: link.state,
      shadow: { ...link.shadow },
    })),
    steps: [...explanationSteps(store.events.ofTask(id))].map((step) => ({
      ...step,
      replica: originOf(parts, { taskId: id, replica: step.replica }),
    })),
    conflicts: store.conflicts
      .of(id)
      .toSorted((a, b) => b.at - a.at)
      .slice(0, MAX_CONFLICTS)
      .map((record) => conflictEntry(store, record)),
    waiting: store.outbox
      .ofTask(id)
      .map((entry) => `${entry.replica}: ${entry.kind} (${entry.state}) ${entry.reason ?? ''}`.trim()),
  });
}

/** A conflict record as clients receive it. */
export function conflictEntry(store: Store, record: ConflictRecord): ConflictEntry {
  const { taskId: task, ...rest } = record;
  return { ...rest, task, title: store.tasks.get(task)?.fields.title ?? '' };
}

/** The newest steps of these events, newest first. */
export function stepsOf(events: Iterable<HubEvent>, limit: number): readonly EventStep[] {
  const found: EventStep[] = [];
  for (const { steps } of events) {
    if (found.length >= limit) break;
    found.push(...steps.toReversed());
  }
  return found.slice(0, limit);
}

function* explanationSteps(events: Iterable<HubEvent>): Iterable<Explanation['steps'][number]> {
  let [steps, sent] = [0, 0];
  for (const event of events) {
    if (steps >= MAX_STEPS || sent >= MAX_SENT) return;
    const { at, kind, after, replica } = event;
    if (isCarriedOut(event)) {
      sent += 1;
      const text = `${kind} ${Object.keys(after).join(', ')}`.trim();
      yield { at, replica: replica ?? 'person', rule: 'sent', text };
    }
    if (kind === 'made' && event.steps.length === 0) {
      yield { at, replica: replica ?? 'person', rule: 'L17', text: 'This is where the task comes from.' };
    }
    for (const step of event.steps.toReversed()) {
      steps += 1;
      yield { at, ...step };
    }
  }
}

/** The task with this id in the hub or in a replica; null if there is none. */
function findTask(store: Store, replicas: readonly ReplicaName[], name: string): TaskId | null {
  if (store.tasks.get(taskId(name)) !== null) return taskId(name);
  for (const replica of replicas) {
    const link = store.links.byRemoteId(replica, remoteId(name));
    if (link !== null) return link.taskId;
  }
  return null;
}
