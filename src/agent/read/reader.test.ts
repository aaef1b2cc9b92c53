// The reader on databases that the app wrote (where they are at hand) and on small ones made here by hand.

import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createThingsApp } from '../../../emulators/things/app.ts';
import { readSnapshot, readView } from './reader.ts';

const SHARED = join(import.meta.dirname, '../../../shared/data/things');
const NOW = Date.UTC(2026, 10, 23, 12);
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reader-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function copyOf(layout: string): string {
  const path = join(folder, 'main.sqlite');
  copyFileSync(join(SHARED, layout, 'main.sqlite'), path);
  chmodSync(path, 0o644);
  return path;
}

function read(path: string, known: readonly string[] = []) {
  const result = readSnapshot(path, { known, zone: 'Europe/Berlin', now: NOW });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function emptyLibrary() {
  const path = join(folder, 'library', 'main.sqlite');
  const app = createThingsApp({ databasePath: path, zone: 'Europe/Berlin', now: () => NOW, seed: 1 });
  return { path, app };
}

describe('readSnapshot on databases of the app', () => {
  it.skipIf(!existsSync(SHARED)).each([
    ['v24', 24],
    ['v29-upgraded', 29],
  ])('reads %s whole', (layout, version) => {
    const snapshot = read(copyOf(layout));
    // 17 open rows less a repeating template and one inside a trashed project.
    expect(snapshot.receipt).toMatchObject({
      schemaVersion: version,
      openTodos: 15,
      complete: true,
      today: '2026-11-23',
    });
    expect(snapshot.todos.size).toBe(15);
    expect(snapshot.todos.get('7F4vqUNiTvGKaCUfv5pqYG')).toMatchObject({
      title: 'To-Do in Upcoming',
      notes: 'With\nNotes',
      list: 'someday',
      startDate: '2026-09-17',
      reminder: '12:34',
    });
    expect(snapshot.todos.get('HbKGAeZKFDkWH5osSBNHvz')).toMatchObject({
      deadline: '2040-11-04',
      heading: '6QpDLSHZMRAUSAeZ9mNvgt',
      project: null,
    });
    expect(snapshot.todos.get('3Eva4XFof6zWb9iSfYy4ej')?.checklist.map((item) => item.title)).toEqual([
      'Item 1',
      'Item 2',
      'Item 3',
    ]);
    expect(snapshot.containers.map((container) => container.kind).toSorted()).toEqual([
      'area',
      'area',
      'area',
      'heading',
      'project',
      'project',
      'project',
      'project',
      'project',
    ]);
  });

  it.skipIf(!existsSync(SHARED))('shows a known to-do in any state, in the trash of its project too', () => {
    const path = copyOf('v24');
    expect(read(path).todos.has('NoQLFamrMMooAELuBznao8')).toBe(false);
    expect(read(path, ['NoQLFamrMMooAELuBznao8']).todos.get('NoQLFamrMMooAELuBznao8')?.trashed).toBe(true);
  });

  it.skipIf(!existsSync(SHARED))('refuses the layout of 2021 by its number', () => {
    const result = readSnapshot(copyOf('v18'), { known: [], zone: 'UTC', now: NOW });
    expect(result).toEqual({ ok: false, error: { kind: 'unknown_schema', version: 18 } });
  });
});

describe('readSnapshot', () => {
  it('[G5] tells all fields of a to-do, and keeps its digest when only a stamp moved', () => {
    const { path, app } = emptyLibrary();
    const area = app.person.addArea('Work');
    const project = app.person.addProject({ title: 'Launch', area, headings: ['Later'] });
    const id = app.person.addTodo({
      title: 'Write 📝',
      notes: 'line 1\nline 2',
      when: 'evening',
      reminder: '19:30',
      deadline: '2026-12-01',
      tags: ['Home', 'Café'],
      project,
      checklist: [
        { title: 'one', done: true },
        { title: 'two', done: false },
      ],
    });
    const before = read(path).todos.get(id);
    expect(before).toMatchObject({
      title: 'Write 📝',
      notes: 'line 1\nline 2',
      status: 'open',
      list: 'anytime',
      startDate: '2026-11-23',
      evening: true,
      reminder: '19:30',
      deadline: '2026-12-01',
      project,
      tags: ['Café', 'Home'],
    });
    expect(before?.checklist.map(({ title, done }) => [title, done])).toEqual([
      ['one', true],
      ['two', false],
    ]);
    app.person.editTodo(id, { title: 'x' });
    app.person.editTodo(id, { title: 'Write 📝' });
    expect(read(path).todos.get(id)?.digest).toBe(before?.digest);
    expect(read(path).containers.map(({ kind, title, parent }) => [kind, title, parent])).toEqual([
      ['area', 'Work', null],
      ['project', 'Launch', area],
      ['heading', 'Later', project],
    ]);
    app.close();
  });

  it('[G27] tells an open to-do below an archived heading as one of the project, and a closed one as it is', () => {
    const { path, app } = emptyLibrary();
    const project = app.person.addProject({ title: 'Launch' });
    const heading = app.person.addHeading(project, 'Later');
    const open = app.person.addTodo({ title: 'open', heading });
    const done = app.person.addTodo({ title: 'done', heading });
    app.person.complete(done);
    const places = () =>
      [open, done].map((id) => {
        const todo = read(path, [open, done]).todos.get(id);
        return [todo?.project, todo?.heading];
      });
    expect(places()).toEqual([
      [null, heading],
      [null, heading],
    ]);
    app.person.complete(heading);
    expect(places()).toEqual([
      [project, null],
      [null, heading],
    ]);
    app.close();
  });

  it('[G4] leaves templates out and tells which one made an instance', () => {
    const { path, app } = emptyLibrary();
    const template = app.person.addRepeatingTemplate({
      title: 'Water plants',
      rule: { every: 1, unit: 'day' },
      start: '2026-11-23',
    });
    app.dayMaintenance();
    const { todos, receipt } = read(path, [template]);
    expect([...todos.values()].map((todo) => [todo.title, todo.template])).toEqual([
      ['Water plants', template],
    ]);
    expect(receipt.openTodos).toBe(1);
    app.close();
  });

  it('[G3] shows completed and trashed to-dos only when they were known', () => {
    const { path, app } = emptyLibrary();
    const done = app.person.addTodo({ title: 'done' });
    const trashed = app.person.addTodo({ title: 'trashed' });
    app.person.complete(done);
    app.person.trash(trashed);
    expect(read(path).todos.size).toBe(0);
    const { todos } = read(path, [done, trashed, 'unknown']);
    expect([todos.get(done)?.status, todos.get(trashed)?.trashed, todos.size]).toEqual([
      'completed',
      true,
      2,
    ]);
    app.close();
  });

  it('[G1] sees each committed change while the app has the file open, and leaves the app free to write', () => {
    const { path, app } = emptyLibrary();
    for (const at of Array.from({ length: 20 }, (_, index) => index)) {
      app.person.addTodo({ title: `to-do ${at}` });
      expect(read(path).receipt.openTodos).toBe(at + 1);
    }
    app.close();
  });

  it('[G2] refuses a newer layout by its number, and a known one that lacks a table', () => {
    const { path, app } = emptyLibrary();
    app.faults.setDatabaseVersion(30);
    expect(readSnapshot(path, { known: [], zone: 'UTC', now: NOW })).toEqual({
      ok: false,
      error: { kind: 'unknown_schema', version: 30 },
    });
    app.faults.setDatabaseVersion(29);
    app.close();
    const db = new DatabaseSync(path);
    db.exec('DROP TABLE TMChecklistItem');
    db.close();
    expect(readSnapshot(path, { known: [], zone: 'UTC', now: NOW })).toMatchObject({
      ok: false,
      error: { kind: 'incomplete' },
    });
  });

  it('tells a missing file and a file that is no Things database', () => {
    const missing = join(folder, 'none.sqlite');
    expect(readSnapshot(missing, { known: [], zone: 'UTC', now: NOW })).toMatchObject({
      error: { kind: 'not_found' },
    });
    const other = join(folder, 'other.sqlite');
    const db = new DatabaseSync(other);
    db.exec('CREATE TABLE x (y)');
    db.close();
    expect(readSnapshot(other, { known: [], zone: 'UTC', now: NOW })).toEqual({
      ok: false,
      error: { kind: 'unknown_schema', version: null },
    });
  });

  it('finds to-dos by id and by their exact notes', () => {
    const { path, app } = emptyLibrary();
    const id = app.person.addTodo({ title: 'a', notes: 'marker-1' });
    app.person.addTodo({ title: 'b', notes: 'marker-12' });
    const view = (ids: readonly string[], notes: readonly string[]) => {
      const result = readView(path, { ids, notes });
      return result.ok ? [...result.value.todos.keys()] : result.error;
    };
    expect(view([], ['marker-1'])).toEqual([id]);
    expect(view([id, 'nobody'], [])).toEqual([id]);
    app.close();
  });
});
