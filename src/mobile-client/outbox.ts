// The intents of a person on their way to the hub: added, merged while they wait, sent, and answered. Pure.

import type { MobileSynced, MobileTask } from '../protocol/answers/mobile.ts';
import { isSame } from '../model/same.ts';
import type {
  ClientConflict,
  EditableField,
  EditIntent,
  FieldChange,
  Intent,
  StoreChange,
  TaskEdit,
} from './types.ts';
import { optimistic } from './view.ts';

/** The most changes that are sent at once. */
const MAX_AT_ONCE = 500;

/** The edits of one task, with the values that the person saw; null if nothing differs. */
export function changesOf(
  shown: MobileTask,
  edit: TaskEdit,
): Readonly<Partial<Record<EditableField, FieldChange>>> | null {
  const names = (Object.keys(edit) as EditableField[]).filter(
    (name) => edit[name] !== undefined && !isSame(edit[name], shown.fields[name]),
  );
  if (names.length === 0) return null;
  return Object.fromEntries(names.map((name) => [name, { from: shown.fields[name], to: edit[name] }]));
}

/**
 * Merges an edit into one that waits and was never sent: its `from` stays. null: there is none, or it was sent, and what was sent may
 * have arrived.
 */
export function mergedInto(waiting: readonly Intent[], edit: EditIntent): Intent | null {
  const last = waiting.findLast((one) => one.task === edit.task);
  if (last?.kind !== 'edit' || last.isSent) return null;
  const fields = { ...last.fields };
  for (const [name, change] of Object.entries(edit.fields) as [EditableField, FieldChange][])
    fields[name] = { from: last.fields[name]?.from ?? change.from, to: change.to };
  return { ...last, at: edit.at, fields };
}

/** The body of the next sync, and the intents in it; null: nothing waits. */
export function nextRequest(
  waiting: readonly Intent[],
  pulledAt: string | null,
): { readonly body: object; readonly sent: readonly Intent[] } | null {
  const sent = waiting.slice(0, MAX_AT_ONCE);
  if (sent.length === 0) return null;
  const created = sent.flatMap((one) => (one.kind === 'create' ? [createdTask(one)] : []));
  const edited = sent.flatMap((one) =>
    one.kind === 'edit' ? [{ id: one.task, intent: one.intent, at: one.at, fields: one.fields }] : [],
  );
  const deleted = sent.flatMap((one) => (one.kind === 'delete' ? [one.task] : []));
  const changes = { created, updated: [], edited, completed: [], reopened: [], deleted };
  return { body: { changes, lastSyncAt: pulledAt }, sent };
}

/** What was sent, the answer to it, and the tasks of the store as they are then. */
export interface Answered {
  readonly sent: readonly Intent[];
  readonly answer: MobileSynced;
  readonly tasks: readonly MobileTask[];
  /** Today where the person is, `YYYY-MM-DD`. */
  readonly today: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What follows from the answer to a sync: what was sent is done, and what lost is shown. */
export function settle({ sent, answer, tasks, today, at }: Answered): StoreChange {
  const lost = answer.results.flatMap((result) => {
    const intent = result.outcome === 'done' ? undefined : sent.find((one) => isAnswerTo(result, one));
    return intent === undefined ? [] : [{ intent, result }];
  });
  const isLost = (intent: Intent): boolean => lost.some((one) => one.intent === intent);
  const done = sent.filter((intent) => !isLost(intent));
  const touched = new Set(done.map(({ task }) => task));
  // Until the next pull shows them, they stay as the person sees them.
  const shown = optimistic(tasks, done, today).filter(({ id }) => touched.has(id));
  const server = (answer.conflicts ?? []).flatMap(({ serverTask }) => serverTask ?? []);
  return {
    removeIntents: sent.map(({ seq }) => seq),
    putTasks: [...shown.map(({ isPending: _pending, ...task }) => task), ...server],
    removeTasks: done.flatMap((intent) => (intent.kind === 'delete' ? [intent.task] : [])),
    putConflicts: lost.flatMap(({ intent, result }): readonly ClientConflict[] => {
      // A task that is gone needs no deletion.
      if (intent.kind === 'delete' && result.outcome === 'unknown') return [];
      return [{ task: intent.task, reason: result.reason ?? result.outcome, intent, at }];
    }),
  };
}

function isAnswerTo(
  result: Pick<MobileSynced['results'][number], 'id' | 'kind' | 'intent'>,
  intent: Intent,
): boolean {
  if (result.id !== intent.task) return false;
  if (intent.kind === 'edit') return result.intent === intent.intent;
  return result.kind === (intent.kind === 'create' ? 'created' : 'deleted');
}

function createdTask({ task, at, title }: Extract<Intent, { kind: 'create' }>): object {
  return { id: task, title, status: 'open', createdAt: at, updatedAt: at };
}
