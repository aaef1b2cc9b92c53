// What subscribers are told about a page of the stream of events: one notice for each run and kind. Pure; the stream itself is the
// only record, nothing is recorded a second time.

import type { ReplicaName, TaskId } from '../../model/ids.ts';
import type { OutboundEvent } from '../../model/outbound.ts';
import { isCarriedOut, isDecision, type HubEvent } from '../../hub/events.ts';

/** A task that a notice is about. */
interface NoticedTask {
  readonly id: string;
  readonly title: string;
}

/** One thing to tell subscribers. */
export interface Notice {
  /** Names it: the same event gives the same key, however often it is looked at. */
  readonly key: string;
  readonly event: OutboundEvent;
  /** Epoch ms. */
  readonly at: number;
  /** Ids and numbers, never text of tasks. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Oldest first; null where it is about no tasks. */
  readonly tasks: readonly NoticedTask[] | null;
}

/** One conflict as the stream's reader finds it beside an event. */
interface NoticedConflict {
  readonly id: string;
  readonly field: string;
  readonly outcome: string;
  /** Epoch ms. */
  readonly at: number;
  readonly resolvedAt: number | null;
}

/** What is looked up for the events of a page. */
export interface NoticeLookup {
  readonly conflictsOf: (task: TaskId) => readonly NoticedConflict[];
  readonly countWaitingConflicts: () => number;
}

/** A notice names at most so many tasks; the rest is counted. */
const MAX_TASKS = 50;

/** Tells what came of a page of events, in the order in which it happened. */
export function noticesOf(events: readonly HubEvent[], lookup: NoticeLookup): readonly Notice[] {
  const runs = Map.groupBy(events, ({ run }) => run);
  return [...runs.values()].flatMap((run) => {
    const conflicts = conflictsOfRun(run, lookup);
    return [
      ...createdOf(run),
      ...completedOf(run),
      ...conflictNotices('conflict_detected', conflicts.detected, lookup),
      ...conflictNotices('conflict_resolved', conflicts.resolved, lookup),
      ...syncedOf(run, conflicts.resolved.length),
      ...runOf(run),
    ];
  });
}

/** Who decided something, as subscribers read it: a replica, or the owner. */
function authorOf({ replica }: Pick<HubEvent, 'replica'>): string {
  return replica ?? 'owner';
}

/** Where what was carried out came from: who decided in the same run, if that was one; otherwise the other side. */
function sourceOf(run: readonly HubEvent[], target: ReplicaName): string {
  const [author, ...others] = new Set(run.filter(isDecision).map(authorOf));
  return author === undefined || others.length > 0 || author === target ? otherSide(target) : author;
}

/** The side that an operation did not go to. */
function otherSide(target: ReplicaName): string {
  return target === 'things' ? 'todoist' : 'things';
}

function tasksOf(events: readonly HubEvent[]): readonly NoticedTask[] {
  return events.flatMap(({ taskId, title }) => (taskId === null ? [] : [{ id: taskId, title }]));
}

function byAuthor(event: OutboundEvent, events: readonly HubEvent[]): readonly Notice[] {
  const authors = Map.groupBy(events, authorOf);
  return [...authors].map(([source, group]) => {
    const [first] = group;
    return {
      key: `${first?.seq ?? 0}_${event}`,
      event,
      at: first?.at ?? 0,
      data: { source, count: group.length },
      tasks: tasksOf(group),
    };
  });
}

function createdOf(run: readonly HubEvent[]): readonly Notice[] {
  return byAuthor(
    'task_created',
    run.filter((event) => isDecision(event) && event.kind === 'made' && event.taskId !== null),
  );
}

function completedOf(run: readonly HubEvent[]): readonly Notice[] {
  return byAuthor(
    'task_completed',
    run.filter(
      (event) =>
        isDecision(event) &&
        event.kind === 'changed' &&
        event.taskId !== null &&
        event.after.status === 'completed',
    ),
  );
}

/** One for each replica that carried something out. */
function syncedOf(run: readonly HubEvent[], conflictsResolved: number): readonly Notice[] {
  const carriedOut = run.filter((event) => isCarriedOut(event) && event.taskId !== null);
  const targets = Map.groupBy(carriedOut, ({ replica }) => replica);
  return [...targets].flatMap(([target, group]) => {
    const [first] = group;
    if (target === null || first === undefined) return [];
    const summary = countKinds(group);
    return [
      {
        key: `${first.seq}_task_synced`,
        event: 'task_synced' as const,
        at: first.at,
        data: {
          source: sourceOf(run, target),
          target,
          tasksCreated: summary['create'] ?? 0,
          conflictsResolved,
          summary,
        },
        tasks: tasksOf(group),
      },
    ];
  });
}

function runOf(run: readonly HubEvent[]): readonly Notice[] {
  const decided = run.filter(isDecision);
  const carriedOut = run.filter(isCarriedOut);
  const first = decided[0] ?? carriedOut[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined) return [];
  const source = isDecision(first) ? authorOf(first) : otherSide(first.replica ?? 'todoist');
  const byReplica = Map.groupBy(carriedOut, authorOf);
  const metrics = {
    decided: decided.length,
    carriedOut: Object.fromEntries([...byReplica].map(([replica, group]) => [replica, group.length])),
    ms: last.took,
  };
  const target = source === 'things' ? 'todoist' : 'things';
  return [
    {
      key: `${first.seq}_sync_completed`,
      event: 'sync_completed',
      at: last.at,
      data: { source, target, run: first.run, metrics },
      tasks: null,
    },
  ];
}

function countKinds(events: readonly HubEvent[]): Readonly<Record<string, number>> {
  const kinds = Map.groupBy(events, ({ kind }) => kind);
  return Object.fromEntries([...kinds].map(([kind, group]) => [kind, group.length]));
}

interface FoundConflict {
  readonly event: HubEvent;
  readonly conflict: NoticedConflict;
}

/** A conflict is recorded in the transaction of an event about its task, at the same time. */
function conflictsOfRun(
  run: readonly HubEvent[],
  { conflictsOf }: NoticeLookup,
): { readonly detected: readonly FoundConflict[]; readonly resolved: readonly FoundConflict[] } {
  const detected = new Map<string, FoundConflict>();
  const resolved = new Map<string, FoundConflict>();
  for (const event of run) {
    if (event.taskId === null || isCarriedOut(event)) continue;
    for (const conflict of conflictsOf(event.taskId)) {
      const isNew = conflict.at === event.at;
      if (isNew) detected.set(conflict.id, { event, conflict });
      const endedAt = conflict.resolvedAt ?? (conflict.outcome === 'waiting' ? null : conflict.at);
      if (endedAt === event.at) resolved.set(conflict.id, { event, conflict });
    }
  }
  return { detected: [...detected.values()], resolved: [...resolved.values()] };
}

function conflictNotices(
  event: 'conflict_detected' | 'conflict_resolved',
  found: readonly FoundConflict[],
  { countWaitingConflicts }: NoticeLookup,
): readonly Notice[] {
  const [first] = found;
  if (first === undefined) return [];
  const source = authorOf(first.event);
  return [
    {
      key: `${first.event.seq}_${event}`,
      event,
      at: first.event.at,
      data: {
        source,
        target: source === 'things' ? 'todoist' : 'things',
        unresolvedConflicts: countWaitingConflicts(),
        totalConflicts: found.length,
        conflicts: found
          .slice(0, MAX_TASKS)
          .map(({ event: { taskId }, conflict: { id, field, outcome } }) => ({
            id,
            task: taskId,
            field,
            outcome,
          })),
      },
      tasks: tasksOf(found.map(({ event: each }) => each)),
    },
  ];
}

/** What is sent of a notice. `includeText`: titles of tasks may be sent. */
export function dataOf({ data, tasks }: Notice, includeText: boolean): Readonly<Record<string, unknown>> {
  if (tasks === null) return data;
  const unique = [...new Map(tasks.map((task) => [task.id, task])).values()];
  const named = unique.slice(0, MAX_TASKS).map(({ id, title }) => (includeText ? { id, title } : { id }));
  const leftOut = unique.length - named.length;
  return { ...data, tasks: named, ...(leftOut > 0 && { tasksLeftOut: leftOut }) };
}
