// Migration, verification and rollback of one account: starts them, runs them piece by piece, and reports their status. Each piece
// is implemented in the files it calls; nothing runs concurrently.

import { dayOf, dayStart } from '../checkpoint/kv/days.ts';
import { KvError } from '../checkpoint/kv/kv.ts';
import { createPromiseQueue } from '../model/promise-queue.ts';
import type { KeyCounts, MigrationProgress, RollbackView, VerifyView } from '../protocol/answers/kv.ts';
import { countKeys } from './show/dry-run.ts';
import { newMigration, openJobs, type Jobs, type MigrationJob } from './jobs.ts';
import { canSeal, sealWhatIsInClear } from './take/conceal.ts';
import { olderTasksOf } from './older-devices.ts';
import { adoptByThingsIds } from './take/look-up.ts';
import { migratePiece } from './migrate.ts';
import { servePage, type PageRequest, type ServedPage } from './show/pages.ts';
import type { MigrationParts, Piece } from './parts.ts';
import { countWritable, progressOf, verifyView } from './show/progress.ts';
import { rollbackPage } from './rollback.ts';
import { translatePairs } from './take/translate.ts';
import { newVerifyRun, verifyPage } from './verify.ts';

/** Entries per piece of work, by default. */
const DEFAULT_LIMIT = 500;
/** Maximum number of KV calls in one turn; an invocation may make 1,000 (Cloudflare, Workers limits), and a piece makes about 100. */
const MAX_CALLS_PER_TURN = 500;
const MAX_PIECES_PER_TURN = 40;
/** Maximum number of requests to Todoist in one turn; an invocation may make 50. */
const MAX_REQUESTS_PER_TURN = 20;
/** A comparison on request is started at most this often, ms. */
const REFRESH_EVERY_MS = 60 * 60_000;
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 60 * 60_000;
const FAILURES_UNTIL_RESTART = 3;

/** Migration, verification and rollback of one account. Nothing throws because of KV: it waits, and reports that. */
export interface Migration {
  /** Starts a migration, or continues the one in progress, and does its first pieces. */
  readonly start: (options: {
    readonly keep: boolean;
    readonly limit: number | null;
  }) => Promise<MigrationProgress>;
  /** Counts what there is, only by listing. Changes nothing. */
  readonly dryRun: () => Promise<KeyCounts>;
  readonly progress: () => MigrationProgress;
  /** Does what is due, within the limits of one turn. */
  readonly work: () => Promise<void>;
  /** Epoch ms at which `work` has something to do; null: nothing is in progress. */
  readonly dueAt: () => number | null;
  /** The last comparison. Starts a new one if none is in progress and none was requested within the last hour. */
  readonly verify: (options: { readonly details: boolean }) => Promise<VerifyView>;
  /** Starts a rollback, or continues it. `dryRun`: only reports. `verify`: compares what KV shows. */
  readonly rollback: (options: {
    readonly dryRun: boolean;
    readonly verify: boolean;
  }) => Promise<RollbackView>;
  /** Imports what legacy keys contain about unknown Things to-dos; see `look-up.ts`. */
  readonly lookUp: (thingsIds: readonly string[]) => Promise<void>;
  /** The tasks that a device of older code knew. Reads KV, and has Todoist translate ids. */
  readonly tasksOfDevice: (device: string) => ReturnType<typeof olderTasksOf>;
  /** One of older code's paged endpoints. */
  readonly page: (request: PageRequest) => Promise<ServedPage>;
}

/** Opens migration, verification and rollback, without any call. */
export function createMigration(parts: MigrationParts): Migration {
  const jobs = openJobs(parts.legacy);
  const inTurn = createPromiseQueue();
  const tell = (): MigrationProgress => progressOf(parts, jobs);
  return {
    start: (options) =>
      inTurn(async () => {
        begin(parts, jobs, options);
        await workTurn(parts, jobs);
        return tell();
      }),
    dryRun: () => inTurn(() => countKeys(parts)),
    progress: tell,
    work: () => inTurn(() => workTurn(parts, jobs)),
    dueAt: () => dueAt(parts, jobs),
    verify: ({ details }) =>
      inTurn(async () => {
        const nextRefreshAt = (jobs.askedAt.get() ?? 0) + REFRESH_EVERY_MS;
        const isFree = jobs.verifying.get() === null && parts.now() >= nextRefreshAt;
        if (isFree) {
          jobs.askedAt.set(parts.now());
          jobs.verifying.set(newVerifyRun());
          await workTurn(parts, jobs);
        }
        return verifyView(jobs, { nextRefreshAt: (jobs.askedAt.get() ?? 0) + REFRESH_EVERY_MS, details });
      }),
    rollback: (options) => inTurn(() => rollBack(parts, jobs, options)),
    lookUp: (ids) => inTurn(() => quietly(() => adoptByThingsIds(parts, jobs, ids))),
    tasksOfDevice: (device) => inTurn(() => olderTasksOf(parts, jobs, device)),
    page: (request) => inTurn(() => servePage(parts, request)),
  };
}

function begin(
  parts: MigrationParts,
  jobs: Jobs,
  { keep, limit }: { readonly keep: boolean; readonly limit: number | null },
): void {
  const job = jobs.migration.get();
  jobs.rollback.set(null);
  // On a request, a wait for the day's budget is kept; for anything else, work is retried at once.
  if (jobs.waits.get()?.failures !== 0) jobs.waits.set(null);
  if (job === null || isOver(job)) {
    const startedAt = parts.now();
    jobs.verifying.set(null);
    jobs.migration.set(newMigration({ keep, limit: limit ?? DEFAULT_LIMIT, startedAt }));
    return;
  }
  const isDeleting = job.phase === 'deleting' && keep;
  jobs.migration.set({
    ...job,
    keep,
    limit: limit ?? job.limit,
    ...(isDeleting && { phase: 'complete' as const, finishedAt: parts.now() }),
  });
}

async function rollBack(
  parts: MigrationParts,
  jobs: Jobs,
  { dryRun, verify }: { readonly dryRun: boolean; readonly verify: boolean },
): Promise<RollbackView> {
  if (!dryRun && !verify) {
    const job = jobs.migration.get();
    if (job !== null) jobs.migration.set({ ...job, phase: 'stopped' });
    jobs.verifying.set(null);
    const rollback = jobs.rollback.get();
    if (rollback === null || rollback.phase === 'done')
      jobs.rollback.set({ phase: 'originals', after: '', startedAt: parts.now(), written: 0 });
    await workTurn(parts, jobs);
  }
  if (verify && jobs.verifying.get() === null) {
    jobs.verifying.set(newVerifyRun());
    await workTurn(parts, jobs);
  }
  const { rollback, total, waiting } = progressOf(parts, jobs);
  const verification = verifyView(jobs, { nextRefreshAt: parts.now(), details: true });
  return {
    phase: rollback?.phase ?? 'not_started',
    written: rollback?.written ?? 0,
    left: total.deleted,
    expected: countWritable(parts),
    waiting,
    ...(verify && { verification }),
  };
}

type WaitsSlot = Jobs['waits'];

/** Does what is due: secrets in clear and ids first, then rollback or migration, then a comparison on request. */
async function workTurn(parts: MigrationParts, jobs: Jobs): Promise<void> {
  await sealWhatIsInClear(parts);
  await translatePairs(parts, jobs, MAX_REQUESTS_PER_TURN);
  const calls = await doPieces(
    parts,
    { waits: jobs.waits, calls: 0, restart: () => restartTaking(jobs) },
    () => movingPiece(parts, jobs),
  );
  await doPieces(
    parts,
    { waits: jobs.verifyWaits, calls, restart: () => jobs.verifying.set(newVerifyRun()) },
    () => verifyPiece(parts, jobs),
  );
  await translatePairs(parts, jobs, MAX_REQUESTS_PER_TURN);
}

/**
 * Does pieces until none is left, one has to wait, or the turn's limits are reached. Returns the number of calls made, including
 * earlier ones.
 */
async function doPieces(
  parts: MigrationParts,
  turn: { readonly waits: WaitsSlot; readonly calls: number; readonly restart: () => void },
  next: () => Promise<Piece | null>,
): Promise<number> {
  const { waits } = turn;
  let { calls } = turn;
  if ((waits.get()?.resumesAt ?? 0) > parts.now()) return calls;
  for (let pieces = 0; pieces < MAX_PIECES_PER_TURN && calls < MAX_CALLS_PER_TURN; pieces += 1) {
    try {
      const piece = await next();
      waits.set(
        piece?.kind === 'waits' ? { reason: piece.reason, resumesAt: piece.resumesAt, failures: 0 } : null,
      );
      if (piece === null || piece.kind === 'waits') return calls;
      calls += piece.calls;
    } catch (error) {
      if (!(error instanceof KvError)) throw error;
      noteFailure(parts, turn, error);
      return calls;
    }
  }
  return calls;
}

/** KV failures turn into a wait. A cursor may have expired, so after a few consecutive failures a list is started again. */
function noteFailure(
  { now }: MigrationParts,
  { waits, restart }: { readonly waits: WaitsSlot; readonly restart: () => void },
  error: KvError,
): void {
  const reason = error.message;
  if (error.kind !== 'failed') {
    waits.set({ reason, resumesAt: dayStart(dayOf(now()) + 1), failures: 0 });
    return;
  }
  const failures = waits.get()?.failures ?? 0;
  if (failures >= FAILURES_UNTIL_RESTART) restart();
  const waitMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS);
  waits.set({ reason, resumesAt: now() + waitMs, failures: failures + 1 });
}

/** Known entries are not read again, so starting a list again is cheap. */
function restartTaking(jobs: Jobs): void {
  const job = jobs.migration.get();
  if (job === null) return;
  jobs.migration.set({ ...job, cursor: null });
  if (job.phase === 'checking') jobs.verifying.set(newVerifyRun());
}

/** The next piece of a rollback or a migration; null: none is in progress. */
async function movingPiece(parts: MigrationParts, jobs: Jobs): Promise<Piece | null> {
  const rollback = jobs.rollback.get();
  if (rollback !== null && rollback.phase !== 'done') {
    const page = await rollbackPage(parts, rollback);
    jobs.rollback.set(page.rollback);
    return page.piece;
  }
  const job = jobs.migration.get();
  return job === null || isOver(job) ? null : migratePiece(parts, jobs, job);
}

async function verifyPiece(parts: MigrationParts, jobs: Jobs): Promise<Piece | null> {
  const run = jobs.verifying.get();
  if (run === null || !mayVerify(jobs)) return null;
  const page = await verifyPage(parts, run, { purpose: 'verify', adopt: false });
  if (page.piece.kind === 'done') {
    jobs.verified.set({ ...page.run.report, computedAt: parts.now() });
    jobs.verifying.set(null);
  } else jobs.verifying.set(page.run);
  return page.piece;
}

/** Until it deletes, a migration compares everything itself; what a rollback writes is compared when it is done. */
function mayVerify(jobs: Jobs): boolean {
  const [job, rollback] = [jobs.migration.get(), jobs.rollback.get()];
  if (rollback !== null && rollback.phase !== 'done') return false;
  return job === null || isOver(job) || job.phase === 'deleting';
}

function isOver({ phase }: MigrationJob): boolean {
  return phase === 'complete' || phase === 'stopped';
}

function dueAt(parts: MigrationParts, jobs: Jobs): number | null {
  const [job, rollback] = [jobs.migration.get(), jobs.rollback.get()];
  const isMoving = (job !== null && !isOver(job)) || (rollback !== null && rollback.phase !== 'done');
  const isVerifying = jobs.verifying.get() !== null && mayVerify(jobs);
  const now = parts.now();
  const times = [
    ...(isMoving ? [jobs.waits.get()?.resumesAt ?? now] : []),
    ...(isVerifying ? [jobs.verifyWaits.get()?.resumesAt ?? now] : []),
    ...(canSeal(parts) ? [now] : []),
    ...(parts.legacy.pairs.untranslated(1).length > 0 ? [jobs.translating.get()?.retryAt ?? now] : []),
  ];
  return times.length === 0 ? null : Math.min(...times);
}

/** A lookup that fails because of KV is left for the next run. */
async function quietly(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof KvError)) throw error;
  }
}
