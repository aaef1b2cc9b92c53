// Converts one hub task with its links to and from the document's format: stamps grouped, shadows as differences. Lossless both
// ways. Pure.

import { containerId, remoteId, taskId, type RemoteId } from '../model/ids.ts';
import type { Link } from '../model/link.ts';
import { isSame } from '../model/same.ts';
import { FIELD_NAMES, type FieldName, type HubTask, type SomeFields, type Stamp } from '../model/task.ts';
import type { TaskWithLinks } from '../hub/batch-records.ts';
import type { TaskEntry } from './documents/task-state.ts';

/** Converts a task to the document's format. */
export function taskToEntry({ task, inScope, links }: TaskWithLinks): TaskEntry {
  return {
    id: task.id,
    fields: { ...task.fields } as unknown as TaskEntry['fields'],
    stamps: groupStamps(task.stamps),
    deletedAt: task.deletedAt,
    createdAt: task.createdAt,
    inScope,
    links: links.map((link) => linkToEntry(task, link)),
  };
}

/** Converts a task from the document's format. */
export function entryToTask(entry: TaskEntry): TaskWithLinks {
  const stamps: Partial<Record<FieldName, Stamp>> = {};
  for (const { at, by, tick, fields } of entry.stamps) {
    for (const name of fields)
      stamps[name] = { at, by: by as Stamp['by'], ...(tick === undefined ? {} : { tick }) };
  }
  const task: HubTask = {
    id: taskId(entry.id),
    fields: {
      ...(entry.fields as unknown as HubTask['fields']),
      place: entry.fields.place === null ? null : containerId(entry.fields.place),
    },
    stamps: stamps as HubTask['stamps'],
    deletedAt: entry.deletedAt,
    createdAt: entry.createdAt,
  };
  return { task, inScope: entry.inScope, links: entry.links.map((link) => entryToLink(task, link)) };
}

function groupStamps(stamps: HubTask['stamps']): TaskEntry['stamps'] {
  const groups = new Map<string, TaskEntry['stamps'][number]>();
  for (const name of FIELD_NAMES) {
    const stamp: Stamp | undefined = stamps[name];
    if (stamp === undefined) continue;
    const key = `${stamp.at} ${stamp.by} ${stamp.tick ?? ''}`;
    const group = groups.get(key) ?? { ...stamp, fields: [] };
    group.fields.push(name);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function linkToEntry(task: HubTask, link: Link): TaskEntry['links'][number] {
  const same: FieldName[] = [];
  const shadow: Record<string, unknown> = {};
  for (const name of FIELD_NAMES) {
    const value = link.shadow[name];
    if (value === undefined) continue;
    if (isSame(value, task.fields[name])) same.push(name);
    else shadow[name] = value;
  }
  return {
    replica: link.replica,
    remoteId: link.remoteId,
    state: link.state,
    revision: link.revision,
    same,
    shadow: shadow as TaskEntry['links'][number]['shadow'],
    checklistRefs: { ...link.checklistRefs },
    occurrence: link.occurrence,
    refused: { ...link.refused } as Record<FieldName, string>,
    ...(link.lineDetails !== undefined && { lineDetails: { ...link.lineDetails } }),
    ...(link.stamps !== undefined && { stamps: link.stamps }),
    ...(link.isRow === true && { isRow: true as const }),
    ...(link.strayTags !== undefined && { strayTags: [...link.strayTags] }),
  };
}

function entryToLink(task: HubTask, entry: TaskEntry['links'][number]): Link {
  const shadow: Record<string, unknown> = { ...entry.shadow };
  for (const name of entry.same) shadow[name] = task.fields[name];
  return {
    taskId: task.id,
    replica: entry.replica,
    remoteId: remoteId(entry.remoteId),
    state: entry.state,
    revision: entry.revision,
    shadow: shadow as SomeFields,
    checklistRefs: entry.checklistRefs as Record<string, RemoteId>,
    occurrence: entry.occurrence,
    refused: entry.refused as Link['refused'],
    ...(entry.lineDetails !== undefined && { lineDetails: entry.lineDetails }),
    ...(entry.stamps !== undefined && { stamps: entry.stamps }),
    ...(entry.isRow === true && { isRow: true as const }),
    ...(entry.strayTags !== undefined && { strayTags: entry.strayTags }),
  };
}
