// Turns a response of Todoist into observations of whole tasks: places resolved to hub containers, sub-tasks collected into the
// checklist of their task. A sub-task that is linked itself stays a task of its own.

import type { RemoteId } from '../../../../model/ids.ts';
import type { Link, Observation, ObservedChecklistItem } from '../../../../model/link.ts';
import type { Pass } from '../../../../sync/unit-of-work.ts';
import { TODOIST } from '../../known.ts';
import type { TodoistTask } from '../../todoist-port.ts';

/** How deep nested sub-tasks are followed; Todoist itself allows 4 levels. */
const MAX_DEPTH = 10;

interface Family {
  readonly root: RemoteId;
  /** The root's own item, if it is in the response. */
  readonly task: TodoistTask | null;
  readonly lines: TodoistTask[];
  /** Lines that moved to another task. */
  readonly left: Set<RemoteId>;
}

/** The observations in a response, in its order. */
export function composeTodoist(
  pass: Pass,
  tasks: readonly TodoistTask[],
  isComplete: boolean,
): readonly Observation[] {
  noteNesting(pass, tasks);
  const families = gatherFamilies(pass, tasks);
  return [...families.values()]
    .map((family) => observe(pass, family, isComplete))
    .filter((observation) => observation !== null);
}

/** Records which tasks are nested under other tasks: Todoist deletes and closes them together. */
function noteNesting({ store }: Pass, tasks: readonly TodoistTask[]): void {
  const known = store.links.nested(TODOIST);
  for (const { remoteId: id, parentRemoteId, observation } of tasks) {
    const isNested = parentRemoteId !== null && !observation.deleted;
    const below = isNested && store.links.byRemoteId(TODOIST, id) !== null ? parentRemoteId : null;
    if ((known.get(id) ?? null) !== below) store.links.nest(TODOIST, id, below);
  }
}

function gatherFamilies(pass: Pass, tasks: readonly TodoistTask[]): ReadonlyMap<RemoteId, Family> {
  const byId = new Map(tasks.map((task) => [task.remoteId, task]));
  const families = new Map<RemoteId, Family>();
  const familyOf = (root: RemoteId): Family => {
    const family = families.get(root) ?? { root, task: byId.get(root) ?? null, lines: [], left: new Set() };
    families.set(root, family);
    return family;
  };
  for (const task of tasks) {
    const root = rootOf(pass, task, byId, 0);
    if (root !== null && root !== task.remoteId) familyOf(root).lines.push(task);
    else if (root !== null) familyOf(root);
    const former = formerRoot(pass, task.remoteId);
    if (former !== null && former !== root) familyOf(former).left.add(task.remoteId);
  }
  return families;
}

/** The task whose checklist an item belongs to: the item itself if it is a task of its own; null if its parent is not linked. */
function rootOf(
  pass: Pass,
  task: TodoistTask,
  byId: ReadonlyMap<RemoteId, TodoistTask>,
  depth: number,
): RemoteId | null {
  const parent = task.parentRemoteId;
  if (parent === null || pass.store.links.byRemoteId(TODOIST, task.remoteId) !== null) return task.remoteId;
  const parentTask = byId.get(parent);
  if (parentTask !== undefined) return depth < MAX_DEPTH ? rootOf(pass, parentTask, byId, depth + 1) : null;
  if (pass.store.links.byRemoteId(TODOIST, parent) !== null) return parent;
  return formerRoot(pass, parent);
}

/** The task whose checklist a line is known to be on. */
function formerRoot(pass: Pass, line: RemoteId): RemoteId | null {
  const task = pass.store.links.byLine(TODOIST, line);
  return task === null ? null : (pass.store.links.get(task, TODOIST)?.remoteId ?? null);
}

function observe(pass: Pass, family: Family, isComplete: boolean): Observation | null {
  const link = pass.store.links.byRemoteId(TODOIST, family.root);
  // The lines of a deleted task mean nothing, and those of one that is left alone are read when it comes back.
  if (family.task === null && link?.state !== 'active') return null;
  const base = family.task === null ? observationOfLines(family, link) : withPlace(pass, family.task);
  const untouched = family.lines.length === 0 && family.left.size === 0;
  if (base.deleted || (untouched && !isComplete && link !== null)) return base;
  return { ...base, fields: { ...base.fields, checklist: checklistOf(pass, family, link, isComplete) } };
}

/** Only lines changed; the response does not include the rest of the task. */
function observationOfLines(family: Family, link: Link | null): Observation {
  const changes = family.lines.map((line) => line.observation.changedAt ?? 0);
  return {
    replica: TODOIST,
    remoteId: family.root,
    deleted: false,
    fields: {},
    changedAt: changes.length === 0 ? null : Math.max(...changes),
    revision: link?.revision ?? null,
    occurrence: link?.occurrence ?? null,
  };
}

function withPlace(pass: Pass, task: TodoistTask): Observation {
  const place = task.placeRemoteId === null ? null : pass.containers.byRemoteId(TODOIST, task.placeRemoteId);
  if (task.placeRemoteId !== null && place === null) return task.observation;
  return { ...task.observation, fields: { ...task.observation.fields, place } };
}

function checklistOf(
  pass: Pass,
  family: Family,
  link: Link | null,
  isComplete: boolean,
): readonly ObservedChecklistItem[] {
  // Lines that were never seen here have no id: each is kept under its own object until one with its title shows up.
  const lines = new Map<RemoteId | ObservedChecklistItem, ObservedChecklistItem>(
    knownLines(link).map((line) => [line.ref ?? line, line]),
  );
  const shown = new Set(family.lines.map((line) => line.remoteId));
  for (const ref of family.left) lines.delete(ref);
  if (isComplete) suspectMissing(pass, lines, shown);
  for (const line of family.lines.toSorted((a, b) => a.order - b.order)) {
    if (line.observation.deleted) lines.delete(line.remoteId);
    else {
      if (!lines.has(line.remoteId)) forgetUnseen(lines, line.asChecklistItem.title);
      lines.set(line.remoteId, line.asChecklistItem);
    }
  }
  return [...lines.values()];
}

function forgetUnseen(
  lines: Map<RemoteId | ObservedChecklistItem, ObservedChecklistItem>,
  title: string,
): void {
  const unseen = [...lines].find(([, line]) => line.ref === null && line.title === title);
  if (unseen !== undefined) lines.delete(unseen[0]);
}

/** A full read leaves out completed lines; one that was open and is missing is looked up before anything follows from it. */
function suspectMissing(
  pass: Pass,
  lines: ReadonlyMap<unknown, ObservedChecklistItem>,
  shown: ReadonlySet<RemoteId>,
): void {
  for (const line of lines.values()) {
    if (line.ref !== null && !line.done && !shown.has(line.ref))
      pass.store.suspects.of(TODOIST).add(line.ref);
  }
}

function knownLines(link: Link | null): readonly ObservedChecklistItem[] {
  return (link?.shadow.checklist ?? []).map((item) => ({
    ref: link?.checklistRefs[item.key] ?? null,
    title: item.title,
    done: item.done,
  }));
}
