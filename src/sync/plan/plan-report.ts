// A plan in readable form: its items with their ids, in plain words, and the hash over all of them.

import { digestOf } from '../../engine/fields/digest.ts';
import { changesOf, isCompletion } from '../../engine/guard.ts';
import { CHANGE_KINDS, type ChangeKind } from '../../model/config.ts';
import type { TaskId } from '../../model/ids.ts';
import { FIELD_NAMES, isScheduled, type FieldName, type SomeFields, type Start } from '../../model/task.ts';
import type { Plan, PlanLine } from '../../protocol/plan.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import type { Pass } from '../unit-of-work.ts';
import type { Stop } from '../replica.ts';

/** How many lines a plan shows; its counts cover everything. */
const MAX_PLAN_LINES = 500;

/** Creates the plan for a stop: these operations, and everything that the pass paired. */
export function makePlan(pass: Pass, stop: Stop, entries: readonly OutboxEntry[]): Plan {
  const all = [...entries.map((entry) => lineOf(pass, entry)), ...pairLines(pass)];
  const counts: Record<string, number> = {};
  for (const line of all) {
    const name = `${line.replica}.${line.action}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  const { of: subject, ...told } = stop;
  return {
    hash: digestOf([
      stop.reason,
      ...(subject === undefined ? [] : [subject]),
      all.map(({ id }) => id).toSorted(),
    ]),
    ...told,
    counts,
    lines: all.slice(0, MAX_PLAN_LINES),
    suggestions: pass.suggestions.slice(0, 50),
    createdAt: pass.now,
    approved: false,
  };
}

/** Creates the plan for operations that wait in the outbox. `leftOut`: an approval left them out. */
export function makeItemsPlan(pass: Pass, entries: readonly OutboxEntry[], leftOut: boolean): Plan {
  const kinds = kindsOf(entries);
  const explanation = leftOut
    ? 'These were left out when a plan was approved. They wait for your answer.'
    : `${massText(kinds)} within 60 minutes: more than is done without asking. They wait for your answer.`;
  const reason = leftOut ? 'left_out' : 'mass_change';
  // What this pass paired is not part of what waits.
  const answers = answersTo({ leftOut, makes: entries.some(({ kind }) => MAKING.has(kind)) });
  const stop = { reason, holds: { what: 'items' }, explanation, answers } as const;
  return { ...makePlan({ ...pass, paired: [], suggestions: [] }, stop, entries), kinds };
}

const MAKING: ReadonlySet<string> = new Set(['create', 'restore']);

/** The possible answers to items and their consequences. `makes`: something new is among them. */
function answersTo(items: { readonly leftOut: boolean; readonly makes: boolean }): Stop['answers'] {
  const made = items.makes
    ? 'What is new stays where it was made, and is created on the other side only after its title or notes change.'
    : '';
  const taken = items.leftOut
    ? 'They are not done, and both sides keep what they have.'
    : 'They are taken back where they were made: what was deleted comes back, what was completed is open again, former values return. What was deleted for good is created again.';
  return [
    { answer: 'approve', does: 'They are done on the other side, too.' },
    { answer: 'discard', does: [taken, made].filter((text) => text !== '').join(' ') },
  ];
}

function kindsOf(entries: readonly OutboxEntry[]): Record<string, number> {
  const byKind = new Map<ChangeKind, Map<string, number>>();
  for (const entry of entries) {
    for (const [kind, weight] of changesOf(entry)) {
      const tasks = byKind.get(kind) ?? new Map<string, number>();
      tasks.set(entry.taskId ?? entry.id, Math.max(weight, tasks.get(entry.taskId ?? entry.id) ?? 0));
      byKind.set(kind, tasks);
    }
  }
  const sum = (tasks: ReadonlyMap<string, number>) => [...tasks.values()].reduce((a, b) => a + b, 0);
  return Object.fromEntries([...byKind].map(([kind, tasks]) => [kind, sum(tasks)]));
}

const KIND_WORDS: { readonly [Kind in ChangeKind]: readonly [string, string] } = {
  deletions: ['deletion', 'deletions'],
  completions: ['completion', 'completions'],
  reopenings: ['reopening', 'reopenings'],
  creations: ['new task', 'new tasks'],
  titles: ['changed title', 'changed titles'],
  notes: ['changed note', 'changed notes'],
  dates: ['changed date', 'changed dates'],
  labels: ['task with other labels', 'tasks with other labels'],
  moves: ['move', 'moves'],
  checklists: ['changed checklist line', 'changed checklist lines'],
  reverts: ['value that returns to a former one', 'values that return to former ones'],
};

function massText(kinds: Readonly<Record<string, number>>): string {
  const parts = CHANGE_KINDS.flatMap((kind) => {
    const count = kinds[kind] ?? 0;
    return count === 0 ? [] : [`${count} ${KIND_WORDS[kind][count === 1 ? 0 : 1]}`];
  });
  return parts.join(', ');
}

/** The id of an item: what is done to which counterpart, independent of our own generated ids. */
export function itemIdOf(pass: Pass, entry: OutboxEntry): string {
  const hub = entry.taskId === null ? null : pass.store.tasks.get(entry.taskId);
  const { checklist, place, ...fields } = entry.fields;
  return digestOf([
    entry.replica,
    entry.kind,
    entry.taskId === null ? containerOf(pass, entry) : counterpartsOf(pass, entry.taskId),
    entry.remoteId,
    hub?.fields.title ?? '',
    fields,
    place === undefined ? '' : pass.containers.pathText(place),
    (checklist ?? []).map((item) => [item.title, item.done]),
  ]);
}

function counterpartsOf(pass: Pass, id: TaskId): readonly string[] {
  return pass.store.links
    .of(id)
    .map((link) => `${link.replica}:${link.remoteId}`)
    .toSorted();
}

function containerOf(pass: Pass, { containerId, replica }: OutboxEntry): readonly (string | null)[] {
  return containerId === null
    ? []
    : [pass.containers.pathText(containerId), pass.containers.remoteIdOf(containerId, replica)];
}

function lineOf(pass: Pass, entry: OutboxEntry): PlanLine {
  const hub = entry.taskId === null ? null : pass.store.tasks.get(entry.taskId);
  const container = entry.containerId === null ? null : pass.containers.get(entry.containerId);
  const isRenaming = entry.kind === 'rename_container';
  return {
    id: itemIdOf(pass, entry),
    replica: entry.replica,
    action: actionOf(entry),
    title: hub?.fields.title ?? (isRenaming ? entry.before.title : container?.name) ?? '',
    place: pass.containers.pathText(hub === null ? (container?.parent ?? null) : hub.fields.place),
    detail: entry.kind === 'update' || isRenaming ? describeFields(pass, entry.fields) : '',
  };
}

function pairLines(pass: Pass): readonly PlanLine[] {
  return pass.paired.map((hub) => ({
    id: digestOf(['pair', counterpartsOf(pass, hub.id)]),
    replica: 'both',
    action: 'pair',
    title: hub.fields.title,
    place: pass.containers.pathText(hub.fields.place),
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

function describeFields(pass: Pass, fields: SomeFields): string {
  return FIELD_NAMES.filter((name) => fields[name] !== undefined)
    .map((name) => `${name}: ${describeValue(pass, name, fields)}`)
    .join(', ');
}

function describeValue(pass: Pass, name: FieldName, fields: SomeFields): string {
  if (name === 'place') return pass.containers.pathText(fields.place ?? null);
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
