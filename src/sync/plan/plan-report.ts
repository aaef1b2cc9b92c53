// A plan as a person reads it: its items with their ids, in plain words, and the hash over all of them.

import { digestOf } from '../../engine/digest.ts';
import type { TaskId } from '../../model/ids.ts';
import { FIELD_NAMES, isScheduled, type FieldName, type SomeFields, type Start } from '../../model/task.ts';
import type { Plan, PlanLine } from '../../protocol/plan.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import type { Run } from '../unit-of-work.ts';
import type { Stop } from './stops.ts';

/** A plan shows at most so many lines; its counts tell of all. */
const MAX_PLAN_LINES = 500;

/** Tells whether an operation ends a task or an occurrence of it. */
export function isCompletion(entry: Pick<OutboxEntry, 'kind' | 'fields'>): boolean {
  return entry.kind === 'complete_occurrence' || (entry.kind === 'update' && isClosed(entry.fields));
}

function isClosed(fields: SomeFields): boolean {
  return fields.status === 'completed' || fields.status === 'canceled';
}

/** Makes the plan of a pass that stops: everything that it planned and paired. */
export function makePlan(run: Run, stop: Stop): Plan {
  const all = [...run.planned.map((entry) => lineOf(run, entry)), ...pairLines(run)];
  const counts: Record<string, number> = {};
  for (const line of all) {
    const name = `${line.replica}.${line.action}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return {
    hash: digestOf([stop.reason, all.map(({ id }) => id).toSorted()]),
    ...stop,
    counts,
    lines: all.slice(0, MAX_PLAN_LINES),
    suggestions: run.suggestions.slice(0, 50),
    createdAt: run.now,
    approved: false,
  };
}

/** Names an item: what is done to which twin, whatever our own ids are this time. */
function itemIdOf(run: Run, entry: OutboxEntry): string {
  const hub = entry.taskId === null ? null : run.store.tasks.get(entry.taskId);
  const { checklist, place, ...fields } = entry.fields;
  return digestOf([
    entry.replica,
    entry.kind,
    entry.taskId === null ? containerOf(run, entry) : twinsOf(run, entry.taskId),
    entry.remoteId,
    hub?.fields.title ?? '',
    fields,
    place === undefined ? '' : run.book.pathText(place),
    (checklist ?? []).map((item) => [item.title, item.done]),
  ]);
}

function twinsOf(run: Run, id: TaskId): readonly string[] {
  return run.store.links
    .of(id)
    .map((link) => `${link.replica}:${link.remoteId}`)
    .toSorted();
}

function containerOf(run: Run, { containerId, replica }: OutboxEntry): readonly (string | null)[] {
  return containerId === null
    ? []
    : [run.book.pathText(containerId), run.book.remoteIdOf(containerId, replica)];
}

function lineOf(run: Run, entry: OutboxEntry): PlanLine {
  const hub = entry.taskId === null ? null : run.store.tasks.get(entry.taskId);
  const container = entry.containerId === null ? null : run.book.get(entry.containerId);
  const isRenaming = entry.kind === 'rename_container';
  return {
    id: itemIdOf(run, entry),
    replica: entry.replica,
    action: actionOf(entry),
    title: hub?.fields.title ?? (isRenaming ? entry.before.title : container?.name) ?? '',
    place: run.book.pathText(hub === null ? (container?.parent ?? null) : hub.fields.place),
    detail: entry.kind === 'update' || isRenaming ? describeFields(run, entry.fields) : '',
  };
}

function pairLines(run: Run): readonly PlanLine[] {
  return run.paired.map((hub) => ({
    id: digestOf(['pair', twinsOf(run, hub.id)]),
    replica: 'both',
    action: 'pair',
    title: hub.fields.title,
    place: run.book.pathText(hub.fields.place),
    detail: 'the same task on both sides',
  }));
}

function actionOf(entry: OutboxEntry): PlanLine['action'] {
  if (isCompletion(entry)) return 'complete';
  switch (entry.kind) {
    case 'create':
    case 'delete':
    case 'restore':
    case 'create_container':
    case 'rename_container':
    case 'move_container':
      return entry.kind;
    case 'update':
    case 'complete_occurrence':
    case 'note':
      return 'update';
  }
}

function describeFields(run: Run, fields: SomeFields): string {
  return FIELD_NAMES.filter((name) => fields[name] !== undefined)
    .map((name) => `${name}: ${describeValue(run, name, fields)}`)
    .join(', ');
}

function describeValue(run: Run, name: FieldName, fields: SomeFields): string {
  if (name === 'place') return run.book.pathText(fields.place ?? null);
  if (name === 'start') return describeStart(fields.start ?? 'anytime');
  if (name === 'checklist') return `${(fields.checklist ?? []).length} lines`;
  if (name === 'tags') return (fields.tags ?? []).join(', ') || 'none';
  const value = fields[name] ?? 'none';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function describeStart(start: Start): string {
  if (!isScheduled(start)) return start;
  const time = start.time === null ? '' : ` ${start.time.at}`;
  return `${start.date}${start.evening ? ' evening' : ''}${time}`;
}
