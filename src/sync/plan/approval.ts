// Plan, then apply: judges what a pass would do, and keeps a stopped run stopped until a person approves that very plan.

import { checkGuard } from '../../engine/guard.ts';
import { digestOf } from '../../engine/digest.ts';
import type { Plan, PlanLine } from '../../protocol/plan.ts';
import { FIELD_NAMES, isScheduled, type FieldName, type SomeFields, type Start } from '../../model/task.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import type { Run } from '../unit-of-work.ts';

const PLAN_KEY = 'plan';
const FIRST_SYNC_KEY = 'first_sync_done';
const RESTORED_KEY = 'restored';

/** A plan shows at most so many lines; its counts tell of all. */
const MAX_PLAN_LINES = 500;
/** Fewer tasks than this vanishing at once is an ordinary clean-up, not a library that was lost. */
const EMPTIED_MINIMUM = 3;

/** What a pass was of, as far as the guard asks. */
export interface PassFacts {
  readonly dryRun: boolean;
  /** The library is another one than last time. */
  readonly databaseChanged: boolean;
  /** Linked to-dos that a complete read of Things no longer shows. */
  readonly vanished: number;
  /** Active links to Things before the pass; null where they were not counted, since so few changes can't lead to a stop. */
  readonly thingsLinksBefore: number | null;
  /** To-dos that Things shows now. */
  readonly openTodos: number | null;
}

/** What is to become of a pass. */
export type Verdict = { readonly kind: 'commit' } | { readonly kind: 'stop'; readonly plan: Plan };

/** The plan that waits or was approved; null when there is none. */
export function latchedPlan(run: Pick<Run, 'store'>): Plan | null {
  return (run.store.meta.get(PLAN_KEY) as Plan | undefined) ?? null;
}

/** Puts a plan down, so that a restart finds it; null removes it. */
export function latchPlan(run: Pick<Run, 'store'>, plan: Plan | null): void {
  run.store.meta.set(PLAN_KEY, plan ?? undefined);
}

/** Tells whether both sides were ever paired. */
export function isFirstSyncDone(run: Pick<Run, 'store'>): boolean {
  return run.store.meta.get(FIRST_SYNC_KEY) === true;
}

/** Remembers that both sides were paired. */
export function markFirstSyncDone(run: Pick<Run, 'store'>): void {
  run.store.meta.set(FIRST_SYNC_KEY, true);
}

/** Tells whether the state came back from a document, and no run has seen both sides since. */
function isRestored(run: Pick<Run, 'store'>): boolean {
  return run.store.meta.get(RESTORED_KEY) === true;
}

/** Notes that a run has seen both sides since the state came back from a document. */
export function forgetRestore(run: Pick<Run, 'store'>): void {
  run.store.meta.set(RESTORED_KEY, undefined);
}

/** Judges a pass that has planned everything and committed nothing. */
export function judge(run: Run, facts: PassFacts): Verdict {
  const reason = reasonToStop(run, facts);
  const latched = latchedPlan(run);
  if (facts.dryRun) return { kind: 'stop', plan: makePlan(run, reason ?? 'dry_run', facts) };
  if (reason === null) {
    return latched === null || latched.approved ? { kind: 'commit' } : { kind: 'stop', plan: latched };
  }
  const plan = makePlan(run, reason, facts);
  if (latched?.approved === true && latched.hash === plan.hash) return { kind: 'commit' };
  return { kind: 'stop', plan: latched?.hash === plan.hash ? latched : plan };
}

function reasonToStop(run: Run, facts: PassFacts): Plan['reason'] | null {
  const nothingToDo = run.planned.length === 0 && run.paired.length === 0;
  if (nothingToDo) return null;
  if (!isFirstSyncDone(run)) return 'first_sync';
  const isEmptied =
    facts.openTodos === 0 &&
    facts.vanished >= EMPTIED_MINIMUM &&
    facts.vanished >= (facts.thingsLinksBefore ?? 0);
  if (isEmptied) return 'emptied';
  if (facts.databaseChanged) return 'full_resync';
  if (isRestored(run) && run.planned.some((entry) => entry.kind === 'create')) return 'restored';
  const deletions = tasksOf(run.planned.filter((entry) => entry.kind === 'delete'));
  const completions = tasksOf(run.planned.filter(isCompletion));
  const { maxTasks } = run.config.guard;
  if (deletions + completions <= maxTasks) return null;
  const linked = Math.max(
    run.store.links.active('todoist').length,
    facts.thingsLinksBefore ?? run.store.links.active('things').length,
  );
  return checkGuard({ deletions, completions, linked, limits: run.config.guard });
}

function tasksOf(entries: readonly OutboxEntry[]): number {
  return new Set(entries.map((entry) => entry.taskId)).size;
}

/** Tells whether an operation ends a task or an occurrence of it. */
export function isCompletion(entry: Pick<OutboxEntry, 'kind' | 'fields'>): boolean {
  return entry.kind === 'complete_occurrence' || (entry.kind === 'update' && isClosed(entry.fields));
}

function isClosed(fields: SomeFields): boolean {
  return fields.status === 'completed' || fields.status === 'canceled';
}

function makePlan(run: Run, reason: Plan['reason'], facts: PassFacts): Plan {
  const all = [...run.planned.map((entry) => lineOf(run, entry)), ...pairLines(run)];
  const counts: Record<string, number> = {};
  for (const line of all) {
    const name = `${line.replica}.${line.action}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return {
    hash: digestOf([reason, run.planned.map((entry) => identityOf(run, entry)).toSorted(), counts]),
    reason,
    explanation: explain(reason, run, facts),
    counts,
    lines: all.slice(0, MAX_PLAN_LINES),
    suggestions: run.suggestions.slice(0, 50),
    createdAt: run.now,
    approved: false,
  };
}

/** What makes two plans the same: what is done to which twin, whatever our own ids are this time. */
function identityOf(run: Run, entry: OutboxEntry): string {
  const hub = entry.taskId === null ? null : run.store.tasks.get(entry.taskId);
  const links = entry.taskId === null ? [] : run.store.links.of(entry.taskId);
  const { checklist, place, ...fields } = entry.fields;
  return digestOf([
    entry.replica,
    entry.kind,
    links.map((link) => `${link.replica}:${link.remoteId}`).toSorted(),
    entry.remoteId,
    hub?.fields.title ?? '',
    fields,
    place === undefined ? '' : run.book.pathText(place),
    (checklist ?? []).map((item) => [item.title, item.done]),
  ]);
}

function lineOf(run: Run, entry: OutboxEntry): PlanLine {
  const hub = entry.taskId === null ? null : run.store.tasks.get(entry.taskId);
  return {
    replica: entry.replica,
    action: actionOf(entry),
    title: hub?.fields.title ?? '',
    place: run.book.pathText(hub?.fields.place ?? null),
    detail: entry.kind === 'update' ? describeFields(run, entry.fields) : '',
  };
}

function pairLines(run: Run): readonly PlanLine[] {
  return run.paired.map((hub) => ({
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

function explain(reason: Plan['reason'], run: Run, facts: PassFacts): string {
  switch (reason) {
    case 'first_sync':
      return 'This is the first sync: nothing is changed on either side until you have seen what will be.';
    case 'full_resync':
      return 'The Things library is another one than last time. Nothing is changed until you have looked.';
    case 'mass_change':
      return `This run would delete or complete more than ${run.config.guard.maxTasks} tasks and more than ${Math.round(run.config.guard.maxShare * 100)} % of the linked ones.`;
    case 'emptied':
      return `Things shows no to-do any more, and ${facts.vanished} that were linked are gone without a trace. That is nearly always a bad read, not a wish.`;
    case 'restored':
      return 'The state came back from a document in KV, which may be older than what was done since: a task that would be made may be there already, under other words.';
    case 'dry_run':
      return 'A dry run: this is what would be done; nothing was.';
  }
}
