// The displayed status of a migration, a comparison and a rollback, from the working state. Costs no KV operation.

import type { MigrationProgress, VerifyView } from '../../protocol/answers/kv.ts';
import type { LegacyCount } from '../../hub/sqlite/tables/legacy-tables.ts';
import { hasOwnKey, LEGACY_FAMILIES, holdsSecret } from '../legacy-keys.ts';
import type { Jobs, Waits } from '../jobs.ts';
import type { MigrationParts } from '../parts.ts';
import { isSound } from '../verify.ts';

const MAX_BAD_TOLD = 100;

/** Entries of one family. */
export type FamilyProgress = MigrationProgress['families'][number];

const NONE: Omit<FamilyProgress, 'family'> = {
  entries: 0,
  done: 0,
  left: 0,
  bad: 0,
  gone: 0,
  deleted: 0,
  leftToDelete: 0,
  expiring: 0,
};

/** Collects the figures of a migration. Scans all entries. */
export function progressOf(parts: MigrationParts, jobs: Jobs): MigrationProgress {
  const job = jobs.migration.get();
  const counts = parts.legacy.entries.counts();
  const families = LEGACY_FAMILIES.map((family) => ({
    family,
    ...sumOf(
      counts.filter((count) => count.family === family),
      family !== 'sync-state' && !holdsSecret(family),
    ),
  })).filter(({ entries }) => entries > 0);
  const total = families.reduce((sum, family) => add(sum, family), NONE);
  const rollback = jobs.rollback.get();
  return {
    phase: job?.phase ?? 'not_started',
    startedAt: job?.startedAt ?? null,
    finishedAt: job?.finishedAt ?? null,
    families,
    total,
    pairs: {
      known: parts.legacy.pairs.count(),
      untranslated: parts.legacy.pairs.countUntranslated(),
      problem: jobs.translating.get()?.detail ?? null,
    },
    documents: countDocuments(parts),
    daysToGo: job?.keep === true ? 0 : Math.ceil(total.leftToDelete / Math.max(1, parts.dailyRoom.deletes)),
    waiting: waitsOf(jobs),
    bad: {
      count: total.bad,
      entries: parts.legacy.entries
        .bad(MAX_BAD_TOLD)
        .map(({ key, family, reason }) => ({ key, family, reason: reason ?? '' })),
    },
    stuck: job?.stuck ?? [],
    rollback:
      rollback === null ? null : { phase: rollback.phase, written: rollback.written, left: total.deleted },
  };
}

/** Collects what is displayed of the last comparison. */
export function verifyView(
  jobs: Jobs,
  options: { readonly nextRefreshAt: number; readonly details: boolean },
): VerifyView {
  const verified = jobs.verified.get();
  const job = jobs.migration.get();
  const isAfter =
    job?.phase === 'complete' && verified !== null && verified.computedAt > (job.finishedAt ?? 0);
  const news = Object.values(verified?.families ?? {}).reduce(
    (sum, one) => sum + one.missing + one.differs,
    0,
  );
  return {
    ok: verified === null ? null : isSound(verified),
    computedAt: verified === null ? null : new Date(verified.computedAt).toISOString(),
    families: verified?.families ?? {},
    documents: verified?.documents ?? { compared: 0, wrong: 0 },
    newSinceMigration: isAfter ? news : 0,
    running: jobs.verifying.get() !== null,
    nextRefreshAt: new Date(options.nextRefreshAt).toISOString(),
    waiting: waitsOf(jobs),
    ...(options.details && { details: verified?.details ?? [] }),
  };
}

function waitsOf(jobs: Jobs): Waits | null {
  const waits = jobs.waits.get();
  return waits === null ? null : { reason: waits.reason, resumesAt: waits.resumesAt };
}

/** `mayGo`: the family's entries have keys of their own, which have to be deleted. */
function sumOf(counts: readonly LegacyCount[], mayGo: boolean): Omit<FamilyProgress, 'family'> {
  const number = (isCounted: (count: LegacyCount) => boolean): number =>
    counts.filter((count) => isCounted(count)).reduce((sum, { count }) => sum + count, 0);
  return {
    entries: number(() => true),
    done: number(({ state }) => state === 'landed' || state === 'deleted'),
    left: number(({ state }) => state === 'taken'),
    bad: number(({ state }) => state === 'bad'),
    gone: number(({ state }) => state === 'gone'),
    deleted: number(({ state }) => state === 'deleted'),
    leftToDelete: mayGo
      ? number(({ state, expires }) => !expires && (state === 'landed' || state === 'taken'))
      : 0,
    expiring: number(({ state, expires }) => expires && (state === 'landed' || state === 'taken')),
  };
}

function add(a: Omit<FamilyProgress, 'family'>, b: FamilyProgress): Omit<FamilyProgress, 'family'> {
  return {
    entries: a.entries + b.entries,
    done: a.done + b.done,
    left: a.left + b.left,
    bad: a.bad + b.bad,
    gone: a.gone + b.gone,
    deleted: a.deleted + b.deleted,
    leftToDelete: a.leftToDelete + b.leftToDelete,
    expiring: a.expiring + b.expiring,
  };
}

function countDocuments(parts: MigrationParts): MigrationProgress['documents'] {
  const keys = parts.legacy.entries.documents('', 100_000);
  const count = (prefix: string): number => keys.filter((key) => key.startsWith(prefix)).length;
  return { metrics: count('metrics:'), webhooks: count('webhook-batch:'), mobile: count('mobile-batch:') };
}

/** Keys that a rollback is expected to have written, of the restored entries. */
export function countWritable(parts: MigrationParts): number {
  let [count, after] = [0, ''];
  for (;;) {
    const page = parts.legacy.entries.page({ states: ['deleted', 'landed'], after, limit: 1000 });
    count += page.filter(({ key, expiresAt }) => hasOwnKey(key) && expiresAt === null).length;
    const last = page.at(-1)?.key;
    if (last === undefined) return count;
    after = last;
  }
}
