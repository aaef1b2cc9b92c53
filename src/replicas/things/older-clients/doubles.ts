// A second to-do for one task of the inbox: a client made the first and died before it said so, and another one, or the agent, made it
// again. What a person typed into it goes to the task; the copy that is left is removed, as a deletion that can be taken back.

import { isSame } from '../../../model/same.ts';
import type { Link, Observation } from '../../../model/link.ts';
import { taskId, type TaskId } from '../../../model/ids.ts';
import { EMPTY_FIELDS, type FieldName, type HubTask } from '../../../model/task.ts';
import { canonicalLine, canonicalNotes } from '../../../model/text.ts';
import { newHubTask } from '../../../engine/new-task.ts';
import type { Store } from '../../../hub/store.ts';
import { makeTask } from '../../../sync/observe/join.ts';
import { profileOf } from '../../../sync/observe/observe-linked.ts';
import { recordReason } from '../../../sync/record.ts';
import { putTask, type Pass } from '../../../sync/unit-of-work.ts';
import { THINGS } from '../known.ts';
import { allMade, allOf, mayBeMadeAt, noteDouble, wasHandedOut, type Made } from './handed-out.ts';
import { asGarbledByImporter, isWorded, taskNamedBy, wordsOf, type Imported } from './importer-text.ts';

/** The key of the copies that are to be removed: the task of each, with the task that it is a copy of. */
const DOUBLES_KEY = 'inbox_doubles';

/** Fields other than title and notes that somebody may have given a copy. */
const OTHER_FIELDS: readonly FieldName[] = ['start', 'deadline', 'tags', 'checklist', 'place', 'repeat'];

type Doubles = Readonly<Record<string, TaskId>>;

/** The task that another one is only a copy of; null: it is none. */
export function originalOf({ meta }: Pick<Store, 'meta'>, task: TaskId): TaskId | null {
  return doublesOf({ meta })[task] ?? null;
}

/**
 * Takes a to-do that is a copy for a task of its own that is deleted, so that the copy is removed from Things and an undo brings it
 * back; returns the link. null: it is none, or somebody has changed it otherwise than by words that the task can take over.
 */
export function linkDouble(pass: Pass, todo: Imported, observation: Observation): Link | null {
  const { store, now } = pass;
  const found = findOriginal(pass, todo, observation);
  const hub = found === null ? null : store.tasks.get(found.task);
  if (found === null || hub === null || !isAsMade(observation, hub, found.record)) return null;
  const merged = withWordsOf(todo, { hub, record: found.record, now });
  if (merged === null) return null;
  if (merged !== hub) putTask(pass, merged);
  const copy = makeTask(pass, observation);
  putTask(pass, { ...copy, deletedAt: now });
  noteDouble(store, found.task, found.record);
  store.meta.set(DOUBLES_KEY, { ...stillThere(store), [copy.id]: found.task });
  recordReason(pass, copy.id, THINGS, {
    rule: 'O102',
    text: 'Two clients, or one and the agent, made this to-do for the same task: this copy is removed.',
  });
  return store.links.get(copy.id, THINGS);
}

/** The first time that an agent shows a copy it shows more than a client told of, and that is nobody's edit unless it is. */
export function agreeOnDouble(pass: Pass, link: Link, observation: Observation): void {
  const { store, now } = pass;
  const original = link.revision === null ? originalOf(store, link.taskId) : null;
  const copy = store.tasks.get(link.taskId);
  const hub = original === null ? null : store.tasks.get(original);
  const record = original === null ? null : wasHandedOut(store, original, now);
  if (hub === null || copy === null || copy.deletedAt === null || record === null) return;
  const isUnchanged = (['title', 'notes'] as const).every((name) =>
    isSame(observation.fields[name], copy.fields[name]),
  );
  if (!isUnchanged || !isAsMade(observation, hub, record)) return;
  const profile = profileOf(pass, THINGS);
  const made = newHubTask({ id: copy.id, observation, profile, now });
  putTask(pass, { ...made.hub, deletedAt: copy.deletedAt, createdAt: copy.createdAt });
  store.links.put(made.link);
}

/** The task that has a to-do already and of which this may be another one. */
function findOriginal(
  pass: Pass,
  todo: Imported,
  { createdAt }: Observation,
): { readonly task: TaskId; readonly record: Made } | null {
  const { store, now } = pass;
  const named = taskNamedBy(pass, todo);
  for (const task of named === null ? [...allMade(store), ...allOf(store)] : [named]) {
    const record = wasHandedOut(store, task, now);
    if (record === null || record.expected < 1 || store.links.get(task, THINGS) === null) continue;
    const isInTime = createdAt == null ? named !== null : mayBeMadeAt(record, createdAt);
    const isLate = createdAt == null && !mayBeMadeAt(record, now);
    if (named === null ? isWorded(todo, record) && (isInTime || !isLate) : isInTime) return { task, record };
  }
  return null;
}

/** Tells whether nobody gave the copy anything but words: the rest is blank, as in the task, or the day that it was handed out with. */
function isAsMade({ fields }: Observation, hub: HubTask, { day }: Made): boolean {
  return OTHER_FIELDS.every((name) => {
    const value = fields[name];
    const known: readonly unknown[] = [undefined, EMPTY_FIELDS[name], hub.fields[name]];
    const dates: readonly unknown[] = day === null ? [] : [day, { date: day, evening: false, time: null }];
    return [...known, ...dates].some((one) => isSame(value, one));
  });
}

/** The task with what a person typed into the copy; null where the task has other words of its own since. */
function withWordsOf(
  todo: Imported,
  { hub, record, now }: { readonly hub: HubTask; readonly record: Made; readonly now: number },
): HubTask | null {
  const shown = wordsOf(todo);
  const garbled = {
    title: canonicalLine(asGarbledByImporter(record.title)),
    notes: canonicalNotes(asGarbledByImporter(record.notes ?? '')),
  };
  let merged = hub;
  for (const name of ['title', 'notes'] as const) {
    const value = shown[name];
    if (value === record[name] || value === garbled[name] || value === hub.fields[name]) continue;
    if (hub.fields[name] !== record[name]) return null;
    const stamps = { ...merged.stamps, [name]: { at: now, by: THINGS } };
    merged = { ...merged, fields: { ...merged.fields, [name]: value }, stamps };
  }
  return merged;
}

function doublesOf({ meta }: Pick<Store, 'meta'>): Doubles {
  return (meta.get(DOUBLES_KEY) as Doubles | undefined) ?? {};
}

/** Without copies that are removed. */
function stillThere(store: Store): Doubles {
  const isThere = (id: string): boolean => store.links.get(taskId(id), THINGS)?.state === 'active';
  return Object.fromEntries(Object.entries(doublesOf(store)).filter(([id]) => isThere(id)));
}
