// The responses of older code's paged endpoints, in their format, based on the current migration. Legacy contract, section 1.4. If
// today's budget is used up, a page says so in `waiting` and has to be requested again.

import type { Migration } from '../migration.ts';
import { PAGE_PREFIXES } from '../../protocol/endpoints/older/migration.ts';
import type { PageRequest, ServedPage } from './pages.ts';
import type {
  MigrationCleanup,
  MigrationEstimate,
  MigrationPage,
  MigrationRun,
  MigrationVerify,
} from '../../protocol/answers/older/migration.ts';
import type { MigrationProgress } from '../../protocol/answers/kv.ts';
import type { FamilyProgress } from './progress.ts';

/** `GET /kv/migration/verify`. */
export async function olderVerify(migration: Migration): Promise<MigrationVerify> {
  const view = await migration.verify({ details: false });
  const { total, phase } = migration.progress();
  const issues = Object.entries(view.families).flatMap(([family, sums]) =>
    sums.missing + sums.differs + sums.pending === 0
      ? []
      : [`${family}: ${sums.missing} missing, ${sums.differs} differ, ${sums.pending} pending`],
  );
  if (total.bad > 0) issues.push(`${total.bad} entries are in no shape that was ever written`);
  const recommendations = [
    ...(phase === 'complete' ? [] : ['run POST /kv/migrate']),
    ...(view.newSinceMigration > 0 ? ['older code is still writing: replace it, and migrate again'] : []),
  ];
  return { success: view.ok ?? false, issues, recommendations };
}

/** `GET /kv/migration/estimate`: the cost of accessing each entry once, under its own key and in documents. */
export function olderEstimate(migration: Migration): MigrationEstimate {
  const { families } = migration.progress();
  const entries = families.reduce((sum, family) => sum + family.done + family.left, 0);
  const pages = families.reduce((sum, family) => sum + Math.ceil(family.entries / 1000), 0);
  const documents = families.filter((family) => family.done + family.left > 0).length;
  const current = { reads: entries, writes: entries, lists: pages, deletes: entries };
  const projected = { reads: documents, writes: documents, lists: 0, deletes: 0 };
  const saved = (name: keyof typeof current): string =>
    current[name] === 0 ? '0%' : `${Math.max(0, Math.round((1 - projected[name] / current[name]) * 100))}%`;
  const reduction = {
    reads: saved('reads'),
    writes: saved('writes'),
    lists: saved('lists'),
    deletes: saved('deletes'),
  };
  return { current, projected, reduction };
}

/** `POST /kv/migration/run`: starts a migration, or continues it; after that it continues by itself. */
export async function olderRun(migration: Migration, now: () => number): Promise<MigrationRun> {
  const startedAt = now();
  const progress = await migration.start({ keep: false, limit: null });
  const family = (name: string): Pick<FamilyProgress, 'done' | 'deleted'> =>
    progress.families.find((one) => one.family === name) ?? { done: 0, deleted: 0 };
  const moved = (name: string): { readonly migrated: number; readonly deleted: number } => ({
    migrated: family(name).done,
    deleted: family(name).deleted,
  });
  return {
    success: progress.waiting === null,
    migratedItems: progress.total.done,
    deletedItems: progress.total.deleted,
    errors: errorsOf(progress),
    duration: now() - startedAt,
    details: {
      mobile: { ...moved('mobile-mapping'), devices: family('device').done },
      metrics: { ...moved('metrics'), buckets: progress.documents.metrics },
      webhooks: { ...moved('webhook-delivery'), batches: progress.documents.webhooks },
      legacy: { deleted: moved('hash').deleted + moved('mapping').deleted, patterns: ['hash:', 'mapping:'] },
    },
  };
}

function errorsOf({ waiting, stuck, total }: MigrationProgress): readonly string[] {
  return [
    ...(waiting === null ? [] : [waiting.reason]),
    ...stuck.map(({ reason }) => reason),
    ...(total.bad === 0 ? [] : [`${total.bad} entries are in no shape that was ever written`]),
  ];
}

/** `POST /kv/migration/cleanup`: one page per prefix; entries that are not imported stay. */
export async function olderCleanup(
  migration: Migration,
  { aggressive }: { readonly aggressive: boolean },
): Promise<MigrationCleanup> {
  const prefixes = PAGE_PREFIXES.filter((prefix) =>
    aggressive ? !/^(?:mobile|webhook)/.test(prefix) : !/^(?:mapping|hash)/.test(prefix),
  );
  let deleted = 0;
  for (const prefix of prefixes) {
    const page = await migration.page({ prefix, limit: CLEANUP_LIMIT, cursor: null, remove: true });
    deleted += page.deleted;
  }
  return { deleted, patterns: prefixes };
}

const CLEANUP_LIMIT = 100;

/** The three paged endpoints. */
export async function olderPage(
  migration: Migration,
  name: 'metrics-page' | 'webhooks-page' | 'cleanup-page',
  request: PageRequest,
): Promise<MigrationPage> {
  const page = await migration.page(request);
  const { taken, deleted, documents } = page;
  switch (name) {
    case 'metrics-page':
      return { migrated: taken, deleted, buckets: documents.length, bucketKeys: documents, ...ending(page) };
    case 'webhooks-page':
      return { migrated: taken, batches: documents.length, ...ending(page) };
    case 'cleanup-page':
      return { deleted, ...ending(page) };
  }
}

type PageEnding = Pick<MigrationPage, 'nextCursor' | 'listComplete' | 'waiting'>;

function ending({ cursor, waiting }: ServedPage): PageEnding {
  return {
    ...(cursor !== null && { nextCursor: cursor }),
    listComplete: cursor === null && waiting === null,
    ...(waiting !== null && { waiting }),
  };
}
