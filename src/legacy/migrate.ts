// One piece of a migration: determines the phase, does a piece of its work, and moves on to the next phase. The work itself is
// implemented elsewhere.

import { landDocument, STALE_MS } from './take/land.ts';
import type { Jobs, MigrationJob } from './jobs.ts';
import { holdsSecret } from './legacy-keys.ts';
import type { MigrationParts, Piece } from './parts.ts';
import { removePage } from './take/remove.ts';
import { takePage } from './take/take-in.ts';
import { isSound, newVerifyRun, verifyPage } from './verify.ts';

/** How often a migration goes back to fix what is wrong before it continues without it. */
const MAX_ROUNDS = 4;

/** Does one piece, and records the progress. Throws `KvError`, with the recorded progress unchanged. */
export async function migratePiece(parts: MigrationParts, jobs: Jobs, job: MigrationJob): Promise<Piece> {
  switch (job.phase) {
    case 'taking': {
      const page = await takePage(parts, job, job.limit);
      if (page.piece.kind === 'done') jobs.remain.set(null);
      return goOn(jobs, { ...job, ...page.place }, page.piece, { phase: 'landing', after: '' });
    }
    case 'landing':
      return land(parts, jobs, job);
    case 'checking':
      return check(parts, jobs, job);
    case 'deleting': {
      const page = await removePage(
        parts,
        job.after,
        job.stuck.map(({ document }) => document),
      );
      if (page.piece.kind === 'done' && job.rounds < MAX_ROUNDS && isLeft(parts, job))
        return goOn(jobs, { ...job, rounds: job.rounds + 1 }, page.piece, { phase: 'landing', after: '' });
      return goOn(jobs, { ...job, after: page.after }, page.piece, {
        phase: 'complete',
        finishedAt: parts.now(),
      });
    }
    case 'complete':
    case 'stopped':
      return { kind: 'done', calls: 0 };
  }
}

/** Whether older code changed something while originals were deleted, so that there is more to do. */
function isLeft({ legacy }: MigrationParts, { stuck }: MigrationJob): boolean {
  if (legacy.entries.documentsToLand('', stuck.length + 1).length > stuck.length) return true;
  return legacy.entries
    .counts()
    .some(
      ({ family, state, expires }) =>
        state === 'landed' && !expires && family !== 'sync-state' && !holdsSecret(family),
    );
}

/** Records the job's progress; if the phase is done, moves on to the next. A migration is never done before its last phase. */
function goOn(jobs: Jobs, job: MigrationJob, piece: Piece, next: Partial<MigrationJob>): Piece {
  if (piece.kind !== 'done') {
    jobs.migration.set(job);
    return piece;
  }
  jobs.migration.set({ ...job, ...next });
  return { kind: 'more', calls: piece.calls };
}

async function land(parts: MigrationParts, jobs: Jobs, job: MigrationJob): Promise<Piece> {
  const document = parts.legacy.entries.documentsToLand(job.after, 1)[0];
  if (document === undefined) {
    jobs.verifying.set(newVerifyRun());
    return goOn(jobs, job, { kind: 'done', calls: 0 }, { phase: 'checking', after: '' });
  }
  const { piece, stuck } = await landDocument(parts, document);
  if (stuck === null) return goOn(jobs, job, piece, {});
  const others = job.stuck.filter((one) => one.document !== document);
  return goOn(jobs, { ...job, after: document, stuck: [...others, stuck] }, piece, {});
}

async function check(parts: MigrationParts, jobs: Jobs, job: MigrationJob): Promise<Piece> {
  const { piece, run } = await verifyPage(parts, jobs.verifying.get() ?? newVerifyRun(), {
    purpose: 'migration',
    adopt: true,
  });
  if (piece.kind !== 'done') {
    jobs.verifying.set(run);
    return piece;
  }
  jobs.verified.set({ ...run.report, computedAt: parts.now() });
  jobs.verifying.set(null);
  if (run.wrong.length > 0 && job.rounds < MAX_ROUNDS) {
    jobs.migration.set({ ...job, rounds: job.rounds + 1, phase: 'landing', after: '' });
    return { kind: 'waits', reason: 'KV may show older documents', resumesAt: parts.now() + STALE_MS };
  }
  if (!isSound(run.report) && job.rounds < MAX_ROUNDS)
    return goOn(jobs, { ...job, rounds: job.rounds + 1 }, piece, { phase: 'landing', after: '' });
  // Originals are kept if a document was never seen to contain them.
  const reason = 'KV does not show all that was written into it';
  const stuck = [...job.stuck, ...run.wrong.map((document) => ({ document, reason }))];
  return goOn(jobs, { ...job, stuck }, piece, job.keep ? finished(parts) : { phase: 'deleting', after: '' });
}

function finished(parts: MigrationParts): Partial<MigrationJob> {
  return { phase: 'complete', finishedAt: parts.now() };
}
