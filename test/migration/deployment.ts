// One deployment with its KV, its working state and its clock, whose migration can be let die and go on.

import { createBatches, type Batches } from '../../src/checkpoint/batches.ts';
import { ceilingOf } from '../../src/checkpoint/kv/governor.ts';
import { limitsOf } from '../../src/checkpoint/settings.ts';
import { placeOfEntry } from '../../src/legacy/take/conceal.ts';
import { createMigration, type Migration } from '../../src/legacy/migration.ts';
import type { MigrationProgress } from '../../src/protocol/answers/kv.ts';
import type { Translate } from '../../src/legacy/parts.ts';
import { ok } from '../../src/model/result.ts';
import { openBatchRecords } from '../../src/hub/sqlite/tables/batch-tables.ts';
import { openLegacyRecords, type LegacyRecords } from '../../src/hub/sqlite/tables/legacy-tables.ts';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import { openSecrets } from '../../src/hub/sqlite/tables/secret-table.ts';
import type { Store } from '../../src/hub/store.ts';
import { createVault } from '../../src/hub/vault.ts';
import { Clock } from '../batches/bench.ts';
import { openNodeDatabase } from '../support/node-database.ts';
import type { Planted } from './legacy-namespace.ts';
import { PagedKv } from './paged-kv.ts';

/** The key under which secrets are kept. */
export const SECRETS_KEY = btoa('0123456789abcdef0123456789abcdef');

/** A deployment. */
export interface Deployment {
  readonly clock: Clock;
  readonly kv: PagedKv;
  readonly store: Store;
  readonly legacy: LegacyRecords;
  readonly migration: Migration;
  readonly batches: Batches;
  /** The same state in a new process. */
  readonly restart: () => Deployment;
  /** The value of a key that is kept sealed; null: none is. */
  readonly sealed: (key: string) => Promise<string | null>;
  /** Rows of a table, in order. */
  readonly rows: (
    table: 'legacy_entries' | 'legacy_mappings' | 'secrets',
  ) => readonly Readonly<Record<string, unknown>>[];
}

/** Gives chance that is the same each time. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

/** Todoist, as it translates: an id of digits becomes `new-…`; those that end in 7 are not there any more. */
const translateAll: Translate = async (ids) =>
  ok(new Map(ids.map((id) => [id, id.endsWith('7') ? null : `new-${id}`])));

/** Opens a deployment over a namespace that older code left. */
export function openDeployment(
  planted: readonly Planted[],
  options: {
    readonly seed?: number;
    readonly translate?: Translate;
    /** Asked with each restart. */
    readonly secretsKey?: () => string;
  } = {},
): Deployment {
  const clock = new Clock();
  const kv = new PagedKv({ now: clock.now, random: seededRandom(options.seed ?? 1) });
  for (const { key, value, expiresAt } of planted) kv.seed(key, value, expiresAt);
  const sql = openNodeDatabase(':memory:');
  let ids = 0;
  const open = (): Deployment => {
    const store = openStore(sql, { findsLinesOf: ['todoist'] });
    const records = openBatchRecords(sql);
    const legacy = openLegacyRecords(sql);
    const batches = createBatches({
      binding: kv,
      records,
      store,
      settings: undefined,
      now: clock.now,
      newId: () => `id-${String((ids += 1)).padStart(9, '0')}`,
    });
    const { settings } = batches;
    const vault = createVault({
      records: openSecrets(sql),
      account: 'default',
      keys: { current: options.secretsKey?.() ?? SECRETS_KEY, old: '' },
    });
    const migration = createMigration({
      kv: batches.kv,
      governor: batches.governor,
      publishing: batches.publishing,
      keepState: batches.keepState,
      settings,
      dailyRoom: ceilingOf(limitsOf(settings), settings.reserve, 'migration'),
      legacy,
      state: records.state,
      store,
      translate: options.translate ?? translateAll,
      vault,
      now: clock.now,
    });
    const rows: Deployment['rows'] = (table) => sql.run(`SELECT * FROM ${table}`);
    const sealed: Deployment['sealed'] = async (key) => {
      const opened = await vault.open(placeOfEntry(key));
      return opened.ok ? opened.value : null;
    };
    return { clock, kv, store, legacy, migration, batches, restart: open, rows, sealed };
  };
  return open();
}

/** How long a turn takes, ms. */
const TURN_MS = 2000;

/** Lets the alarm work until nothing is due, or `until` holds. */
export async function workToEnd(
  { clock, migration, legacy }: Deployment,
  until: (phase: string) => boolean = () => false,
): Promise<MigrationProgress> {
  for (let turns = 0; turns < 5000; turns += 1) {
    const due = migration.dueAt();
    const job = legacy.progress.get('migration') as { readonly phase: string } | undefined;
    if (due === null || until(job?.phase ?? '')) return migration.progress();
    clock.at = Math.max(clock.at + TURN_MS, due);
    await migration.work();
  }
  throw new Error('it does not come to an end');
}
