// Takes many decisions back, such as those of a run: each, newest first, as an ordinary change. What its operations did follows from that. What
// was changed since stays, and is told.

import { isCarriedOut, isDecision, type HubEvent } from '../../hub/events.ts';
import type { TaskId } from '../../model/ids.ts';
import { isSame } from '../../model/same.ts';
import { FIELD_NAMES, pickFields, type FieldName, type HubTask } from '../../model/task.ts';
import type { Pass } from '../unit-of-work.ts';
import { takeDetailsBack, undoEvent } from './undo.ts';

/** What became of an attempt to take decisions back. */
export interface RunTakenBack {
  /** Decisions that were taken back, at least in part. */
  readonly undone: readonly HubEvent[];
  /** What stays, each with its reason. */
  readonly left: readonly LeftAsItIs[];
}

/** A decision, or a part of one, that was not taken back. */
export interface LeftAsItIs {
  readonly event: HubEvent;
  readonly why: string;
}

const CHANGED_SINCE = 'it was changed since';

/**
 * Takes the decisions among `events` back, which come oldest first and are all of a run, or all since a time (epoch ms). Within the
 * caller's transaction. What was taken back after that time is taken back with its undoing, which is among them.
 */
export function undoEvents(pass: Pass, events: readonly HubEvent[], since: number | null): RunTakenBack {
  const undone: HubEvent[] = [];
  const left: LeftAsItIs[] = [];
  for (const event of events.filter(isDecision).toReversed()) {
    const { part, why } = whatToUndo(
      pass,
      isUndoneAgain(event, since) ? { ...event, undoneAt: null } : event,
    );
    const isDone = part !== null && undoEvent(pass, part);
    if (isDone) undone.push(event);
    const reason = why ?? (isDone ? null : 'it is forgotten');
    if (reason !== null) left.push({ event, why: reason });
  }
  const tasks = new Set(undone.map(({ taskId }) => taskId));
  for (const event of events)
    if (isCarriedOut(event) && event.taskId !== null && tasks.has(event.taskId))
      takeDetailsBack(pass, event.taskId, event);
  return { undone, left };
}

function isUndoneAgain({ undoneAt }: HubEvent, since: number | null): boolean {
  return since !== null && undoneAt !== null && undoneAt >= since;
}

/** The part of an event that can be taken back, and why another part, or all of it, can't. */
interface Undoable {
  readonly part: HubEvent | null;
  readonly why: string | null;
}

function whatToUndo(pass: Pass, event: HubEvent): Undoable {
  if (event.undoneAt !== null) return { part: null, why: 'it was taken back before' };
  if (event.taskId === null) return ofContainer(pass, event);
  const hub = pass.store.tasks.get(event.taskId);
  if (hub === null) return { part: null, why: 'the task is forgotten' };
  if (event.kind === 'made' || event.kind === 'brought_back') {
    if (hub.deletedAt !== null) return { part: null, why: 'the task was deleted since' };
    if (isChangedSince(pass, event.taskId, event)) return { part: null, why: CHANGED_SINCE };
    return { part: event, why: null };
  }
  if (event.kind === 'deleted' && hub.deletedAt === null) {
    return { part: null, why: 'the task was brought back since' };
  }
  return partOf(event, hub);
}

/** Whoever has changed what the run made wants to keep it. */
function isChangedSince(pass: Pass, task: TaskId, event: HubEvent): boolean {
  for (const later of pass.store.events.ofTask(task)) {
    if (later.seq <= event.seq) return false;
    if (isDecision(later) && later.run !== event.run && later.undoneAt === null) return true;
  }
  return false;
}

/** The fields that still have what the run gave them. */
function partOf(event: HubEvent, hub: HubTask): Undoable {
  const changed = FIELD_NAMES.filter((name) => Object.hasOwn(event.before, name));
  const isKept = (name: FieldName): boolean =>
    name === 'repeat' || !isSame(hub.fields[name], event.after[name]);
  const kept = changed.filter(isKept);
  const names = changed.filter((name) => !isKept(name));
  const why = kept.length === 0 ? null : `${CHANGED_SINCE}: ${kept.join(', ')}`;
  if (event.kind === 'changed' && names.length === 0) return { part: null, why };
  return { part: { ...event, before: pickFields(event.before, names) }, why };
}

function ofContainer(pass: Pass, event: HubEvent): Undoable {
  if (event.kind === 'made') return { part: null, why: 'a project, heading or section that was made stays' };
  const container = event.containerId === null ? null : pass.containers.get(event.containerId);
  if (container === null) return { part: null, why: 'it is forgotten' };
  const { title, place } = event.after;
  const isChanged =
    (title !== undefined && title !== container.name) || (place !== undefined && place !== container.parent);
  return isChanged ? { part: null, why: CHANGED_SINCE } : { part: event, why: null };
}
