// Composes the migration of one account over its batches and its Todoist. Decides nothing.

import type { Batches } from '../../checkpoint/batches.ts';
import { ceilingOf } from '../../checkpoint/kv/governor.ts';
import { limitsOf } from '../../checkpoint/settings.ts';
import { createMigration, type Migration } from '../../legacy/migration.ts';
import type { Translate } from '../../legacy/parts.ts';
import { openLegacyRecords } from '../../hub/sqlite/tables/legacy-tables.ts';
import type { SqlDatabase } from '../../hub/sqlite/sql.ts';
import type { BatchRecords } from '../../hub/batch-records.ts';
import type { Vault } from '../../hub/secrets.ts';
import type { Store } from '../../hub/store.ts';
import type { ClientOptions } from '../../replicas/todoist/wire/client.ts';
import { translateTaskIds } from '../../replicas/todoist/wire/id-mappings.ts';

/** Opens the migration. Makes no call. */
export function openMigration(parts: {
  readonly batches: Batches;
  readonly records: BatchRecords;
  readonly store: Store;
  readonly sql: SqlDatabase;
  readonly todoist: ClientOptions;
  readonly vault: Vault;
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
    vault: parts.vault,
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
