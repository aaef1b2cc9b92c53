// Repair endpoints of the earlier API, as far as there is anything to repair: they can no longer change pairs. Each response has
// the former format and says what is actually true.

import type { BatchRecords } from '../hub/batch-records.ts';
import type { PairViews } from '../hub/sqlite/pair-views.ts';
import type { Store } from '../hub/store.ts';
import type { Migration } from '../legacy/migration.ts';
import { remoteId, type TaskId } from '../model/ids.ts';
import { dayOfTask } from '../model/task.ts';
import { primaryHash } from '../checkpoint/fingerprint.ts';
import type {
  OlderBackfilled,
  OlderBulk,
  OlderClosed,
  OlderFingerprinted,
  OlderMigrated,
  OlderTagsCleaned,
  OlderToBatch,
  OlderToBatchDry,
  OlderUnmarked,
  OlderUnmarkedAll,
} from '../protocol/answers/older/repairs.ts';
import type { BulkDirection } from '../protocol/older/repairs.ts';
import type { Account } from '../sync/owner/account-port.ts';
import { OLDER_PAIR, type PageQuery } from './pair.ts';

const [TODOIST, THINGS] = OLDER_PAIR;

/** What older clients were handed out of the inbox, or told as imported, and of which no to-do has shown. */
export interface Lent {
  readonly all: () => readonly TaskId[];
  readonly isLent: (task: TaskId) => boolean;
  /** Makes it everybody's again. */
  readonly takeBack: (task: TaskId) => void;
}

/** What repairs work with. */
export interface RepairParts {
  readonly store: Store;
  readonly records: Pick<BatchRecords, 'state'>;
  readonly pairs: PairViews;
  readonly account: Pick<Account, 'complete' | 'readAllAnew'>;
  readonly migration: Pick<Migration, 'start' | 'progress'>;
  readonly lent: Lent;
  /** Epoch ms. */
  readonly now: () => number;
}

/** A repair that may be a dry run. */
export interface Repair<T> {
  readonly dryRun: boolean;
  readonly of: T;
}

/** `POST /sync/bulk`: makes the next run read both sides in full. Pairs stay. */
export function bulkSync(
  { store, account, now }: RepairParts,
  { dryRun, of: direction }: Repair<BulkDirection>,
): OlderBulk {
  const reads = direction !== 'clear_mappings';
  if (reads && !dryRun) account.readAllAnew();
  const would = dryRun ? 'would be' : 'are';
  const actions = reads
    ? [`both sides ${would} read whole by the next run, and what differs is carried over`]
    : ['no pair is cleared: tasks would be created twice'];
  return {
    todoistTasks: countInTodoist(store),
    mappingsCleared: 0,
    mappingsCreated: 0,
    errors: [],
    dryRun,
    direction,
    actions,
    summary: actions.join('; '),
    timestamp: new Date(now()).toISOString(),
  };
}

/** `POST /sync/migrate-to-batch`, without `dry_run`. */
export async function migrateToBatch({ migration, pairs, now }: RepairParts): Promise<OlderToBatch> {
  const begun = now();
  const before = migration.progress();
  const { total, waiting } = await migration.start({ keep: false, limit: null });
  return {
    status: 'success',
    migrated: total.done - before.total.done,
    deletedMappings: total.deleted - before.total.deleted,
    duration: now() - begun,
    newBatchSize: pairs.count(OLDER_PAIR),
    message: waiting?.reason ?? 'It goes on by itself: see GET /kv/migrate',
  };
}

/** The same with `dry_run`: what is known without reading KV. */
export function wouldMigrate({ pairs }: RepairParts): OlderToBatchDry {
  const [hash, mapping] = [pairs.countLegacy('hash:'), pairs.countLegacy('mapping:')];
  return {
    status: 'dry_run',
    individualKeys: { hash, mapping, total: hash + mapping },
    action: 'would take older entries in, a page at a time',
    estimatedKvWrites: 1,
    currentKvWritesPerSync: 0,
    message: 'Entries that were found so far; POST /kv/migrate?dry_run=true counts those in KV',
  };
}

/** `POST /migrate`: starts the same, and keeps the originals. */
export async function migrate({ migration }: RepairParts, { dryRun }: Repair<null>): Promise<OlderMigrated> {
  const before = migration.progress();
  const { total, waiting } = dryRun ? before : await migration.start({ keep: true, limit: null });
  const migrated = total.done - before.total.done;
  const how = dryRun ? 'would be taken in' : 'were taken in';
  return {
    todoistTasks: { processed: 0, migrated: 0, errors: 0 },
    legacyMappings: { processed: migrated, migrated, errors: total.bad },
    summary: [
      `${migrated} older entries ${how}; the rest follows by itself: see GET /kv/migrate`,
      'labels are no state here and stay as they are',
      ...(waiting === null ? [] : [waiting.reason]),
    ],
  };
}

/** `POST /cleanup-tags`: does nothing, because labels belong to the user. */
export function cleanUpTags({ store }: RepairParts): OlderTagsCleaned {
  return {
    processed: countInTodoist(store),
    cleaned: 0,
    errors: 0,
    summary: ['labels of older code say nothing here: they stay as they are'],
  };
}

/** `POST /inbox/unmark/{id}`: what a client was handed out, or told as imported, is shown anew; a pair stays. */
export async function unmark(parts: RepairParts, { dryRun, of: id }: Repair<string>): Promise<OlderUnmarked> {
  const task = parts.store.links.byRemoteId(TODOIST, remoteId(id))?.taskId ?? null;
  const hash = task === null ? null : await hashOf(parts, task);
  const isLent = task !== null && parts.lent.isLent(task) && isToCome(parts, task);
  if (isLent && !dryRun) parts.store.transaction(() => parts.lent.takeBack(task));
  return { id, removed: isLent && !dryRun, hash };
}

/** `POST /inbox/unmark-all`: the same of all that is handed out. */
export async function unmarkAll(
  parts: RepairParts,
  { dryRun }: Pick<Repair<null>, 'dryRun'>,
): Promise<OlderUnmarkedAll> {
  const { store, lent } = parts;
  const tasks = lent.all().filter((task) => isToCome(parts, task));
  const results: OlderUnmarkedAll['results'][number][] = [];
  for (const task of tasks) {
    const id = store.links.get(task, TODOIST)?.remoteId ?? task;
    const title = store.tasks.get(task)?.fields.title ?? '';
    const hash = await hashOf(parts, task);
    results.push({ id, removed: !dryRun, hash, title, ...(dryRun && { wouldRemove: true }) });
  }
  if (!dryRun) {
    store.transaction(() => {
      for (const task of tasks) lent.takeBack(task);
    });
  }
  return { count: results.length, results, mode: dryRun ? 'dry_run' : 'executed' };
}

/** Things has none of it, and is to have it: of what is done or deleted, or has shown, the to-do is known by what is put down. */
function isToCome({ store }: RepairParts, task: TaskId): boolean {
  const hub = store.tasks.get(task);
  const isOpen = hub !== null && hub.deletedAt === null && hub.fields.status === 'open';
  return isOpen && store.links.get(task, THINGS) === null;
}

/** The fingerprint of a task; null where it is not known. */
async function hashOf({ store }: RepairParts, task: TaskId): Promise<string | null> {
  const fields = store.tasks.get(task)?.fields;
  return fields === undefined ? null : primaryHash(fields.title, fields.notes, dayOfTask(fields));
}

/** `POST /repair/backfill-mappings`: reports which open tasks have their pair; the sync pairs the others by its own rules. */
export function backfillMappings(
  { records }: RepairParts,
  { dryRun, of: { limit, cursor } }: Repair<PageQuery>,
): OlderBackfilled {
  const page = records.state.page(cursor as TaskId | null, limit);
  const found = page.flatMap(({ task, links }) => {
    const [todoist, things] = OLDER_PAIR.map((name) => links.find(({ replica }) => replica === name));
    if (task.deletedAt !== null || task.fields.status !== 'open' || todoist?.state !== 'active') return [];
    return [
      { todoistId: todoist.remoteId, thingsId: things?.state === 'deleted' ? undefined : things?.remoteId },
    ];
  });
  const paired = found.filter(({ thingsId }) => thingsId !== undefined);
  const last = page.at(-1);
  return {
    dryRun,
    summary: {
      created: 0,
      updated: 0,
      skipped: paired.length,
      missing: found.length - paired.length,
      total: found.length,
    },
    results: paired.map((pair) => ({ ...pair, action: 'skipped' })),
    ...(last !== undefined && page.length === limit && { nextCursor: last.task.id }),
  };
}

/** `POST /repair/backfill-by-fingerprint`: reports what each to-do is paired with. */
export function backfillByFingerprint(
  { store }: RepairParts,
  thingsIds: readonly string[],
): OlderFingerprinted {
  const results = thingsIds.map((thingsId): OlderFingerprinted['results'][number] => {
    const link = store.links.byRemoteId(THINGS, remoteId(thingsId));
    const todoist = link === null ? null : store.links.get(link.taskId, TODOIST);
    return todoist === null
      ? { thingsId, action: 'not_found', message: 'it gets its pair by the rules of the sync' }
      : { thingsId, todoistId: todoist.remoteId, action: 'skipped' };
  });
  const skipped = results.filter(({ action }) => action === 'skipped').length;
  const notFound = results.length - skipped;
  return { summary: { created: 0, updated: 0, skipped, notFound, total: results.length }, results };
}

/** `POST /repair/close-todoist`: completes the tasks in the hub and on every side. Can be undone. */
export function closeInTodoist(
  { store, account }: RepairParts,
  { dryRun, of: ids }: Repair<readonly string[]>,
): OlderClosed {
  const known = new Map(ids.map((id) => [id, store.links.byRemoteId(TODOIST, remoteId(id))?.taskId]));
  const tasks = [...known.values()].filter((task) => task !== undefined);
  const closed = dryRun ? new Set<TaskId>() : account.complete(tasks);
  const results = ids.map((id) => {
    const task = known.get(id);
    return { id, closed: task !== undefined && closed.has(task) };
  });
  return { closed: results.filter((result) => result.closed).length, total: ids.length, results };
}

function countInTodoist({ tasks }: Store): number {
  return tasks.counts([TODOIST]).byReplica.get(TODOIST) ?? 0;
}
