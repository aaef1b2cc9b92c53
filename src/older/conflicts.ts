// Conflicts in the format of the earlier API: one per task, with the whole task as either side has it.

import type { Strategy } from '../model/conflict.ts';
import type { CivilDate } from '../model/dates.ts';
import type { TaskId } from '../model/ids.ts';
import { err, ok, type Result } from '../model/result.ts';
import { dayOfTask, type HubTask, type SomeFields } from '../model/task.ts';
import type { ConflictRecord, Store } from '../hub/store.ts';
import type { OlderConflict, OlderConflicts, OlderResolved } from '../protocol/answers/older/settings.ts';
import type { OlderResolve } from '../protocol/older/conflicts.ts';
import type { Account, AccountFailure } from '../sync/owner/account-port.ts';
import { withDay } from './day.ts';
import { OLDER_PAIR, type PageQuery } from './pair.ts';

/** More than this are no longer listed one by one. */
const MAX_WAITING = 10_000;

/** The sources of the responses. */
interface Parts {
  readonly store: Store;
  readonly account: Pick<Account, 'config' | 'settleConflicts'>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** A task with all its waiting conflicts, oldest first. */
interface Waiting {
  readonly task: HubTask;
  readonly records: readonly ConflictRecord[];
}

/** `GET /conflicts`: the waiting ones, by task. */
export function olderConflicts(parts: Parts, { limit, cursor }: PageQuery): OlderConflicts {
  const waiting = waitingByTask(parts.store);
  const rest = cursor === null ? waiting : waiting.filter(({ task }) => task.id > cursor);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    conflicts: page.map((each) => conflictOf(parts, each)),
    count: waiting.length,
    timestamp: new Date(parts.now()).toISOString(),
    ...(last !== undefined && rest.length > page.length && { nextCursor: last.task.id }),
  };
}

/** `POST /conflicts/resolve`: ends all waiting conflicts of the task. null if there is no such conflict, or it is resolved. */
export function resolveOlder(
  parts: Parts,
  { conflictId, strategy, resolution }: OlderResolve,
): Result<OlderResolved, AccountFailure> {
  const { store, account } = parts;
  const record = store.conflicts.get(conflictId.replace(/^conflict-\d+-/, ''));
  const task = record === null ? null : store.tasks.get(record.taskId);
  if (record === null || task === null || record.outcome !== 'waiting')
    return err({
      kind: 'not_found',
      detail: 'There is no conflict with this id, or it is already resolved.',
    });
  const used = strategy ?? suggestion(account.config().strategy);
  const values = resolution === undefined ? {} : valuesOf(task, resolution);
  const settled = account.settleConflicts(record.taskId, { strategy: used, values });
  if (!settled.ok) return settled;
  const { title, notes, tags, ...days } = settled.value.fields;
  return ok({
    resolved: true,
    resolution: {
      title,
      content: title,
      notes: notes ?? '',
      description: notes ?? '',
      due: dayOfTask(days),
      labels: tags,
      tags,
    },
    strategy: resolution === undefined || strategy !== undefined ? used : 'manual',
    timestamp: new Date(parts.now()).toISOString(),
  });
}

function waitingByTask(store: Store): readonly Waiting[] {
  const byTask = new Map<TaskId, ConflictRecord[]>();
  for (const record of store.conflicts.list({ waitingOnly: true, limit: MAX_WAITING })) {
    const known = byTask.get(record.taskId);
    // The newest come first.
    if (known === undefined) byTask.set(record.taskId, [record]);
    else known.unshift(record);
  }
  const found = [...byTask].flatMap(([id, records]) => {
    const task = store.tasks.get(id);
    return task === null ? [] : [{ task, records }];
  });
  return found.toSorted((a, b) => (a.task.id < b.task.id ? -1 : 1));
}

function conflictOf(parts: Parts, waiting: Waiting): OlderConflict {
  const { task, records } = waiting;
  const [first] = records;
  const at = first?.at ?? 0;
  const [todoist, things] = OLDER_PAIR.map((name) => sideOf(parts.store, waiting, name));
  const { labels, ...base } = versionOf(
    task,
    Object.fromEntries(records.map(({ field, base: was }) => [field, was])),
  );
  const { labels: tags, ...inThings } = things?.version ?? { labels, ...base };
  return {
    id: `conflict-${at}-${first?.id ?? ''}`,
    todoistId: todoist?.id ?? null,
    thingsId: things?.id ?? null,
    detectedAt: new Date(at).toISOString(),
    todoistVersion: {
      ...(todoist?.version ?? { ...base, labels }),
      modifiedAt: isoOf(todoist?.modifiedAt ?? at),
    },
    thingsVersion: { ...inThings, tags, modifiedAt: isoOf(things?.modifiedAt ?? at) },
    lastSyncedVersion: { ...base, labels },
    suggestedResolution: suggestion(parts.account.config().strategy),
    resolved: false,
    fields: records.map(({ field }) => field),
  };
}

/** The task as one side has it: as in the hub, except for the fields in conflict. */
function sideOf(store: Store, { task, records }: Waiting, replica: (typeof OLDER_PAIR)[number]) {
  const link = store.links.get(task.id, replica);
  const own = records.map((record): [string, unknown] => [
    record.field,
    record.replica === replica ? record.replicaValue : record.hubValue,
  ]);
  const stamps = Object.values(task.stamps).flatMap(({ at, by }) => (by === replica ? [at] : []));
  return {
    id: link?.remoteId ?? null,
    version: versionOf(task, Object.fromEntries(own)),
    modifiedAt: link?.stamps?.changedAt ?? (stamps.length > 0 ? Math.max(...stamps) : null),
  };
}

function versionOf({ fields }: HubTask, other: Readonly<Record<string, unknown>>) {
  const { title, notes, tags, ...days } = { ...fields, ...(other as SomeFields) };
  // A field that was never agreed on counts as empty on both sides.
  return { title: title ?? '', notes: notes ?? '', due: dayOfTask(days), labels: tags ?? [] };
}

function suggestion(strategy: Strategy): Exclude<Strategy, 'manual'> {
  if (strategy === 'manual') return 'newest_wins';
  return strategy;
}

function valuesOf({ fields }: HubTask, given: NonNullable<OlderResolve['resolution']>): SomeFields {
  const [title, notes, tags] = [
    given.title ?? given.content,
    given.notes === undefined ? given.description : given.notes,
    given.tags ?? given.labels,
  ];
  return {
    ...(title !== undefined && { title }),
    ...(notes !== undefined && { notes: notes === '' ? null : notes }),
    ...(tags !== undefined && { tags }),
    ...(given.due !== undefined && withDay(fields, given.due as CivilDate | null)),
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
