// Acceptance table of the scripting door: ids in brackets name probes of the real app.
import { describe, expect, it } from 'vitest';
import { DAY, openBench } from '../test-bench.ts';
import type { Bench } from '../test-bench.ts';

const weekly = { title: 'T', rule: { every: 1, unit: 'week' }, start: '2026-07-12' } as const;

/** Runs a script that must fail and returns the error number it printed. */
function errorOf(bench: Bench, body: string, ...argv: readonly string[]): number {
  const result = bench.script(body, ...argv);
  expect(result.exitCode).toBe(1);
  return Number(/\((-?\d+)\)\n$/.exec(result.stderr)?.[1]);
}

describe('making', () => {
  it.each([
    ['[A01]', "app.make({new: 'toDo', withProperties: {name: 'a'}})"],
    [
      '[A01B]',
      "app.make({new: 'to do', withProperties: {name: 'a'}, at: app.lists.byName('Today').beginning})",
    ],
    ['[A01B]', "app.lists.byId('TMTodayListSource').toDos.push(app.ToDo({name: 'a'}))"],
    ['[A01]', "const t = app.ToDo({name: 'a'}); app.toDos.push(t); t.id()"],
  ])('%s makes a to-do in the inbox: %s', (_id, body) => {
    const bench = openBench();
    bench.jxa(body);
    expect(bench.rowsByTitle('a')[0]).toMatchObject({ type: 0, start: 0, startDate: null, status: 0 });
  });

  it('[A02] [A03] [A04] [A05] makes areas, projects and tags, and nests a tag', () => {
    const bench = openBench();
    bench.jxa(`const area = app.make({new: 'area', withProperties: {name: 'A'}});
      app.make({new: 'project', withProperties: {name: 'P'}}).area = area;
      app.make({new: 'tag', withProperties: {name: 'low'}}).parentTag = app.tags.byName('Home');
      app.make({new: 'tag', withProperties: {name: 'HOME'}});`);
    const area = bench.sql('SELECT uuid, title FROM TMArea')[0];
    expect(area?.['title']).toBe('A');
    expect(bench.rowsByTitle('P')[0]).toMatchObject({ type: 1, area: area?.['uuid'], start: 1 });
    const low = bench.sql("SELECT parent FROM TMTag WHERE title = 'low'");
    expect(low).toEqual([{ parent: 'CK9dARrf2ezbFvrVUUxkHE' }]);
    expect(bench.sql('SELECT * FROM TMTag')).toHaveLength(6);
  });

  it('[A06] makes a full to-do: packed deadline, two links, unknown tags made', () => {
    const bench = openBench();
    const id = bench.jxa(`return app.make({new: 'toDo', withProperties: {
      name: 'a', notes: 'n', dueDate: new Date(2026, 6, 9), tagNames: 'Home, Fresh'}}).id()`);
    expect(bench.row(id)).toMatchObject({ deadline: DAY.later, notes: 'n', start: 0 });
    expect(bench.sql('SELECT * FROM TMTaskTag WHERE tasks = ?', id)).toHaveLength(2);
    expect(bench.sql("SELECT title FROM TMTag WHERE title = 'Fresh'")).toHaveLength(1);
  });

  it('puts a to-do into a project or an area given as place', () => {
    const bench = openBench();
    const project = bench.app.person.addProject({ title: 'P' });
    const area = bench.app.person.addArea('A');
    bench.jxa(
      `app.projects.byId(argv[0]).toDos.push(app.ToDo({name: 'a'}));
       app.make({new: 'toDo', withProperties: {name: 'b'}, at: app.areas.byId(argv[1])})`,
      project,
      area,
    );
    expect(bench.rowsByTitle('a')[0]).toMatchObject({ project, start: 1 });
    expect(bench.rowsByTitle('b')[0]).toMatchObject({ area, start: 1 });
  });

  it.each([
    ['a project in an area', "{new: 'project', withProperties: {name: 'x', area: app.areas.byName('A')}}"],
    ['a to-do in a project', "{new: 'toDo', withProperties: {name: 'x', project: app.projects.byName('P')}}"],
    ['a tag below another', "{new: 'tag', withProperties: {name: 'x', parentTag: app.tags.byName('Home')}}"],
  ])('refuses %s in the record of a make, and makes nothing', (_what, argument) => {
    const bench = openBench();
    bench.app.person.addArea('A');
    bench.app.person.addProject({ title: 'P' });
    expect(errorOf(bench, `app.make(${argument})`)).toBe(-1700);
    expect(bench.rowsByTitle('x')).toEqual([]);
    expect(bench.sql("SELECT * FROM TMTag WHERE title = 'x'")).toEqual([]);
  });
});

describe('changing', () => {
  it('[A20] [A21B] sets name and notes and schedules', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.jxa(
      `const t = app.toDos.byId(argv[0]); t.name = 'b'; t.notes = 'n';
       app.schedule(t, {for: new Date(2026, 6, 9, 15)})`,
      id,
    );
    expect(bench.row(id)).toMatchObject({ title: 'b', notes: 'n', start: 2, startDate: DAY.later });
    bench.jxa('app.schedule(app.toDos.byId(argv[0]), {for: new Date(2026, 6, 5)})', id);
    expect(bench.row(id)).toMatchObject({ start: 1, startDate: DAY.today });
  });

  it('[A22] [A23] [A23B] sets status with stop dates; the same status twice changes nothing', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    const set = (status: string): void =>
      void bench.jxa('app.toDos.byId(argv[0]).status = argv[1]', id, status);
    set('completed');
    const done = bench.row(id);
    expect(done['status']).toBe(3);
    bench.advance(5000);
    set('completed');
    expect(bench.row(id)).toEqual(done);
    set('canceled');
    expect(bench.row(id)).toMatchObject({ status: 2, stopDate: done['stopDate'] });
    set('open');
    expect(bench.row(id)).toMatchObject({ status: 0, stopDate: null });
  });

  it.each([
    ['TMTodayListSource', { start: 1, startDate: DAY.today, startBucket: 0 }],
    ['TMNextListSource', { start: 1, startDate: null, startBucket: 0 }],
    ['TMSomedayListSource', { start: 2, startDate: null, startBucket: 0 }],
  ])('[E06] [P12] [P13] moves a to-do to %s and keeps its area', (list, columns) => {
    const bench = openBench();
    const area = bench.app.person.addArea('A');
    const id = bench.app.person.addTodo({ title: 'a', area, when: '2026-07-09' });
    bench.jxa('app.move(app.toDos.byId(argv[0]), {to: app.lists.byId(argv[1])})', id, list);
    expect(bench.row(id)).toMatchObject({ ...columns, area });
  });

  it('[E15] [P06] [P07] restores: a to-do by the inbox without place and date, a project by Anytime in place', () => {
    const bench = openBench();
    const { person } = bench.app;
    const area = person.addArea('A');
    const project = person.addProject({ title: 'P', area, when: '2026-07-09' });
    const todo = person.addTodo({ title: 'a', project, when: '2026-07-09', deadline: '2026-07-09' });
    const before = bench.row(project);
    bench.jxa("app.move(app.projects.byId(argv[0]), {to: app.lists.byName('Anytime')})", project);
    expect(bench.row(project)).toEqual(before);
    person.trash(todo);
    person.trash(project);
    bench.jxa("app.move(app.projects.byId(argv[0]), {to: app.lists.byName('Anytime')})", project);
    bench.jxa("app.move(app.toDos.byId(argv[0]), {to: app.lists.byName('Inbox')})", todo);
    expect(bench.row(project)).toMatchObject({ trashed: 0, area, start: 2, startDate: DAY.later });
    expect(bench.row(todo)).toMatchObject({
      trashed: 0,
      project: null,
      start: 0,
      startDate: null,
      deadline: DAY.later,
    });
  });

  it('sets project and area, the area clearing the project, and detaches by deleting the relation', () => {
    const bench = openBench();
    const project = bench.app.person.addProject({ title: 'P' });
    const area = bench.app.person.addArea('A');
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.jxa('app.toDos.byId(argv[0]).project = app.projects.byId(argv[1])', id, project);
    expect(bench.row(id)).toMatchObject({ project, start: 1 });
    expect(bench.jxa('return app.toDos.byId(argv[0]).project.name()', id)).toBe('P');
    bench.jxa('app.toDos.byId(argv[0]).area = app.areas.byId(argv[1])', id, area);
    expect(bench.row(id)).toMatchObject({ project: null, area });
    bench.jxa('app.delete(app.toDos.byId(argv[0]).area)', id);
    expect(bench.row(id)).toMatchObject({ project: null, area: null, trashed: 0 });
  });

  it('writes completion, creation and modification dates by the second', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.app.person.cancel(id);
    const stamp = Date.parse('2026-01-02T03:04:05.678Z');
    const set = (name: string): void =>
      void bench.jxa('app.toDos.byId(argv[0])[argv[1]] = new Date(Number(argv[2]))', id, name, String(stamp));
    set('completionDate');
    expect(bench.row(id)).toMatchObject({ status: 3, stopDate: Math.floor(stamp / 1000) });
    const touched = bench.row(id)['userModificationDate'];
    bench.advance(5000);
    set('creationDate');
    expect(bench.row(id)).toMatchObject({
      creationDate: Math.floor(stamp / 1000),
      userModificationDate: touched,
    });
    set('modificationDate');
    expect(bench.row(id)['userModificationDate']).toBe(Math.floor(stamp / 1000));
  });
});

describe('deleting', () => {
  it('[A24] trashes an open to-do with its links; closed or trashed ones give -1728', () => {
    const bench = openBench();
    const project = bench.app.person.addProject({ title: 'P' });
    const id = bench.app.person.addTodo({ title: 'a', project, tags: ['Home'] });
    bench.jxa('app.delete(app.toDos.byId(argv[0]))', id);
    expect(bench.row(id)).toMatchObject({ trashed: 1, project });
    expect(bench.sql('SELECT * FROM TMTaskTag')).toHaveLength(1);
    expect(errorOf(bench, 'app.delete(app.toDos.byId(argv[0]))', id)).toBe(-1728);
    const done = bench.app.person.addTodo({ title: 'b' });
    bench.app.person.complete(done);
    expect(errorOf(bench, 'app.toDos.byId(argv[0]).delete()', done)).toBe(-1728);
    bench.jxa("app.move(app.toDos.byId(argv[0]), {to: app.lists.byName('Trash')})", done);
    expect(bench.row(done)).toMatchObject({ trashed: 1, status: 3 });
  });

  it('[A24B] trashes only the row of a project', () => {
    const bench = openBench();
    const project = bench.app.person.addProject({ title: 'P' });
    const child = bench.app.person.addTodo({ title: 'a', project });
    bench.jxa('app.delete(app.projects.byId(argv[0]))', project);
    expect([bench.row(project)['trashed'], bench.row(child)['trashed']]).toEqual([1, 0]);
    expect(bench.app.list('Anytime')).toEqual([]);
  });

  it('[A25B] deletes an area: open members go to the Trash, closed ones only lose it unstamped', () => {
    const bench = openBench();
    const { person } = bench.app;
    const area = person.addArea('A');
    const open = person.addTodo({ title: 'a', area });
    const project = person.addProject({ title: 'P', area });
    const done = person.addTodo({ title: 'b', area });
    person.complete(done);
    const before = bench.row(done);
    bench.advance(5000);
    bench.jxa('app.delete(app.areas.byId(argv[0]))', area);
    expect(bench.sql('SELECT * FROM TMArea')).toEqual([]);
    for (const id of [open, project]) expect(bench.row(id)).toMatchObject({ trashed: 1, area: null });
    expect(bench.row(done)).toEqual({ ...before, area: null });
  });

  it('[A26] [E10] deletes a tag with links and child tags, stamping nothing', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', tags: ['Home', 'kid', 'Errand'] });
    bench.jxa("app.tags.byName('kid').parentTag = app.tags.byName('Home')");
    const stamp = bench.row(id)['userModificationDate'];
    bench.advance(5000);
    bench.jxa("app.delete(app.tags.byName('Home'))");
    expect(bench.sql('SELECT title FROM TMTag').map((row) => row['title'])).toEqual([
      'Errand',
      'Office',
      'Important',
      'Pending',
    ]);
    expect(bench.sql('SELECT * FROM TMTaskTag')).toHaveLength(1);
    expect(bench.row(id)['userModificationDate']).toBe(stamp);
  });

  it('[A27] [X04] empties the Trash with the children of trashed projects, and writes no tombstone for plain rows', () => {
    const bench = openBench();
    const { person } = bench.app;
    const project = person.addProject({ title: 'P' });
    const heading = person.addHeading(project, 'H');
    person.addTodo({ title: 'below', heading, checklist: [{ title: 'x', done: false }] });
    person.complete(person.addTodo({ title: 'done', project }));
    const alike = person.addTodo({ title: 'alike', tags: ['Home'] });
    person.trash(alike);
    bench.url('add', { title: 'alike' });
    expect(
      bench
        .rowsByTitle('alike')
        .map((row) => String(row['trashed']))
        .toSorted(),
    ).toEqual(['0', '1']);
    person.trash(project);
    bench.jxa('app.emptyTrash()');
    expect(bench.sql('SELECT title FROM TMTask')).toEqual([{ title: 'alike' }]);
    for (const table of ['TMTaskTag', 'TMChecklistItem', 'TMTombstone']) {
      expect(bench.sql(`SELECT * FROM ${table}`)).toEqual([]);
    }
  });
});

describe('refusals', () => {
  it.each([
    ['[A21]', 'app.schedule(app.toDos.byId(argv[0]), {for: new Date(2026, 6, 9)})', 302],
    ['[A21]', "app.move(app.toDos.byId(argv[0]), {to: app.lists.byName('Today')})", 301],
  ])('%s refuses on a template: %s', (_id, body, code) => {
    const bench = openBench();
    const id = bench.app.person.addRepeatingTemplate(weekly);
    const before = bench.row(id);
    expect(errorOf(bench, body, id)).toBe(code);
    expect(bench.row(id)).toEqual(before);
  });

  it.each([
    ['[A22C]', "app.move(t, {to: app.lists.byId('TMCalendarListSource')})", 301],
    ['[P27]', 't.project = null', -1700],
    ['[P28]', "t.area = ''", -1700],
    ['[A29]', 't.dueDate = null', -1700],
    ['[A30]', "t.tagNames = ['a', 'b']", -1700],
    ['[A31]', "app.make({new: 'heading', withProperties: {name: 'H'}})", -2710],
    ['[A31]', "app.make({new: 'checklistItem', withProperties: {name: 'x'}})", -2710],
    ['[E08]', 'app.duplicate(t)', -1717],
    ['[E16]', 't.activationDate = new Date()', -10_006],
    ['[E19]', "app.lists.byName('Projects').name()", -1728],
    ['[P08]', "t.status = 'done'", -1700],
    ['[P10]', "t.checklistItems = 'x'", -1728],
    ['[P11]', "app.toDos.byId('nowhere').name()", -1728],
    ['[P30]', "app.tags.byName('Home').parentTag = null", -1700],
  ])('%s gives an error and changes nothing: %s', (_id, body, code) => {
    const bench = openBench();
    const project = bench.app.person.addProject({ title: 'P' });
    const id = bench.app.person.addTodo({ title: 'a', project, deadline: '2026-07-09', tags: ['Home'] });
    const before = bench.row(id);
    expect(errorOf(bench, `const t = app.toDos.byId(argv[0]); ${body}`, id)).toBe(code);
    expect(bench.row(id)).toEqual(before);
    expect(bench.sql('SELECT count(*) AS n FROM TMTask')).toEqual([{ n: 2 }]);
  });

  it('dies when a heading is scheduled', () => {
    const bench = openBench();
    const heading = bench.app.person.addHeading(bench.app.person.addProject({ title: 'P' }), 'H');
    expect(errorOf(bench, 'app.schedule(app.toDos.byId(argv[0]), {for: new Date()})', heading)).toBe(-609);
    expect(bench.app.isRunning).toBe(false);
  });

  it('[P11C] archives a heading also when it is canceled', () => {
    const bench = openBench();
    const heading = bench.app.person.addHeading(bench.app.person.addProject({ title: 'P' }), 'H');
    bench.jxa("app.toDos.byId(argv[0]).status = 'canceled'", heading);
    expect(bench.row(heading)['status']).toBe(3);
  });
});

describe('areas, tags and lists', () => {
  it('[E01] [E02] [E03] [P16] [P29] renames, re-parents, sets a shortcut, un-nests', () => {
    const bench = openBench();
    const area = bench.app.person.addArea('A');
    const id = bench.app.person.addTodo({ title: 'a', area, tags: ['Home'] });
    const stamp = bench.row(id)['userModificationDate'];
    bench.advance(5000);
    bench.jxa(
      `app.areas.byId(argv[0]).name = 'B';
       const tag = app.tags.byName('home')(); tag.name = 'House'; tag.keyboardShortcut = 'h';
       tag.parentTag = app.tags.byName('Errand'); app.areas.byId(argv[0]).tagNames = 'House';`,
      area,
    );
    expect(bench.sql('SELECT title FROM TMArea')).toEqual([{ title: 'B' }]);
    expect(bench.sql("SELECT shortcut, parent FROM TMTag WHERE title = 'House'")).toEqual([
      { shortcut: 'h', parent: 'H96sVJwE7VJveAnv7itmux' },
    ]);
    bench.jxa("app.delete(app.tags.byName('House').parentTag)");
    expect(bench.sql("SELECT parent FROM TMTag WHERE title = 'House'")).toEqual([{ parent: null }]);
    expect(bench.row(id)['userModificationDate']).toBe(stamp);
    expect(bench.sql('SELECT * FROM TMAreaTag')).toHaveLength(1);
  });

  it('reads lists without templates and projects with the to-dos below headings', () => {
    const bench = openBench();
    const { person } = bench.app;
    person.addRepeatingTemplate(weekly);
    const project = person.addProject({ title: 'P' });
    const heading = person.addHeading(project, 'H');
    person.addTodo({ title: 'a', project, when: 'today', tags: ['Home'] });
    person.addTodo({ title: 'b', heading });
    expect(bench.jxa("return app.projects.byName('P').toDos.name().toSorted()")).toBe('a, b');
    expect(bench.jxa("return app.lists.byName('Today').toDos().map((t) => t.name())")).toBe('a');
    expect(bench.jxa("return app.tags.byName('Home').toDos.length")).toBe('1');
    expect(bench.jxa("return app.lists.byId('TMSomedayListSource').toDos.name()")).toBe('');
    expect(bench.jxa("return app.toDos.whose({name: {_beginsWith: 'B'}})().length")).toBe('1');
    expect(
      bench.jxa("return app.toDos.whose({_and: [{name: 'a'}, {status: 'open'}]})[0].project.name()"),
    ).toBe('P');
    expect(bench.jxa("return app.toDos.byId('x').exists()")).toBe('false');
  });

  it('calls lists by the language of the app, and knows them by their ids in every language', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.app.faults.setLanguage('de');
    const move = (list: string): string => `app.move(app.toDos.byId(argv[0]), {to: app.lists.${list}})`;
    expect(errorOf(bench, move("byName('Trash')"), id)).toBe(-1728);
    bench.jxa(move("byId('TMTrashListSource')"), id);
    expect(bench.row(id)['trashed']).toBe(1);
    bench.jxa(move("byId('TMInboxListSource')"), id);
    expect(bench.row(id)['trashed']).toBe(0);
    expect(bench.jxa("return app.lists.byId('TMTrashListSource').name()")).toBe('Papierkorb');
  });

  it('counts what is in the Trash, and projects, among the to-dos of the application', () => {
    const bench = openBench();
    bench.app.person.addProject({ title: 'P' });
    bench.app.person.trash(bench.app.person.addTodo({ title: 'gone' }));
    bench.app.person.addRepeatingTemplate(weekly);
    expect(bench.jxa('return app.toDos.name().toSorted()')).toBe('P, gone');
  });

  it('moves only the log date on "log completed now"', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.app.person.complete(id);
    const before = bench.row(id);
    bench.jxa('app.logCompletedNow()');
    expect(bench.row(id)).toEqual(before);
    expect(bench.sql('SELECT manualLogDate FROM TMSettings')).toEqual([
      { manualLogDate: before['stopDate'] },
    ]);
  });
});

describe('the script itself', () => {
  it.each([
    ["'x'", 'x\n'],
    ['1 + 1', '2\n'],
    ['[1, "a"]', '1, a\n'],
    ['({a: 1})', '{"a":1}\n'],
    ['null', 'null\n'],
    ['undefined', ''],
    ['function run() { return "ran" }', 'ran\n'],
    ["Application('com.culturedcode.ThingsMac').name()", 'Things\n'],
    ["Application('Things3').running()", 'true\n'],
  ])('prints %s as %j', (script, stdout) => {
    expect(openBench().app.runJxa(script)).toEqual({ stdout, stderr: '', exitCode: 0 });
  });

  it.each([
    ['missing()', -2700],
    ['{', -2700],
    ["throw new Error('no')", -2700],
    ["Application('Finder')", -2700],
    ["const e = new Error('own'); e.errorNumber = 42; throw e", 42],
  ])('reports %s with %i', (script, code) => {
    const result = openBench().app.runJxa(script);
    expect(result).toMatchObject({ stdout: '', exitCode: 1 });
    expect(result.stderr).toMatch(new RegExp(`^execution error: Error: .*\\(${code}\\)\\n$`));
  });

  it('hands argv over, logs to stderr and gives dates and arrays of its own realm', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', deadline: '2026-07-09' });
    const result = bench.script(
      `console.log('seen', argv.length);
       const due = app.toDos.byId(argv[0]).dueDate();
       return [argv instanceof Array, due instanceof Date, due.getDate(), app.toDos() instanceof Array]`,
      id,
    );
    expect(result).toEqual({ stdout: 'true, true, 9, true\n', stderr: 'seen 1\n', exitCode: 0 });
  });

  it('lets a script catch an Apple event error by its number', () => {
    const bench = openBench();
    bench.app.faults.denyAutomation(-1743);
    expect(bench.jxa("try { app.toDos.name() } catch (e) { return e.errorNumber + ' ' + e.message }")).toBe(
      '-1743 Not authorized to send Apple events to Things3.',
    );
    bench.app.faults.denyAutomation(-1712);
    expect(errorOf(bench, 'app.toDos()')).toBe(-1712);
    bench.app.faults.denyAutomation(null);
    expect(bench.jxa('return app.toDos.length')).toBe('0');
  });

  it('cannot reach Node', () => {
    expect(openBench().app.runJxa('typeof process + typeof require').stdout).toBe('undefinedundefined\n');
  });
});
