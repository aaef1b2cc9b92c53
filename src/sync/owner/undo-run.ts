// Undoes many decisions, such as those of a run, one by one, newest first, each as an ordinary change; the operations follow from
// that. What was changed since stays, and is reported.

import { isCarriedOut, isDecision, isUndoing, isUndoneBy, type HubEvent } from '../../hub/events.ts';
import { isSame } from '../../model/same.ts';
import { FIELD_NAMES, pickFields, type FieldName, type HubTask } from '../../model/task.ts';
import type { Pass } from '../unit-of-work.ts';
import { recordUndone, takeDetailsBack, undoEvent } from './undo.ts';

/** The result of undoing decisions. */
export interface RunTakenBack {
  /** Decisions that were undone, at least in part. */
  readonly undone: readonly HubEvent[];
  /** What stays, each with a reason. */
  readonly left: readonly LeftAsItIs[];
}

/** A decision, or a part of one, that was not undone. */
export interface LeftAsItIs {
  readonly event: HubEvent;
  readonly why: string;
}

const CHANGED_SINCE = 'it has been changed since';

/**
 * Undoes the decisions among `events`, which are ordered oldest first and are all of one run, or all since a time (epoch ms). Runs
 * in the caller's transaction. An event that was undone after that time is restored by undoing that undo, which is among the
 * events.
 */
export function undoEvents(pass: Pass, events: readonly HubEvent[], since: number | null): RunTakenBack {
  const before = new Map(events.map((event) => [subjectOf(event), stateOf(pass, event)]));
  const undone: HubEvent[] = [];
  const left: LeftAsItIs[] = [];
  for (const event of events.filter(isDecision).toReversed()) {
    const asked = isUndoneAgain(event, since) ? { ...event, undoneAt: null } : event;
    const { part, why } = whatToUndo(pass, asked, undone);
    const isDone = part !== null && undoEvent(pass, part);
    if (isDone) undone.push(event);
    const reason = why ?? (isDone ? null : 'it is no longer known');
    if (reason !== null) left.push({ event, why: reason });
  }
  takeAllDetailsBack(pass, events, undone);
  const isOther = (event: HubEvent): boolean =>
    !isSame(before.get(subjectOf(event)), stateOf(pass, event)) || since === null;
  const changed = undone.filter(isOther);
  recordUndone(pass, changed);
  return { undone: since === null ? changed : newsOf(changed), left };
}

function takeAllDetailsBack(pass: Pass, events: readonly HubEvent[], undone: readonly HubEvent[]): void {
  const tasks = new Set(undone.map(({ taskId }) => taskId));
  for (const event of events)
    if (isCarriedOut(event) && event.taskId !== null && tasks.has(event.taskId))
      takeDetailsBack(pass, event.taskId, event);
}

/**
 * What was taken back in that time already, and its undoing, cancel each other and are nobody's news. Where nothing else is left of
 * a task that does change, its newest event stands for it.
 */
function newsOf(undone: readonly HubEvent[]): readonly HubEvent[] {
  const bySubject = Map.groupBy(undone, subjectOf);
  const news = new Set(
    [...bySubject.values()].flatMap((ofSame) => {
      const isCancelled = (event: HubEvent): boolean =>
        event.undoneAt !== null || ofSame.some((earlier) => isUndoneBy(earlier, event));
      const inForce = ofSame.filter((event) => !isCancelled(event));
      return inForce.length > 0 ? inForce : ofSame.slice(0, 1);
    }),
  );
  return undone.filter((event) => news.has(event));
}

function subjectOf({ taskId, containerId }: HubEvent): string {
  return `${taskId ?? ''} ${containerId ?? ''}`;
}

/** What a user sees of the task or container of an event. */
function stateOf({ store, containers }: Pass, { taskId, containerId }: HubEvent): unknown {
  const hub = taskId === null ? null : store.tasks.get(taskId);
  const container = containerId === null ? null : containers.get(containerId);
  return [hub?.fields, hub?.deletedAt === null, container?.name, container?.parent];
}

function isUndoneAgain({ undoneAt }: HubEvent, since: number | null): boolean {
  return since !== null && undoneAt !== null && undoneAt >= since;
}

/** The part of an event that can be undone, and why the rest can't. */
interface Undoable {
  readonly part: HubEvent | null;
  readonly why: string | null;
}

function whatToUndo(pass: Pass, event: HubEvent, undone: readonly HubEvent[]): Undoable {
  if (event.undoneAt !== null) return { part: null, why: 'it was taken back already' };
  if (event.taskId === null) return ofContainer(pass, event);
  const hub = pass.store.tasks.get(event.taskId);
  if (hub === null) return { part: null, why: 'the task is no longer known' };
  if (event.kind === 'made' || event.kind === 'brought_back') {
    if (hub.deletedAt !== null) return { part: null, why: 'the task has been deleted since' };
    if (isChangedSince(pass, event, undone)) return { part: null, why: CHANGED_SINCE };
    return { part: event, why: null };
  }
  if (event.kind === 'deleted' && hub.deletedAt === null) {
    return { part: null, why: 'the task has been brought back since' };
  }
  return partOf(event, hub);
}

/**
 * If the task was changed after the run created it, the user wants to keep it. An undo is no such change: what it left in force
 * counts by itself. `undone`: what this pass has undone already.
 */
function isChangedSince({ store }: Pass, event: HubEvent, undone: readonly HubEvent[]): boolean {
  const isUndone = new Set(undone.map(({ seq }) => seq));
  for (const later of event.taskId === null ? [] : store.events.ofTask(event.taskId)) {
    if (later.seq <= event.seq) return false;
    const isInForce = later.undoneAt === null && !isUndone.has(later.seq);
    if (isDecision(later) && !isUndoing(later) && later.run !== event.run && isInForce) return true;
  }
  return false;
}

/** The fields that still have the value that the run gave them. */
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
  if (event.kind === 'made')
    return { part: null, why: 'a project, heading or section that was created stays' };
  const container = event.containerId === null ? null : pass.containers.get(event.containerId);
  if (container === null) return { part: null, why: 'it is no longer known' };
  const { title, place } = event.after;
  const isChanged =
    (title !== undefined && title !== container.name) || (place !== undefined && place !== container.parent);
  return isChanged ? { part: null, why: CHANGED_SINCE } : { part: event, why: null };
}
