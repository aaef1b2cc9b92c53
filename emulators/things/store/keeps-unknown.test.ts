// A library with tables, columns and rows that the emulator knows nothing about keeps them byte for byte.
import { describe, expect, it } from 'vitest';
import { createThingsApp } from '../app.ts';
import { instanceId } from '../encodings/ids.ts';
import { openBench } from '../test-bench.ts';

const STRANGE = `
  ALTER TABLE TMTask ADD COLUMN future BLOB;
  ALTER TABLE TMTag ADD COLUMN color TEXT DEFAULT 'red';
  ALTER TABLE TMSettings ADD COLUMN mood REAL;
  UPDATE TMTask SET future = randomblob(20), experimental = randomblob(9), repeater = randomblob(30),
    repeaterMigrationDate = 12.25, contact = 'c1', lastReminderInteractionDate = 7.5, notesSync = 3;
  UPDATE TMTag SET color = 'Zürich ' || uuid, experimental = x'00ff00', usedDate = 17.125;
  UPDATE TMArea SET experimental = x'0102', visible = 1;
  UPDATE TMChecklistItem SET experimental = x'03';
  UPDATE TMSettings SET mood = 0.1, experimental = x'04', groupTodayByParent = 1;
  CREATE TABLE TMFuture (id INTEGER PRIMARY KEY, value BLOB);
  INSERT INTO TMFuture (value) VALUES (x'ffd8'), (NULL), ('text'), (1.5);
  CREATE VIEW seen AS SELECT uuid FROM TMTask;
  INSERT INTO Meta (key, value) VALUES ('didDoSomethingNew', '<true/>');
  INSERT INTO TMSmartList (uuid, title, definition) VALUES ('s', 'S', x'cafe');
  INSERT INTO TMContact (uuid, displayName) VALUES ('c1', 'N');
  INSERT INTO BSSyncronyMetadata (uuid, value) VALUES ('b', x'62706c');
  INSERT INTO BSSpotlightDirtyEntity (entityType, id, changeToken) VALUES (1, x'01', x'02');
`;
const TASK_COLUMNS =
  'uuid, future, experimental, repeater, repeaterMigrationDate, contact, lastReminderInteractionDate, notesSync';
const TABLES = [
  'TMFuture',
  'TMSmartList',
  'TMContact',
  'BSSyncronyMetadata',
  'BSSpotlightDirtyEntity',
  'ThingsTouch_ExtensionCommandStore_Meta',
  'Meta',
  'TMSettings',
];

describe('what the emulator does not know', () => {
  it('outlives a restart and every kind of change', () => {
    const bench = openBench();
    const { person } = bench.app;
    const area = person.addArea('A');
    const project = person.addProject({ title: 'P', area });
    const todo = person.addTodo({
      title: 'a',
      project,
      tags: ['Home'],
      checklist: [{ title: 'x', done: false }],
    });
    const untouched = person.addTodo({ title: 'b', when: 'someday' });
    const template = person.addRepeatingTemplate({
      title: 'T',
      rule: { every: 1, unit: 'day' },
      start: '2026-07-05',
    });
    const ids = [area, project, todo, untouched, template, instanceId(template, '2026-07-05')];
    bench.app.quit();
    bench.execute(STRANGE);
    const snapshot = (): unknown => ({
      schema: bench.sql('SELECT type, name, sql FROM sqlite_schema ORDER BY name'),
      tables: TABLES.map((table) => bench.sql(`SELECT * FROM ${table} ORDER BY 1`)),
      tasks: bench.sql(
        `SELECT ${TASK_COLUMNS} FROM TMTask WHERE uuid IN (${ids.map(() => '?').join()}) ORDER BY uuid`,
        ...ids,
      ),
      tags: bench.sql('SELECT uuid, color, experimental, usedDate FROM TMTag ORDER BY uuid'),
      area: bench.sql('SELECT experimental, visible FROM TMArea WHERE uuid = ?', area),
      untouched: bench.row(untouched),
    });
    const before = snapshot();
    const again = createThingsApp({
      databasePath: bench.databasePath,
      durable: false,
      zone: 'Europe/Berlin',
      now: () => Date.parse('2026-07-08T10:00:00Z'),
    });
    again.person.editTodo(todo, { title: 'A', notes: 'n', when: 'evening', tags: ['Office', 'Home'] });
    again.person.checkChecklistItem(String(bench.sql('SELECT uuid FROM TMChecklistItem')[0]?.['uuid']), true);
    again.person.renameArea(area, 'B');
    again.openUrl(
      `things:///update-project?id=${project}&auth-token=${bench.token}&completed=true&append-notes=x`,
    );
    again.settle();
    again.person.reopen(todo);
    again.runJxa("Application('Things3').toDos.byId('" + todo + "').name = 'B'");
    again.person.trash(again.person.addTodo({ title: 'gone' }));
    again.person.emptyTrash();
    expect(snapshot()).toEqual(before);
    again.checkInvariants();
    again.close();
  });

  it('includes empty texts that another version left as NULL', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.execute(`UPDATE TMTask SET title = NULL, notes = NULL, notesSync = NULL WHERE uuid = '${id}'`);
    const before = bench.row(id);
    bench.url('add', { title: 'b', when: 'today' });
    bench.app.dayMaintenance();
    expect(bench.row(id)).toEqual(before);
    bench.url('update', { id, 'append-notes': 'n' });
    expect(bench.row(id)).toMatchObject({ title: null, notes: 'n', notesSync: null });
  });
});
