import { describe, expect, it } from 'vitest';
import { openNodeDatabase } from '../../../test/support/node-database.ts';
import { openBatchRecords } from './batch-tables.ts';
import { openStore } from './open-store.ts';
import { STORE_VERSION } from './schema.ts';

const LATER_TABLES = [
  'kv_counts',
  'kv_spent',
  'batch_documents',
  'batch_parts',
  'legacy_entries',
  'legacy_mappings',
  'legacy_progress',
];

/** Takes a database back to the first layout, as its code left it: without the tables of the later steps. */
function openFirstLayout(): ReturnType<typeof openNodeDatabase> {
  const sql = openNodeDatabase(':memory:');
  openStore(sql);
  for (const table of LATER_TABLES) sql.run(`DROP TABLE ${table}`);
  sql.run(`UPDATE meta SET value = '1' WHERE key = 'store_version'`);
  return sql;
}

describe('the layout of the working state', () => {
  it('is brought from the first version to today’s with everything in it', () => {
    const sql = openFirstLayout();
    sql.run(`INSERT INTO meta (key, value) VALUES ('config', '{"strategy":"manual"}')`);
    sql.run(`INSERT INTO meta (key, value) VALUES ('plan', '{"hash":"h","approved":true}')`);
    const store = openStore(sql);
    expect(store.meta.get('config')).toEqual({ strategy: 'manual' });
    expect(store.meta.get('store_version')).toBe(STORE_VERSION);
    expect(store.meta.get('plan')).toBeUndefined();
    const records = openBatchRecords(sql);
    records.counts.add({ day: 1, operation: 'reads', family: 'sync-state', count: 2 });
    expect([records.counts.between(0, 9), records.documents.all()]).toEqual([
      [{ day: 1, operation: 'reads', family: 'sync-state', count: 2 }],
      [],
    ]);
    sql.close();
  });

  it('is left alone when it is today’s', () => {
    const sql = openNodeDatabase(':memory:');
    openStore(sql);
    const layout = (): unknown => sql.run(`SELECT * FROM sqlite_master ORDER BY name`);
    const before = layout();
    openStore(sql);
    expect(layout()).toEqual(before);
    sql.close();
  });

  it.each(['99', '0.5', '"x"'])('is refused when it is version %s', (version) => {
    const sql = openNodeDatabase(':memory:');
    openStore(sql);
    sql.run(`UPDATE meta SET value = ? WHERE key = 'store_version'`, version);
    expect(() => openStore(sql)).toThrow('the working state has layout');
    sql.close();
  });
});
