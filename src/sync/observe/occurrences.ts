// Repeating tasks with one owner: in the other replicas each occurrence is a plain task, and only the owner creates the next one.

import type { ReplicaName, TaskId } from '../../model/ids.ts';
import { reconcile } from '../../engine/reconcile.ts';
import { newLink, type Link, type Observation, type ObservedFields } from '../../model/link.ts';
import { isSame } from '../../model/same.ts';
import { isScheduled, pickFields } from '../../model/task.ts';
import type { FieldName, HubTask, SomeFields } from '../../model/task.ts';
import { addOperation } from '../plan/plan-task.ts';
import { recordDecision, recordReason } from '../record.ts';
import { putTask, type Pass } from '../unit-of-work.ts';

/** Fields of a past occurrence's copy that are about the series, not about that occurrence alone. */
const LATE_FIELDS: readonly FieldName[] = [
  'title',
  'notes',
  'deadline',
  'tags',
  'checklist',
  'place',
  'priority',
];

/** A replica completed its copy of an occurrence: this is sent to the owner, and the copy stays behind, completed. */
export function tellOwnerOfOccurrence(pass: Pass, hub: HubTask, link: Link): void {
  const owner = hub.fields.repeat?.owner;
  const ownerLink = owner === undefined ? null : pass.store.links.get(hub.id, owner);
  if (hasCounterparts(pass, link.replica)) retire(pass, link);
  pass.touched.add(hub.id);
  // If the owner deleted the series, there is no occurrence to close: the series is restored with what was edited.
  if (owner === undefined || ownerLink === null || ownerLink.state === 'deleted') return;
  dropUnsent(pass, hub, owner);
  const { start, checklist } = hub.fields;
  const held = ownerLink.shadow.start ?? start;
  // The next date is counted from the date that the occurrence was last moved to.
  const moves = isScheduled(start) && isScheduled(held) && !isSame(start, held);
  const ticked = checklist.some((line) => line.done);
  addOperation(pass, {
    replica: owner,
    taskId: hub.id,
    kind: 'complete_occurrence',
    fields: { status: 'completed', ...(moves && { start }) },
    before: { status: 'open', start: held, ...(ticked && { checklist }) },
  });
  if (!ticked) return;
  const lines = checklist.map((line) => ({ ...line, done: false }));
  const stamps = { ...hub.stamps, checklist: { at: pass.now, by: link.replica } };
  putTask(pass, { ...hub, fields: { ...hub.fields, checklist: lines }, stamps });
}

/** The owner completed an occurrence: every copy of it is completed and stays behind; the next one will be created separately. */
export function closeOccurrence(pass: Pass, hub: HubTask, owner: ReplicaName): void {
  for (const link of pass.store.links.of(hub.id)) {
    if (link.replica === owner || !hasCounterparts(pass, link.replica)) continue;
    if (link.state === 'active' && (link.shadow.status ?? 'open') === 'open') {
      dropUnsent(pass, hub, link.replica);
      completeSpentCopy(pass, hub.id, link, pickFields(link.shadow, LATE_FIELDS));
    }
    retire(pass, link);
    recordReason(pass, hub.id, link.replica, {
      rule: 'M18',
      text: `The occurrence was completed in ${owner}: its copy here is completed, and the next one is created.`,
    });
  }
  pass.touched.add(hub.id);
}

/** A copy that was out of sight when its occurrence was completed, and is seen open in the same read, is completed too. */
export function completeSpentCopy(
  pass: Pass,
  task: TaskId,
  observation: Pick<Observation, 'replica' | 'remoteId'>,
  lastSeen: SomeFields = {},
): void {
  addOperation(pass, {
    replica: observation.replica,
    taskId: task,
    kind: 'update',
    remoteId: observation.remoteId,
    fields: { status: 'completed' },
    before: { ...lastSeen, status: 'open' },
  });
}

/**
 * An edit in a copy whose occurrence its owner closed at the same time also concerns the series, so it is applied to the live task.
 * Only while the copy is still to be completed, and without its date and ticked lines, which concern that occurrence alone.
 */
export function applyLateEdit(pass: Pass, observation: Observation): void {
  if (observation.deleted || !pass.store.links.isRetired(observation.replica, observation.remoteId)) return;
  const [entry] = pass.store.outbox.naming(observation.replica, observation.remoteId);
  const hub = entry?.taskId == null ? null : pass.store.tasks.get(entry.taskId);
  const profile = pass.profiles.get(observation.replica);
  if (entry === undefined || hub === null || profile === undefined || hub.deletedAt !== null) return;
  const fields = lateFields(observation, entry.before);
  const decided = reconcile({
    hub,
    link: spentLink(hub, observation, entry.before),
    observation: { ...observation, fields },
    profile,
    strategy: pass.config.strategy,
    strategies: pass.config.strategies,
    now: pass.now,
    held: new Set(pass.store.conflicts.waitingOf(hub.id).map((conflict) => conflict.field as FieldName)),
  });
  if (decided.changed.length > 0) putTask(pass, decided.hub);
  recordDecision(pass, hub.id, observation.replica, decided);
  const before = { ...entry.before, ...pickFields(decided.link.shadow, LATE_FIELDS) };
  if (isSame(before, entry.before)) return;
  pass.store.outbox.remove(entry.id);
  pass.store.outbox.add({ ...entry, before });
}

function lateFields({ fields }: Observation, lastSeen: SomeFields): ObservedFields {
  const { checklist, ...others } = fields;
  const late: ReadonlySet<string> = new Set(LATE_FIELDS.filter((name) => lastSeen[name] !== undefined));
  const told: Omit<ObservedFields, 'checklist'> = Object.fromEntries(
    Object.entries(others).filter(([name]) => late.has(name)),
  );
  if (checklist === undefined || lastSeen.checklist === undefined) return told;
  const doneBefore = new Set(lastSeen.checklist.filter(({ done }) => done).map(({ title }) => title));
  return { ...told, checklist: checklist.map((line) => ({ ...line, done: doneBefore.has(line.title) })) };
}

function spentLink(hub: HubTask, { replica, remoteId }: Observation, lastSeen: SomeFields): Link {
  return { ...newLink(hub.id, replica, remoteId), shadow: pickFields(lastSeen, LATE_FIELDS) };
}

/** One that only reports has no copy that could stay behind. */
function hasCounterparts({ parts }: Pass, replica: ReplicaName): boolean {
  return parts.replicas.names.includes(replica);
}

function retire(pass: Pass, link: Link): void {
  pass.store.links.remove(link.taskId, link.replica);
  pass.store.links.retire(link.replica, link.remoteId, link.taskId, pass.now);
}

/** What was planned for a copy that is left behind is no longer needed. */
function dropUnsent(pass: Pass, hub: HubTask, replica: ReplicaName): void {
  for (const entry of pass.store.outbox.ofTask(hub.id)) {
    if (entry.replica === replica && entry.state !== 'sent' && entry.remoteId === null)
      pass.store.outbox.remove(entry.id);
  }
}
