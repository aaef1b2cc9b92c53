import { describe, expect, it } from 'vitest';
import { openNodeDatabase } from '../../../test/support/node-database.ts';
import { containerId, operationId, remoteId, taskId } from '../../model/ids.ts';
import { openBatchRecords } from './tables/batch-tables.ts';
import { openLegacyRecords } from './tables/legacy-tables.ts';
import { openStore } from './open-store.ts';
import { migrateSchema, STORE_VERSION } from './schema.ts';

/** An empty database in an older layout, as its code left it. */
function openLayout(version: number): ReturnType<typeof openNodeDatabase> {
  const sql = openNodeDatabase(':memory:');
  migrateSchema(sql, 0, version);
  return sql;
}

describe('the layout of the working state', () => {
  it('is brought from the first version to today’s with everything in it', () => {
    const sql = openLayout(1);
    sql.run(`INSERT INTO meta (key, value) VALUES ('config', '{"strategy":"manual"}')`);
    sql.run(`INSERT INTO suspects (remote_id) VALUES ('6q5jQfHPQwhFr7fh')`);
    sql.run(`INSERT INTO meta (key, value) VALUES ('plan', '{"hash":"h","approved":true}')`);
    sql.run(`INSERT INTO meta (key, value) VALUES ('todoist_cursor', '"abc"')`);
    sql.run(
      `INSERT INTO links (task_id, replica, remote_id, state, is_open, shadow, checklist_refs, refused)
       VALUES ('task-1', 'todoist', 'item-1', 'active', 1, '{}', '{}', '{}')`,
    );
    const store = openStore(sql);
    const link = store.links.byRemoteId('todoist', remoteId('item-1'));
    expect(link).toMatchObject({ taskId: 'task-1', state: 'active' });
    expect(link).not.toHaveProperty('lineDetails');
    expect(store.meta.get('todoist_cursor'), 'everything is read once more').toBeUndefined();
    expect(store.meta.get('config')).toEqual({ strategy: 'manual' });
    expect(store.meta.get('store_version')).toBe(STORE_VERSION);
    expect(store.meta.get('plan')).toBeUndefined();
    const suspect = { attempts: 0, retryAt: null, reason: null, found: undefined };
    expect(store.suspects.of('todoist').due(0, 9)).toEqual([{ remoteId: '6q5jQfHPQwhFr7fh', ...suspect }]);
    expect(store.contacts.get('todoist')).toMatchObject({ seenAt: null, retryAt: null });
    const records = openBatchRecords(sql);
    records.counts.add({ day: 1, operation: 'reads', family: 'sync-state', count: 2 });
    expect([records.counts.between(0, 9), records.documents.all()]).toEqual([
      [{ day: 1, operation: 'reads', family: 'sync-state', count: 2 }],
      [],
    ]);
    sql.close();
  });

  it('notes that secrets were taken in in clear, where any were', () => {
    const noted = ['device', 'hash'].map((family) => {
      const sql = openLayout(20);
      sql.run(
        `INSERT INTO legacy_entries (key, family, state, raw) VALUES ('device:phone', ?, 'landed', '{"secret":"ab"}')`,
        family,
      );
      openStore(sql);
      const progress = openLegacyRecords(sql).progress.get('secrets_in_clear');
      sql.close();
      return progress;
    });
    expect(noted).toEqual([true, undefined]);
  });

  it('knows ids that were retired before any was missing', () => {
    const sql = openLayout(15);
    sql.run(`INSERT INTO retired (replica, remote_id, task_id, at) VALUES ('things', 'a', 'task-1', 5)`);
    const { links } = openStore(sql);
    links.retireMissing('things', remoteId('b'), taskId('task-1'), 6);
    expect(links.retired('things', remoteId('a'))).toEqual({ taskId: 'task-1', at: 5 });
    expect(links.retired('things', remoteId('b'))).toEqual({ taskId: 'task-1', at: 6, missing: true });
    sql.close();
  });

  it('gets a clock: what was there counts as changed by the first tick', () => {
    const sql = openLayout(4);
    sql.run(
      `INSERT INTO tasks (id, fields, stamps, place, is_open, in_scope, deleted_at, created_at)
       VALUES ('a', '{"title":"Old"}', '{"title":{"at":5,"by":"things"}}', NULL, 1, 1, NULL, 5)`,
    );
    sql.run(`INSERT INTO containers (id, kind, name, parent) VALUES ('c', 'area', 'Home', NULL)`);
    const { clock } = openStore(sql);
    expect(clock.now()).toBe(1);
    expect(clock.changesSince(null, 9)).toMatchObject({
      changes: [
        { kind: 'task', tick: 1, task: { id: 'a', stamps: { title: { at: 5, by: 'things' } } } },
        { kind: 'container', tick: 1, container: { id: 'c', name: 'Home' } },
      ],
      more: false,
    });
    expect(clock.tickAt(Date.now())).toBeNull();
    sql.close();
  });

  it('knows containers of before by their names, and has both sides read whole for where they stand', () => {
    const sql = openLayout(5);
    sql.run(`INSERT INTO containers (id, kind, name, parent) VALUES ('c', 'project', 'My  Garden', NULL)`);
    sql.run(
      `INSERT INTO container_links (container_id, replica, remote_id, name, refused) VALUES ('c', 'things', 'p', 'My  Garden', NULL)`,
    );
    sql.run(`INSERT INTO meta (key, value) VALUES ('todoist_cursor', '"x"'), ('things_snapshot', '"y"')`);
    const { containers, meta } = openStore(sql);
    const garden = { id: 'c', kind: 'project', name: 'My  Garden', parent: null, position: 0, stamps: {} };
    expect(containers.named('my garden')).toEqual([garden]);
    expect(containers.linkByRemoteId('things', remoteId('p'))).toMatchObject({
      state: 'active',
      shownIn: null,
      agreedIn: null,
    });
    expect([meta.get('todoist_cursor'), meta.get('things_snapshot')]).toEqual([undefined, undefined]);
    sql.close();
  });

  it('[H25] makes one stream of history and reasons, in order, with the chain of each task', () => {
    const sql = openLayout(10);
    for (const id of ['a', 'b'])
      sql.run(
        `INSERT INTO tasks (id, fields, stamps, place, is_open, in_scope, deleted_at, created_at)
         VALUES (?, '{"title":"Task"}', '{}', NULL, 1, 1, NULL, 5)`,
        id,
      );
    sql.run(`INSERT INTO containers (id, kind, name, parent) VALUES ('c', 'area', 'Home', NULL)`);
    const reason = `INSERT INTO reasons (at, task_id, replica, rule, text) VALUES (?, ?, 'todoist', 'M2', ?)`;
    sql.run(reason, 20, 'a', 'second');
    sql.run(reason, 10, 'b', 'first');
    sql.run(reason, 30, 'gone', 'fourth');
    const operation = `INSERT INTO history (id, at, task_id, title, replica, kind, before, after, undone_at)
      VALUES (?, ?, ?, 'Then', 'things', ?, '{"title":"A"}', '{"title":"B"}', ?)`;
    sql.run(operation, 'op-1', 20, 'a', 'update', 25);
    sql.run(operation, 'op-2', 40, 'a', 'delete', null);
    sql.run(operation, 'op-3', 40, 'c', 'rename_container', null);
    const { events } = openStore(sql);
    const told = events.after(0, 99).map((event) => [event.seq, event.run, event.kind, event.previous]);
    expect(told).toEqual([
      [1, 1, 'noted', null],
      [2, 2, 'noted', null],
      [3, 2, 'update', 2],
      [4, 4, 'noted', null],
      [5, 5, 'delete', 3],
      [6, 5, 'rename_container', null],
    ]);
    expect(events.get(1)).toMatchObject({
      at: 10,
      taskId: 'b',
      title: 'Task',
      operation: null,
      steps: [{ replica: 'todoist', rule: 'M2', text: 'first' }],
    });
    expect(events.get(3)).toMatchObject({
      operation: 'op-1',
      title: 'Then',
      replica: 'things',
      before: { title: 'A' },
      after: { title: 'B' },
      undoneAt: 25,
    });
    expect(events.get(6)).toMatchObject({ taskId: null, containerId: 'c' });
    expect([...events.ofTask(taskId('a'))].map(({ seq }) => seq)).toEqual([5, 3, 2]);
    const tables = sql.run(
      `SELECT name FROM sqlite_master WHERE name LIKE 'history%' OR name LIKE 'reasons%'`,
    );
    expect(tables).toEqual([]);
    sql.close();
  });

  it('[K45] keeps every operation on its way, in the order of sending and to the letter', () => {
    const sql = openLayout(13);
    const operation = `INSERT INTO outbox (id, replica, task_id, container_id, kind, remote_id, fields, before, state, reason,
      retry_at, attempts, payload, request) VALUES (?, 'todoist', ?, NULL, 'update', NULL, '{"title":"B"}', '{"title":"A"}', ?, NULL, 7, 2, ?, ?)`;
    for (let at = 0; at < 120; at += 1) sql.run(operation, `op-${at}`, `task-${at}`, 'queued', null, null);
    sql.run(operation, 'told', 'task-5', 'sent', '[{"uuid":"u"}]', 'request-1');
    const { outbox } = openStore(sql);
    expect(outbox.ofReplica('todoist', ['queued', 'sent'], 999).map(({ id }) => id)).toEqual([
      ...Array.from({ length: 120 }, (_, at) => `op-${at}`),
      'told',
    ]);
    expect(outbox.get(operationId('told'))).toEqual({
      id: 'told',
      seq: 121,
      replica: 'todoist',
      taskId: 'task-5',
      containerId: null,
      kind: 'update',
      remoteId: null,
      fields: { title: 'B' },
      before: { title: 'A' },
      state: 'sent',
      reason: null,
      retryAt: 7,
      attempts: 2,
      payload: '[{"uuid":"u"}]',
      request: 'request-1',
    });
    expect(outbox.ofTask(taskId('task-5')).map(({ id }) => id)).toEqual(['op-5', 'told']);
    sql.close();
  });

  it('[K45] puts long operations into rows that a Durable Object takes', () => {
    const sql = openLayout(13);
    const long = JSON.stringify({ notes: 'n'.repeat(100_000) });
    for (let at = 0; at < 40; at += 1)
      sql.run(
        `INSERT INTO outbox (id, replica, kind, fields, before, state, attempts) VALUES (?, 'todoist', 'update', ?, '{}', 'queued', 0)`,
        `op-${at}`,
        long,
      );
    expect(openStore(sql).outbox.ofReplica('todoist', ['queued'], 999)).toHaveLength(40);
    const [longest] = sql.run(`SELECT max(length(entries)) AS chars FROM outbox_pages`);
    expect(Number(longest?.['chars'])).toBeLessThan(500_000);
    sql.close();
  });

  it('[K46] reads cursors that had a row each, and puts them into one when they change', () => {
    const sql = openLayout(13);
    sql.run(`INSERT INTO meta (key, value) VALUES ('things_receipt', '"a"'), ('things_snapshot', '"s"')`);
    const { meta, transaction } = openStore(sql);
    expect([meta.get('things_receipt'), meta.get('things_snapshot')]).toEqual(['a', 's']);
    transaction(() => {
      meta.set('things_receipt', 'b');
      meta.set('things_snapshot', 't');
    });
    expect([meta.get('things_receipt'), meta.get('things_snapshot')]).toEqual(['b', 't']);
    const rows = sql.run(`SELECT key FROM meta WHERE key <> 'store_version'`);
    expect(rows.map(({ key }) => key)).toEqual(['cursors']);
    sql.close();
  });

  it('knows the names of labels and tags that an owner has chosen under the former key', () => {
    const sql = openLayout(14);
    sql.run(`INSERT INTO meta (key, value) VALUES ('words_to_come', '{"priorityTags":null}')`);
    const { meta } = openStore(sql);
    expect([meta.get('names_to_adopt'), meta.get('words_to_come')]).toEqual([
      { priorityTags: null },
      undefined,
    ]);
    sql.close();
  });

  it('keeps notes among what was done, and finds the newest event of a container that did not know it', () => {
    const sql = openLayout(16);
    sql.run(`INSERT INTO containers (id, kind, name, parent) VALUES ('c', 'area', 'Home', NULL)`);
    const event = `INSERT INTO events (seq, at, run, kind, container_id, operation, title, before, after)
      VALUES (?, 5, 1, ?, ?, ?, 'Home', '{}', '{}')`;
    sql.run(event, 1, 'rename_container', 'c', 'op-1');
    sql.run(event, 2, 'note', null, 'note');
    sql.run(event, 3, 'changed', null, null);
    const { events } = openStore(sql);
    const done = events.list({ before: null, limit: 9, withDecisions: false });
    expect(done.map(({ kind, operation }) => [kind, operation])).toEqual([
      ['note', null],
      ['rename_container', 'op-1'],
    ]);
    expect([...events.ofContainer(containerId('c'))].map(({ seq }) => seq)).toEqual([1]);
    sql.close();
  });

  it('takes ids in doubt for Todoist’s, with what is known of them', () => {
    const sql = openLayout(17);
    sql.run(
      `INSERT INTO suspects (remote_id, attempts, retry_at, reason, found) VALUES ('a', 2, 7, 'HTTP 500', NULL)`,
    );
    sql.run(`INSERT INTO suspects (remote_id, found) VALUES ('b', 'null')`);
    const { suspects } = openStore(sql);
    expect(suspects.of('todoist').due(9, 9)).toEqual([
      { remoteId: 'a', attempts: 2, retryAt: 7, reason: 'HTTP 500', found: undefined },
      { remoteId: 'b', attempts: 0, retryAt: null, reason: null, found: null },
    ]);
    expect(suspects.of('things').due(9, 9)).toEqual([]);
    sql.close();
  });

  it('[R99] knows no agent where older code kept none, and the first that comes syncs', () => {
    const sql = openLayout(18);
    sql.run(`INSERT INTO meta (key, value) VALUES ('things_snapshot', '"s"')`);
    const store = openStore(sql);
    expect([store.agents.all(), store.meta.get('things_lease')]).toEqual([[], undefined]);
    expect(store.meta.get('things_snapshot')).toBe('s');
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
