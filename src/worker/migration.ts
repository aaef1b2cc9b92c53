// Composes the migration of one account over its batches and its Todoist. Decides nothing.

import type { Batches } from '../batches/batches.ts';
import { ceilingOf } from '../batches/governor.ts';
import { limitsOf } from '../batches/settings.ts';
import { createMigration, type Migration } from '../migration/migration.ts';
import type { Translate } from '../migration/parts.ts';
import { openLegacyRecords } from '../store/legacy-tables.ts';
import type { SqlDatabase } from '../store/sql.ts';
import type { BatchRecords } from '../sync/ports/batch-records.ts';
import type { Store } from '../sync/ports/store.ts';
import type { ClientOptions } from '../todoist/client.ts';
import { translateTaskIds } from '../todoist/id-mappings.ts';

/** Opens the migration. Makes no call. */
export function openMigration(parts: {
  readonly batches: Batches;
  readonly records: BatchRecords;
  readonly store: Store;
  readonly sql: SqlDatabase;
  readonly todoist: ClientOptions;
  readonly now: () => number;
}): Migration {
  const { kv, governor, publishing, settings } = parts.batches;
  return createMigration({
    kv,
    governor,
    publishing,
    keepState: parts.batches.keepState,
    settings,
    dailyRoom: ceilingOf(limitsOf(settings), settings.reserve, 'migration'),
    legacy: openLegacyRecords(parts.sql),
    state: parts.records.state,
    store: parts.store,
    translate: (ids) => translate(parts.todoist, ids),
    now: parts.now,
  });
}

async function translate(todoist: ClientOptions, ids: readonly string[]): ReturnType<Translate> {
  const translated = await translateTaskIds(todoist, ids);
  if (translated.ok) return translated;
  const { error } = translated;
  const detail = 'detail' in error ? error.detail : error.kind;
  const retryAfterSeconds = 'retryAfterSeconds' in error ? error.retryAfterSeconds : null;
  return { ok: false, error: { kind: error.kind, detail, retryAfterSeconds } };
}
