// Records what was done and why: events and conflicts. Decides nothing.

import type { Reconciled } from '../engine/reconcile.ts';
import type { Reason } from '../engine/reason.ts';
import type { HubContainer } from '../model/container.ts';
import { isReadBack, type Conflict } from '../model/conflict.ts';
import type { ReplicaName, TaskId } from '../model/ids.ts';
import { fieldNamesOf, pickFields, type SomeFields } from '../model/task.ts';
import type { Pass } from './unit-of-work.ts';
import type { HubEvent, NewEvent, RecordedFields } from '../hub/events.ts';
import type { OutboxEntry, Store } from '../hub/store.ts';

/** How long events and resolved conflicts are kept, ms (30 days). */
const HISTORY_KEPT_MS = 30 * 86_400_000;

/** How many events are deleted at once: each is a row, and a first sync of 30 days ago must not use up a day's writes. */
const MAX_FORGOTTEN = 5000;

/** How long tombstones are kept, ms (90 days). */
const TOMBSTONE_KEPT_MS = 90 * 86_400_000;

/** Records an operation that was carried out. */
export function recordDone(
  pass: Pass,
  done: { readonly entry: OutboxEntry; readonly title: string; readonly after: SomeFields },
): void {
  const { entry } = done;
  if (entry.taskId === null) return;
  pass.store.events.add({
    at: pass.now,
    kind: entry.kind,
    taskId: entry.taskId,
    containerId: null,
    replica: entry.replica,
    operation: entry.id,
    title: done.title,
    before: { ...changedOf(entry), ...linesWithDetails(pass, entry) },
    after: done.after,
  });
}

/** The previous values of the fields that the operation changed. */
function changedOf({ kind, before, fields }: OutboxEntry): SomeFields {
  return kind === 'update' ? pickFields(before, fieldNamesOf(fields)) : before;
}

/** Records a rename or move of a container that was carried out, including the name that lost. */
export function recordContainerDone(pass: Pass, entry: OutboxEntry, container: HubContainer): void {
  if (entry.kind === 'create_container') return;
  pass.store.events.add({
    at: pass.now,
    kind: entry.kind,
    taskId: null,
    containerId: container.id,
    replica: entry.replica,
    operation: entry.id,
    title: pass.containers.pathText(container.id),
    before: entry.before,
    after: entry.fields,
  });
}

/** Records what the hub decided about a container. */
export function recordContainerDecision(
  pass: Pass,
  container: HubContainer,
  decided: Pick<NewEvent, 'kind' | 'replica' | 'before' | 'after'>,
): void {
  pass.store.events.add({
    at: pass.now,
    taskId: null,
    containerId: container.id,
    operation: null,
    title: pass.containers.pathText(container.id),
    ...decided,
  });
}

/** Records something that concerns no task, such as our marker in a replica. Runs in the caller's transaction. */
export function recordNote(store: Store, note: Pick<HubEvent, 'at' | 'replica' | 'title'>): void {
  const nothing = { taskId: null, containerId: null, operation: null, before: {}, after: {} } as const;
  store.events.add({ ...note, ...nothing, kind: 'note' });
}

/** Deleted lines are recorded with everything that their sub-tasks had, so that an undo can restore it. */
function linesWithDetails(pass: Pass, { kind, taskId: task, before, fields }: OutboxEntry): RecordedFields {
  if (task === null || before.checklist === undefined || before.checklist.length === 0) return {};
  if (kind === 'update' && fields.checklist === undefined) return {};
  const kept = new Set(kind === 'delete' ? [] : fields.checklist?.map(({ key }) => key));
  const known = pass.store.links.of(task).find((link) => link.lineDetails !== undefined)?.lineDetails ?? {};
  const checklist = before.checklist.map((item) => {
    const details = Object.hasOwn(known, item.key) ? known[item.key] : undefined;
    return details === undefined || kept.has(item.key) ? item : { ...item, details };
  });
  return { checklist };
}

/** Records what a reconciliation decided. */
export function recordDecision(
  pass: Pass,
  task: TaskId,
  replica: ReplicaName,
  decided: Pick<Reconciled, 'conflicts' | 'reasons'>,
): void {
  const all = pass.store.conflicts.waitingOf(task);
  const waiting = new Set(all.filter((each) => !isReadBack(each)).map((conflict) => conflict.field));
  for (const conflict of decided.conflicts) {
    const { outcome, replicaValue } = conflict;
    const met = all.find((each) => isReadBack(each) && isOfSameField(each, conflict));
    if (met !== undefined && outcome === 'replica') {
      pass.store.conflicts.change(met.id, { outcome, replicaValue, resolvedAt: pass.now });
      continue;
    }
    // A new value of a field that already waits is recorded in the conflict that holds it.
    if (conflict.outcome === 'waiting' && waiting.has(conflict.field)) continue;
    pass.store.conflicts.add({ ...conflict, id: pass.parts.newId(), at: pass.now, resolvedAt: null });
  }
  for (const reason of decided.reasons) recordReason(pass, task, replica, reason);
}

function isOfSameField(a: Conflict, b: Conflict): boolean {
  return a.field === b.field && a.replica === b.replica;
}

/** Records one step of what was seen and decided. */
export function recordReason(
  pass: Pass,
  task: TaskId,
  replica: ReplicaName,
  reason: Pick<Reason, 'rule' | 'text'>,
): void {
  pass.store.events.explain(task, { replica, rule: reason.rule, text: reason.text });
}

/** Deletes records past their retention. Cheap; called once a day. */
export function forgetOld(pass: Pass): void {
  pass.store.events.prune(pass.now - HISTORY_KEPT_MS, MAX_FORGOTTEN);
  pass.store.conflicts.prune(pass.now - HISTORY_KEPT_MS);
  pass.store.tasks.prune(pass.now - TOMBSTONE_KEPT_MS);
  pass.store.clock.prune(pass.now - TOMBSTONE_KEPT_MS);
}
