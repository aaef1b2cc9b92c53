// Status, comparison and pending work in the format of the earlier API. From the working state alone.

import type { PairViews } from '../hub/sqlite/pair-views.ts';
import type { OutboxEntry, Store } from '../hub/store.ts';
import type { MigrationProgress } from '../protocol/answers/kv.ts';
import type { TaskId } from '../model/ids.ts';
import { dayOfTask } from '../model/task.ts';
import { primaryHash } from '../checkpoint/fingerprint.ts';
import type {
  Discrepancy,
  OlderRequests,
  OlderStatus,
  OlderVerify,
} from '../protocol/answers/older/views.ts';
import type { Account } from '../sync/owner/account-port.ts';
import { OLDER_PAIR, type PageQuery } from './pair.ts';

/** How many tasks are read at a time. */
const PAGE = 500;

/** Families of legacy keys that contain pairs. */
const PAIR_FAMILIES = ['hash', 'mapping', 'sync-state'];

/** The sources of the views. */
export interface ViewParts {
  readonly store: Store;
  readonly pairs: PairViews;
  readonly account: Pick<Account, 'plan' | 'waiting'>;
  readonly migration: { readonly progress: () => MigrationProgress };
  /** Epoch ms. */
  readonly now: () => number;
}

/** `GET /sync/status`. Nothing is ever locked: requests during a run wait for their turn. */
export function olderStatus({ store, pairs, migration, now }: ViewParts): OlderStatus {
  const { phase, total, families, pairs: taken } = migration.progress();
  const [things, todoist] = ['mapping:things:', 'mapping:todoist:'].map((prefix) =>
    pairs.countLegacy(prefix),
  );
  const pending = families.filter(({ family }) => PAIR_FAMILIES.includes(family));
  const isComplete =
    phase === 'complete' || (phase === 'not_started' && store.meta.get('legacy_batch') !== true);
  const known = total.done + total.left;
  const share = known === 0 ? (isComplete ? 1 : 0) : total.done / known;
  return {
    syncLocked: false,
    legacy: {
      mappings: { things: things ?? 0, todoist: todoist ?? 0, total: (things ?? 0) + (todoist ?? 0) },
      // Labels have no meaning for the state here.
      taggedTasks: { total: 0, withFingerprints: 0, pendingMigration: 0 },
    },
    fingerprint: {
      hashMappings: pairs.count(OLDER_PAIR),
      migratedLegacyMappings: taken.known,
      pendingLegacyMigration: pending.reduce((sum, { left }) => sum + left, 0),
    },
    migration: {
      progress: `${Math.floor(share * 100)}%`,
      isComplete,
      recommendations: isComplete ? [] : ['Run POST /kv/migrate: older entries are still to be taken in'],
    },
    timestamp: new Date(now()).toISOString(),
  };
}

/** `GET /sync/verify`: tasks that one side should have and does not, unless an operation for them is pending. */
export async function olderVerify(parts: ViewParts, query: PageQuery): Promise<OlderVerify> {
  const { store, pairs, now } = parts;
  const { found, nextCursor } = lackingPage(parts, query);
  const discrepancies = await Promise.all(found.map(({ task, ids }) => discrepancyOf(store, task, ids)));
  const reasons = found.flatMap(({ reasons: why }) => why);
  const [todoist] = OLDER_PAIR;
  return {
    summary: {
      todoistTaskCount: store.tasks.counts([todoist]).byReplica.get(todoist) ?? 0,
      hashMappingCount: pairs.count(OLDER_PAIR),
      discrepancyCount: discrepancies.length,
      isHealthy: discrepancies.length === 0,
    },
    discrepancies,
    recommendations: [...whatStands(parts), ...new Set(reasons)],
    timestamp: new Date(now()).toISOString(),
    ...(nextCursor !== null && { nextCursor }),
  };
}

/** `GET /sync/requests`: what waits for Things, as one request. */
export function olderRequests({ store, now }: Pick<ViewParts, 'store' | 'now'>): OlderRequests {
  const [, things] = OLDER_PAIR;
  const [first] = store.outbox.ofReplica(things, ['queued'], 1);
  const timestamp = new Date(now()).toISOString();
  if (first === undefined) return { requests: [], count: 0, timestamp };
  const tasks = store.outbox.count(things, ['queued']);
  const request = {
    id: `waiting-${first.seq}`,
    timestamp,
    type: 'todoist_to_things',
    tasks,
    status: 'pending',
  } as const;
  return { requests: [request], count: 1, timestamp };
}

interface Lacking {
  readonly task: TaskId;
  readonly ids: readonly [string | null, string | null];
  readonly reasons: readonly string[];
}

function lackingPage(
  { store, pairs }: ViewParts,
  { limit, cursor }: PageQuery,
): { readonly found: readonly Lacking[]; readonly nextCursor: string | null } {
  const found: Lacking[] = [];
  for (let after = cursor as TaskId | null; ;) {
    const page = pairs.oneSided(OLDER_PAIR, { after, limit: PAGE });
    for (const { taskId: task, remoteIds: ids } of page) {
      if (found.length === limit) return { found, nextCursor: after };
      after = task;
      const entries = store.outbox.ofTask(task);
      if (entries.every((entry) => !isUnderWay(entry)))
        found.push({ task, ids, reasons: entries.flatMap(({ reason }) => reason ?? []) });
    }
    if (page.length < PAGE) return { found, nextCursor: null };
  }
}

/** Held and refused operations don't count as pending. */
function isUnderWay({ state }: OutboxEntry): boolean {
  return state !== 'held' && state !== 'failed';
}

async function discrepancyOf(
  store: Store,
  task: TaskId,
  [todoist, things]: Lacking['ids'],
): Promise<Discrepancy> {
  const { title = '', notes = null, ...days } = store.tasks.get(task)?.fields ?? {};
  const hashKey = `hash:${await primaryHash(title, notes, dayOfTask(days))}`;
  if (todoist !== null && things !== null)
    return { type: 'orphaned_mapping', hashKey, todoistId: todoist, thingsId: things };
  return { type: 'missing_hash_mapping', todoistId: todoist ?? '', title, thingsId: things ?? '', hashKey };
}

function whatStands({ account }: ViewParts): readonly string[] {
  const plan = account.plan();
  const problems = account.waiting().polled.flatMap(({ problem }) => problem ?? []);
  const waits = plan === null || plan.approved ? [] : ['A plan waits for an answer: see GET /v1/plan'];
  return [...waits, ...problems];
}
