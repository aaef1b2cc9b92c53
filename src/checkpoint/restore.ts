// Restores the working state from `sync-state:batch`: automatically if it is empty, and on request after a preview. All or nothing:
// everything is read and checked before one transaction replaces anything.

import { err, ok, type Result } from '../model/result.ts';
import type { BatchRecords } from '../hub/batch-records.ts';
import type { Store } from '../hub/store.ts';
import { collectState } from './collect-state.ts';
import { readSyncState, SYNC_STATE_KEY, type SyncState } from './documents/sync-state.ts';
import type { TaskState } from './documents/task-state.ts';
import { fetchDocument, type DocumentProblem, type FetchedDocument } from './kv/fetch-document.ts';
import type { Governor } from './kv/governor.ts';
import { KvError, type Kv } from './kv/kv.ts';
import { noteLegacyBatch } from './legacy-batch.ts';
import { loadState } from './load-state.ts';
import { recordOf } from './publish.ts';
import type { RestorePlan, RestoreReport } from '../protocol/answers/kv.ts';
import { sha256Hex } from '../model/sha256.ts';

/** Set once KV was found to have no document to restore from, so that an empty account reads KV only once. */
const LOOKED_KEY = 'batches_looked';

/** Set until a run has seen both sides after a restore: the document may be older than what was done since (see `stored-plan.ts`). */
const RESTORED_KEY = 'restored';

/** How many reads a restore reserves: a head and its parts, if any. */
const READS_WANTED = 8;

/** Why nothing was restored. `unavailable`: KV can't be read now; `none`: there is nothing to restore from. */
export type RestoreFailure =
  | DocumentProblem
  | { readonly kind: 'unavailable'; readonly detail: string; readonly resumesAt: number | null }
  | { readonly kind: 'none'; readonly detail: string }
  /** The document was written by older code; the migration imports it. */
  | { readonly kind: 'legacy'; readonly detail: string }
  /** The confirmed plan is not the current one. */
  | { readonly kind: 'out_of_date'; readonly detail: string };

/** The counts of a state. */
type StateCounts = RestoreReport['restored'];

/** What a restore needs. */
export interface RestoreParts {
  readonly kv: Kv;
  /** May use the reserve. */
  readonly safetyKv: Kv;
  readonly governor: Governor;
  readonly records: BatchRecords;
  readonly store: Store;
  readonly now: () => number;
}

/** A document with a complete state. */
interface Restorable {
  readonly fetched: FetchedDocument;
  readonly document: SyncState;
  readonly state: TaskState;
}

/** Whether an empty working state still has to check for a document before it may be used. */
export function mustLook({ records, store }: Pick<RestoreParts, 'records' | 'store'>): boolean {
  return records.state.isEmpty() && store.meta.get(LOOKED_KEY) === undefined;
}

/**
 * Restores an empty working state; null if there is nothing to restore from, which is then recorded. Fails if KV can't be read, or
 * its content can't be understood: the account must not be used then, or it would sync as if it were new.
 */
export async function restoreIfEmpty(
  parts: RestoreParts,
): Promise<Result<RestoreReport | null, RestoreFailure>> {
  if (!mustLook(parts)) return ok(null);
  // Otherwise the account would have to wait or start from scratch, so this may use the reserve.
  const read = await readRestorable(parts, 'safety');
  if (!read.ok) {
    if (read.error.kind !== 'none' && read.error.kind !== 'legacy') return read;
    if (mustLook(parts)) {
      parts.store.meta.set(LOOKED_KEY, true);
      noteLegacyBatch(parts.store, read.error.kind === 'legacy');
    }
    return ok(null);
  }
  return mustLook(parts) ? ok(await putBack(parts, read.value)) : ok(null);
}

/** What a restore would do. Changes nothing. */
export async function planRestore(parts: RestoreParts): Promise<Result<RestorePlan, RestoreFailure>> {
  const read = await readRestorable(parts, 'restore');
  return read.ok ? ok(await planOf(parts, read.value)) : read;
}

/** Restores, if the current plan is the one that `confirm` identifies. */
export async function applyRestore(
  parts: RestoreParts,
  confirm: string,
): Promise<Result<RestoreReport, RestoreFailure>> {
  const read = await readRestorable(parts, 'restore');
  if (!read.ok) return read;
  const plan = await planOf(parts, read.value);
  if (plan.confirm !== confirm) {
    const detail = `the plan is ${plan.confirm} now, not ${confirm}: look at it again`;
    return err({ kind: 'out_of_date', detail });
  }
  return ok(await putBack(parts, read.value));
}

async function readRestorable(
  parts: RestoreParts,
  purpose: 'safety' | 'restore',
): Promise<Result<Restorable, RestoreFailure>> {
  const grant = parts.governor.ask({ reads: READS_WANTED }, purpose);
  if (!grant.granted) return err({ kind: 'unavailable', detail: grant.reason, resumesAt: grant.resumesAt });
  try {
    const fetched = await fetchDocument(purpose === 'safety' ? parts.safetyKv : parts.kv, SYNC_STATE_KEY);
    if (!fetched.ok) return fetched;
    if (fetched.value === null) return err({ kind: 'none', detail: `KV has no ${SYNC_STATE_KEY}` });
    const document = readSyncState(fetched.value.value);
    if (!document.ok) return document;
    const { state } = document.value;
    if (state === null) {
      const detail = `${SYNC_STATE_KEY} was written by older code: it is for /kv/migrate`;
      return err({ kind: 'legacy', detail });
    }
    return ok({ fetched: fetched.value, document: document.value, state });
  } catch (error) {
    if (!(error instanceof KvError)) throw error;
    return err({ kind: 'unavailable', detail: error.message, resumesAt: null });
  }
}

async function planOf(
  { records, store }: RestoreParts,
  { document, state }: Restorable,
): Promise<RestorePlan> {
  const inDocument = new Set(state.tasks.map((task) => task.id));
  const working = countWorking(records, store, inDocument);
  const plan = {
    writtenAt: document.lastUpdated,
    document: countState(state),
    workingState: working.counts,
    onlyInDocument: inDocument.size - working.shared,
    onlyInWorkingState: working.counts.tasks - working.shared,
  };
  const confirm = (await sha256Hex(JSON.stringify([document.digest, plan]))).slice(0, 16);
  return { confirm, ...plan };
}

async function putBack(
  parts: RestoreParts,
  { fetched, document, state }: Restorable,
): Promise<RestoreReport> {
  const { records, store, now } = parts;
  records.transaction(() => {
    loadState(records, store, state, now());
    store.meta.set(RESTORED_KEY, true);
    const writtenAt = Date.parse(document.lastUpdated ?? '');
    records.documents.put({
      ...recordOf(records, SYNC_STATE_KEY),
      dirtySince: null,
      writingSince: null,
      writtenAt: Number.isNaN(writtenAt) ? null : writtenAt,
      retryAt: null,
      failures: 0,
      reason: null,
      digest: document.digest,
      bytes: fetched.bytes,
      parts: fetched.parts,
      generation: generationOf(fetched.partKeys),
    });
    for (const key of fetched.partKeys) {
      const generation = generationOf([key]) ?? '';
      records.parts.put({ key, document: SYNC_STATE_KEY, generation, supersededAt: null });
    }
  });
  const again = await collectState({ records, store, now }, document.digest);
  return { restored: countState(state), exact: again === null };
}

/** Part keys end in `:part:{generation}:{number}`. */
function generationOf(partKeys: readonly string[]): string | null {
  return /:part:([^:]+):\d+$/.exec(partKeys[0] ?? '')?.[1] ?? null;
}

function countState(state: TaskState): StateCounts {
  return {
    tasks: state.tasks.length,
    links: state.tasks.reduce((sum, task) => sum + task.links.length, state.senderLinks.length),
    containers: state.containers.length,
    operations: state.outbox.length,
    conflicts: state.conflicts.length + state.senderConflicts.length,
  };
}

function countWorking(
  records: BatchRecords,
  store: Store,
  known: ReadonlySet<string>,
): { readonly counts: StateCounts; readonly shared: number } {
  let [tasks, links, shared] = [0, 0, 0];
  let page = records.state.page(null, 500);
  while (page.length > 0) {
    for (const found of page) {
      tasks += 1;
      links += found.links.length;
      if (known.has(found.task.id)) shared += 1;
    }
    page = records.state.page(page.at(-1)?.task.id ?? null, 500);
  }
  const counts = {
    tasks,
    links,
    containers: store.containers.all().length,
    operations: records.state.outbox().length,
    conflicts: store.conflicts.list({ waitingOnly: false, limit: 1_000_000_000 }).length,
  };
  return { counts, shared };
}
