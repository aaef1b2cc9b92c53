// The event stream in readable form: what was done, and why a task is as it is. Read-only.

import { isCarriedOut, isDecision, type EventStep, type HubEvent } from '../../hub/events.ts';
import type { Store } from '../../hub/store.ts';
import { containerId, remoteId, taskId, type ReplicaName, type TaskId } from '../../model/ids.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Explanation, HistoryEntry } from '../../protocol/history.ts';
import type { AccountParts } from '../unit-of-work.ts';
import type { Account, AccountFailure } from './account-port.ts';

/** Maximum number of steps, and of operations, in an explanation. */
const MAX_STEPS = 100;
const MAX_SENT = 50;
/** How many events of a task are searched for the decision behind an operation. */
const MAX_EVENTS_BACK = 100;

/** One page of what was carried out, newest first. */
export function historyOf(
  { store, replicas }: AccountParts,
  { task, limit, before, run }: Parameters<Account['history']>[0],
): readonly HistoryEntry[] {
  if (run != null) {
    const all = eventsOfRun(store, run).filter(({ seq }) => before === null || seq < before);
    return all.slice(0, limit).map(historyEntry);
  }
  const entryOf = (event: HubEvent): HistoryEntry =>
    historyEntry({ ...event, run: runThatDecided(store, event) });
  if (task === null) return store.events.list({ before, limit, withDecisions: false }).map(entryOf);
  const found: HistoryEntry[] = [];
  for (const event of eventsAbout(store, replicas.names, task)) {
    if (found.length === limit) break;
    if (isCarriedOut(event) && (before === null || event.seq < before)) found.push(entryOf(event));
  }
  return found;
}

/**
 * An operation belongs to the run that decided it, often an earlier one: it is shown and undone under that run's number. If that
 * was forgotten, to the run that carried it out.
 */
function runThatDecided(store: Store, event: HubEvent): number {
  let seq = event.previous;
  for (let step = 0; step < MAX_EVENTS_BACK && seq !== null; step += 1) {
    const earlier = store.events.get(seq);
    if (earlier === null) break;
    if (isDecision(earlier)) return earlier.run;
    seq = earlier.previous;
  }
  return event.run;
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

/** What a run decided and did, and what was carried out for its tasks before the next decision about them; newest first. */
function eventsOfRun(store: Store, run: number): readonly HubEvent[] {
  const own = [...store.events.ofRun(run)];
  const tasks = new Set(own.filter(isDecision).flatMap(({ taskId: task }) => task ?? []));
  const later = [...tasks].flatMap((task) => carriedOutFor(store, task, run));
  return [...own, ...later].toSorted((a, b) => b.seq - a.seq);
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

/** An event as clients receive it. */
export function historyEntry(event: HubEvent): HistoryEntry {
  const { seq, at, run, kind, title, replica, undoneAt } = event;
  return {
    id: String(seq),
    at,
    run,
    task: event.taskId ?? event.containerId ?? '',
    title,
    replica: replica ?? 'person',
    kind,
    before: { ...event.before },
    after: { ...event.after },
    undoneAt,
  };
}

/** What the system saw of a task, what it decided, by which rule, and what it sent. */
export function explainTask(
  { store, replicas }: AccountParts,
  name: string,
): Result<Explanation, AccountFailure> {
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
    steps: [...explanationSteps(store.events.ofTask(id))],
    waiting: store.outbox
      .ofTask(id)
      .map((entry) => `${entry.replica}: ${entry.kind} (${entry.state}) ${entry.reason ?? ''}`.trim()),
  });
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
