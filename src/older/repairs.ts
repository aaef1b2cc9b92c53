// Repairs of the earlier API, as far as there is anything to repair: what pairs tasks is not theirs to write any more. Each answer is
// in the shape of before and says what is true.

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
} from '../protocol/answers/older/repairs.ts';
import type { BulkDirection } from '../protocol/older/repairs.ts';
import type { Account } from '../sync/owner/account-port.ts';
import { OLDER_PAIR, type PageQuery } from './pair.ts';

const [TODOIST, THINGS] = OLDER_PAIR;

/** What repairs work with. */
export interface RepairParts {
  readonly store: Store;
  readonly records: Pick<BatchRecords, 'state'>;
  readonly pairs: PairViews;
  readonly account: Pick<Account, 'complete' | 'readAllAnew'>;
  readonly migration: Pick<Migration, 'start' | 'progress'>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** A repair that may only tell what it would do. */
export interface Repair<T> {
  readonly dryRun: boolean;
  readonly of: T;
}

/** `POST /sync/bulk`: has both sides read whole by the next run. Pairs stay. */
export function bulkSync(
  { store, account, now }: RepairParts,
  { dryRun, of: direction }: Repair<BulkDirection>,
): OlderBulk {
  const reads = direction !== 'clear_mappings';
  if (reads && !dryRun) account.readAllAnew();
  const would = dryRun ? 'would be' : 'are';
  const actions = reads
    ? [`both sides ${would} read whole by the next run, and what differs is carried over`]
    : ['no pair is cleared: tasks would be made twice'];
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

/** The same, with `dry_run`: what is known without asking KV. */
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

/** `POST /migrate`: begins the same, and keeps the originals. */
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

/** `POST /cleanup-tags`: labels are their owner's. */
export function cleanUpTags({ store }: RepairParts): OlderTagsCleaned {
  return {
    processed: countInTodoist(store),
    cleaned: 0,
    errors: 0,
    summary: ['labels of older code say nothing here: they stay as they are'],
  };
}

/** `POST /inbox/unmark/{id}`: nothing is marked. `hash`: the task's fingerprint; null where it is not known. */
export async function unmark({ store }: RepairParts, id: string): Promise<OlderUnmarked> {
  const link = store.links.byRemoteId(TODOIST, remoteId(id));
  const fields = link === null ? undefined : store.tasks.get(link.taskId)?.fields;
  const hash = fields === undefined ? null : await primaryHash(fields.title, fields.notes, dayOfTask(fields));
  return { id, removed: false, hash };
}

/** `POST /repair/backfill-mappings`: which open tasks have their pair; the others get it by the rules of the sync. */
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

/** `POST /repair/backfill-by-fingerprint`: what each to-do is paired with. */
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

/** `POST /repair/close-todoist`: completes the tasks, here and on every side. An undo takes it back. */
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
