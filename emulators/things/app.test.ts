// When commands take effect, what faults do, and what a closed or crashed app does.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createThingsApp } from './app.ts';
import { decodeBase58 } from './encodings/ids.ts';
import { DAY, openBench, thingsUrl } from './test-bench.ts';

/** A timer that fires only when told. */
function manualTimer(): {
  schedule: (run: () => void, delayMs: number) => void;
  delays: number[];
  fire(at?: number): void;
} {
  const runs: (() => void)[] = [];
  const delays: number[] = [];
  return {
    delays,
    schedule: (run, delayMs) => {
      runs.push(run);
      delays.push(delayMs);
    },
    fire: (at = 0) => runs.splice(at, 1)[0]?.(),
  };
}

const MAKE_TAG = `on run argv
  tell application id "com.culturedcode.ThingsMac"
    make new tag with properties {name:item 1 of argv}
  end tell
end run`;

describe('a new library', () => {
  it('has layout 29, five tags, one settings row with a token, and a day cursor', () => {
    const bench = openBench();
    expect(bench.sql("SELECT value FROM Meta WHERE key = 'databaseVersion'")[0]?.['value']).toContain(
      '<integer>29<',
    );
    expect(bench.sql('SELECT title FROM TMTag ORDER BY "index"').map((row) => row['title'])).toEqual([
      'Errand',
      'Home',
      'Office',
      'Important',
      'Pending',
    ]);
    expect(bench.token).toMatch(/^[\w-]{22}$/);
    expect(bench.sql('SELECT count(*) AS n FROM pragma_table_info(?)', 'TMTask')).toEqual([{ n: 41 }]);
    expect(
      bench.sql("SELECT count(*) AS n FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"),
    ).toEqual([{ n: 12 }]);
    expect(bench.sql('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  });

  it('gives the same ids for the same seed, and no id twice after a restart', () => {
    const first = openBench();
    const second = openBench();
    const add = (bench: typeof first): string[] =>
      Array.from({ length: 30 }, (_, at) => bench.app.person.addTodo({ title: `t${at}` }));
    const ids = add(first);
    expect(add(second)).toEqual(ids);
    expect(ids.some((id) => decodeBase58(id)?.[0] === 0)).toBe(true);
    second.app.quit();
    const again = createThingsApp({ databasePath: second.databasePath, seed: 7, durable: false });
    expect(ids).not.toContain(again.person.addTodo({ title: 'x' }));
    again.close();
  });

  it('writes plain rows as the app does', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    const row = bench.row(id);
    expect(row).toMatchObject({
      leavesTombstone: 0,
      creationDate: row['userModificationDate'],
      notes: '',
      notesSync: 1,
      cachedTags: new Uint8Array(0),
      start: 0,
      startBucket: 0,
      t2_deadlineOffset: 0,
      untrashedLeafActionsCount: 0,
      checklistItemsCount: 0,
      rt1_instanceCreationPaused: 0,
      rt1_instanceCreationCount: 0,
      rt1_nextInstanceStartDate: null,
      repeater: null,
    });
    expect(Number(row['creationDate']) % 1).toBe(0.25);
  });
});

describe('the delay', () => {
  it('applies commands in order, each when it is due, and never before an earlier one', () => {
    const timer = manualTimer();
    const bench = openBench({ schedule: timer.schedule, delayMs: 80 });
    bench.app.openUrl('things:///add?title=first');
    bench.app.faults.setDelay(10);
    bench.app.openUrl('things:///add?title=second');
    expect(timer.delays).toEqual([80, 10]);
    timer.fire(1);
    expect(bench.sql('SELECT title FROM TMTask')).toEqual([]);
    timer.fire();
    expect(bench.sql('SELECT title FROM TMTask ORDER BY rowid').map((row) => row['title'])).toEqual([
      'first',
      'second',
    ]);
  });

  it('applies by itself with the default timer', async () => {
    const bench = openBench({ delayMs: 1 });
    bench.app.openUrl('things:///add?title=a');
    await expect.poll(() => bench.rowsByTitle('a').length).toBe(1);
  });

  it('keeps a reader of the file unblocked and current', () => {
    const bench = openBench();
    const reader = new DatabaseSync(bench.databasePath, { readOnly: true });
    reader.exec('BEGIN');
    expect(reader.prepare('SELECT count(*) AS n FROM TMTask').get()).toEqual({ n: 0 });
    bench.app.person.addTodo({ title: 'a' });
    expect(reader.prepare('SELECT count(*) AS n FROM TMTask').get()).toEqual({ n: 0 });
    reader.exec('COMMIT');
    expect(reader.prepare('SELECT count(*) AS n FROM TMTask').get()).toEqual({ n: 1 });
    reader.close();
  });
});

describe('a closed app', () => {
  it('is started by a URL, with its day maintenance first', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'due', when: '2026-07-06' });
    bench.app.quit();
    bench.setClock('2026-07-08T10:00:00Z');
    bench.app.openUrl('things:///add?title=a');
    expect([bench.app.isRunning, bench.row(id)['start'], bench.rowsByTitle('a').length]).toEqual([
      true,
      1,
      0,
    ]);
    bench.app.settle();
    expect(bench.rowsByTitle('a')).toHaveLength(1);
  });

  it('changes nothing until it is launched, when a fault keeps it closed', () => {
    const bench = openBench();
    bench.app.faults.staysClosed(true);
    bench.app.quit();
    bench.url('add', { title: 'a' });
    expect(bench.app.isRunning).toBe(false);
    expect(bench.sql('SELECT * FROM TMTask')).toEqual([]);
    bench.app.launch();
    bench.app.settle();
    expect(bench.rowsByTitle('a')).toHaveLength(1);
  });

  it('keeps a due item unpromoted while closed and promotes it at launch', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', when: '2026-07-06' });
    bench.app.quit();
    bench.setClock('2026-07-08T10:00:00Z');
    bench.app.dayMaintenance();
    expect(bench.row(id)['start']).toBe(2);
    bench.app.launch();
    expect(bench.row(id)['start']).toBe(1);
  });

  it('is started by an Apple event, but not by asking whether it runs', () => {
    const bench = openBench();
    bench.app.quit();
    expect(bench.jxa('return app.running()')).toBe('false');
    expect(bench.app.isRunning).toBe(false);
    expect(bench.jxa('return app.toDos.length')).toBe('0');
    expect(bench.app.isRunning).toBe(true);
  });
});

describe('faults', () => {
  it('ignores the next commands without a sign', () => {
    const bench = openBench();
    bench.app.faults.ignoreNext(2);
    bench.url('add', { title: 'a' });
    expect(bench.app.runJxa('1')).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    bench.url('add', { title: 'b' });
    expect(bench.sql('SELECT title FROM TMTask')).toEqual([{ title: 'b' }]);
  });

  it('applies the next commands twice', () => {
    const bench = openBench();
    bench.app.faults.duplicateNext(1);
    bench.url('add', { title: 'a' });
    bench.url('add', { title: 'b' });
    expect(bench.sql('SELECT title FROM TMTask ORDER BY title').map((row) => row['title'])).toEqual([
      'a',
      'a',
      'b',
    ]);
  });

  it('holds commands while URLs are switched off', () => {
    const bench = openBench();
    bench.app.faults.urlsDisabled(true);
    bench.url('add', { title: 'a' });
    expect([bench.lastEvent(), bench.rowsByTitle('a').length]).toEqual(['modal', 0]);
    bench.app.faults.urlsDisabled(false);
    bench.app.settle();
    expect(bench.rowsByTitle('a')).toHaveLength(1);
  });

  it('times changing events out behind a modal sheet, reads go on', () => {
    const bench = openBench();
    bench.app.faults.openModal(true);
    expect(bench.script("app.make({new: 'toDo', withProperties: {name: 'a'}})").stderr).toContain('(-1712)');
    expect(bench.jxa('return app.toDos.length')).toBe('0');
  });

  it('refuses a step of scripts so often, in that language, and says its number', () => {
    const bench = openBench();
    const { faults } = bench.app;
    const id = bench.app.person.addTodo({ title: 'a' });
    faults.refuseScriptStep('delete', { code: -1728, times: 1 });
    expect(bench.script('app.delete(app.toDos.byId(argv[0]))', id).stderr).toContain('(-1728)');
    bench.jxa('app.delete(app.toDos.byId(argv[0]))', id);
    faults.refuseScriptStep('make tag', { languages: ['JavaScript'] });
    expect(bench.script("app.make({new: 'tag', withProperties: {name: 'x'}})").stderr).toContain('(-10000)');
    expect(bench.app.runAppleScript(MAKE_TAG, ['x'])).toMatchObject({ stderr: '', exitCode: 0 });
    expect(bench.sql("SELECT title FROM TMTag WHERE title = 'x'")).toHaveLength(1);
    faults.refuseScriptStep('make tag');
    expect(bench.app.runAppleScript(MAKE_TAG, ['y'])).toMatchObject({ exitCode: 1 });
    faults.allowScriptStep('make tag');
    expect(bench.app.runAppleScript(MAKE_TAG, ['y'])).toMatchObject({ exitCode: 0 });
    expect(bench.app.runAppleScript('tell application "Things3" to quit')).toMatchObject({
      stderr: 'execution error: syntax error: Expected end of line. (-2741)\n',
    });
  });

  it('holds everything up behind the dialog about an unknown id until it is dismissed', () => {
    const bench = openBench();
    bench.app.faults.dialogsBlock(true);
    bench.url('update', { id: 'nobody', title: 'x' });
    expect(bench.lastEvent()).toBe('modal');
    bench.url('add', { title: 'a' });
    expect(bench.rowsByTitle('a')).toEqual([]);
    expect(bench.script("app.make({new: 'toDo', withProperties: {name: 'b'}})").stderr).toContain('(-1712)');
    bench.app.faults.dismissDialog();
    bench.app.settle();
    expect(bench.rowsByTitle('a')).toHaveLength(1);
  });

  it.each([
    [false, 'new'],
    [true, 'old'],
  ])('refuses a json command with one unknown id as a whole if told so (%s)', (isWhole, title) => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'old' });
    bench.app.faults.refuseWholeJson(isWhole);
    bench.json(
      [id, 'nobody'].map((each) => ({
        type: 'to-do',
        operation: 'update',
        id: each,
        attributes: { title: 'new' },
      })),
    );
    expect(bench.row(id)['title']).toBe(title);
  });

  it('takes its delays one after the other', () => {
    const timer = manualTimer();
    const bench = openBench({ schedule: timer.schedule });
    bench.app.faults.setDelays([1000, 19_000]);
    for (const title of ['a', 'b', 'c']) bench.app.openUrl(`things:///add?title=${title}`);
    expect(timer.delays).toEqual([1000, 19_000, 1000]);
  });

  it('crashes on the next change, loses what waits, and works after a launch', () => {
    let crashes = 0;
    const bench = openBench({ onCrash: () => (crashes += 1) });
    bench.app.faults.crashOnNext(1);
    bench.app.openUrl('things:///add?title=a');
    bench.app.openUrl('things:///add?title=b');
    bench.app.settle();
    expect([bench.app.isRunning, crashes, bench.sql('SELECT * FROM TMTask').length]).toEqual([false, 1, 0]);
    expect(bench.app.events.map((event) => event.kind)).toEqual(['crash', 'dropped']);
    bench.app.launch();
    bench.url('add', { title: 'c' });
    expect(bench.rowsByTitle('c')).toHaveLength(1);
  });

  it('marks the library with another layout version', () => {
    const bench = openBench();
    bench.app.faults.setDatabaseVersion(30);
    expect(bench.sql("SELECT value FROM Meta WHERE key = 'databaseVersion'")[0]?.['value']).toContain(
      '<integer>30<',
    );
    bench.url('add', { title: 'a' });
    expect(bench.rowsByTitle('a')).toHaveLength(1);
  });

  it('waits up to ten seconds when told so', () => {
    const timer = manualTimer();
    const bench = openBench({ schedule: timer.schedule });
    bench.app.faults.setDelay(10_000);
    bench.app.openUrl('things:///add?title=a');
    expect([timer.delays, bench.rowsByTitle('a').length]).toEqual([[10_000], 0]);
    timer.fire();
    expect(bench.rowsByTitle('a')).toHaveLength(1);
  });

  it.each([
    [false, [0, 1]],
    [true, [1, 1]],
  ])('lets a script overtake a waiting URL unless told to wait (%s)', (isOrdered, seen) => {
    const timer = manualTimer();
    const bench = openBench({ schedule: timer.schedule });
    bench.app.faults.scriptsWaitForUrls(isOrdered);
    bench.app.openUrl('things:///add?title=a');
    const byScript = Number(bench.jxa('return app.toDos.length'));
    timer.fire();
    expect([byScript, bench.rowsByTitle('a').length]).toEqual(seen);
  });

  it('regenerates the ids of a checklist and nothing else', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({
      title: 'a',
      checklist: [
        { title: 'x', done: true },
        { title: 'y', done: false },
      ],
    });
    const items = (): unknown[] =>
      bench.sql('SELECT title, status, stopDate FROM TMChecklistItem ORDER BY "index"');
    const ids = (): unknown[] => bench.sql('SELECT uuid FROM TMChecklistItem ORDER BY "index"');
    const before = [items(), bench.row(id)];
    const oldIds = ids();
    bench.advance(5000);
    bench.app.faults.regenerateChecklist(id);
    expect([items(), bench.row(id)]).toEqual(before);
    expect(ids()).not.toEqual(oldIds);
  });

  it('shows a second library folder beside its own', () => {
    const bench = openBench();
    expect(() => bench.app.faults.addSecondLibrary()).toThrow('ThingsData');
    const folder = join(bench.directory, 'ThingsData-AB1C2', 'Things Database.thingsdatabase');
    const app = createThingsApp({ databasePath: join(folder, 'main.sqlite'), durable: false });
    const path = app.faults.addSecondLibrary('XY2Z3');
    expect(path).toBe(
      join(bench.directory, 'ThingsData-XY2Z3', 'Things Database.thingsdatabase', 'main.sqlite'),
    );
    const reader = new DatabaseSync(path, { readOnly: true });
    expect(reader.prepare('SELECT count(*) AS n FROM TMTag').get()).toEqual({ n: 5 });
    reader.close();
    app.close();
  });

  it('is refused by Apple events with the number of the denial, and still takes URLs', () => {
    const bench = openBench();
    for (const code of [-1743, -1744, -1712] as const) {
      bench.app.faults.denyAutomation(code);
      expect(bench.script('return app.toDos.length').stderr).toContain(`(${code})`);
    }
    bench.url('add', { title: 'a' });
    expect(bench.rowsByTitle('a')).toHaveLength(1);
  });

  it('drops what is beyond 250 items in ten seconds, unless told not to', () => {
    const bench = openBench();
    const items = Array.from({ length: 260 }, (_, at) => ({
      type: 'to-do',
      attributes: { title: `t${at}` },
    }));
    bench.json(items);
    expect(bench.sql('SELECT count(*) AS n FROM TMTask')).toEqual([{ n: 250 }]);
    expect(bench.app.events.filter((event) => event.kind === 'dropped')).toHaveLength(10);
    bench.app.faults.dropBeyond250(false);
    bench.json(items);
    expect(bench.sql('SELECT count(*) AS n FROM TMTask')).toEqual([{ n: 510 }]);
  });

  it('hides the library from new readers while the app goes on', () => {
    const bench = openBench();
    const databasePath = join(
      bench.directory,
      'ThingsData-AB1C2',
      'Things Database.thingsdatabase',
      'main.sqlite',
    );
    const app = createThingsApp({ databasePath, durable: false });
    app.faults.failReads(true);
    expect(() => new DatabaseSync(databasePath, { readOnly: true }).prepare('SELECT 1 FROM TMTask')).toThrow(
      'unable to open database file',
    );
    expect(statSync(join(databasePath, '..')).mode & 0o777).toBe(0);
    app.person.addTodo({ title: 'unseen' });
    app.faults.failReads(false);
    const reader = new DatabaseSync(databasePath, { readOnly: true });
    expect(reader.prepare('SELECT title FROM TMTask').all()).toEqual([{ title: 'unseen' }]);
    reader.close();
    app.close();
    expect(readdirSync(join(databasePath, '..', '..'))).toEqual(['Things Database.thingsdatabase']);
    expect(existsSync(databasePath)).toBe(true);
  });
});

describe('the clock', () => {
  it('can be set, frozen, moved and released, and a new day is noticed at once', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', when: '2026-07-09' });
    bench.app.advanceClock(86_400_000);
    expect(bench.row(id)['start']).toBe(2);
    bench.app.setClock(Date.parse('2026-07-08T22:00:00Z'), true);
    expect([bench.row(id)['start'], bench.app.list('Today')]).toEqual([1, [id]]);
    bench.advance(5000);
    const stamped = bench.app.person.addTodo({ title: 'b' });
    expect(bench.row(stamped)['creationDate']).toBe(Date.parse('2026-07-08T22:00:00Z') / 1000);
    bench.app.advanceClock(1000);
    bench.app.releaseClock();
    const now = bench.app.person.addTodo({ title: 'c' });
    expect(bench.row(now)['creationDate']).toBe(Date.parse('2026-07-05T10:00:05.250Z') / 1000);
    expect(() => bench.app.setClock(Number.NaN)).toThrow('not a moment');
  });

  it('follows the Mac into another zone', () => {
    const bench = openBench();
    bench.app.setZone('Pacific/Kiritimati');
    bench.url('add', { title: 'a', when: 'today' });
    expect(bench.rowsByTitle('a')[0]?.['startDate']).toBe(DAY.tomorrow);
    expect(() => bench.app.setZone('Moon/Base')).toThrow(RangeError);
  });
});

describe('what a person does', () => {
  it('edits, reorders and checks without stamping where the app does not stamp', () => {
    const bench = openBench();
    const { person } = bench.app;
    const ids = ['a', 'b', 'c'].map((title) => person.addTodo({ title }));
    const [a = '', b = '', c = ''] = ids;
    const stamps = (): unknown[] => ids.map((id) => bench.row(id)['userModificationDate']);
    const before = stamps();
    bench.advance(5000);
    const item = person.addChecklistItem(a, 'x');
    person.checkChecklistItem(item, true);
    person.renameChecklistItem(item, 'y');
    person.reorder(a, 0);
    person.reorder(c, 1);
    expect(bench.app.list('Inbox')).toEqual([a, c, b]);
    expect(stamps()).toEqual(before);
    expect(bench.row(a)).toMatchObject({ checklistItemsCount: 1, openChecklistItemsCount: 0 });
    person.deleteChecklistItem(item);
    expect(bench.row(a)['checklistItemsCount']).toBe(0);
    person.editTodo(a, {
      title: 'A',
      when: 'today',
      reminder: '09:30',
      deadline: '2026-07-09',
      tags: ['New'],
    });
    expect(bench.row(a)).toMatchObject({ title: 'A', start: 1, reminderTime: 635_437_056 });
    person.editTodo(a, { reminder: null, deadline: null, tags: [] });
    expect(bench.row(a)).toMatchObject({ reminderTime: null, deadline: null });
    expect(stamps()[0]).not.toBe(before[0]);
  });

  it('reopens the project above a reopened to-do, and removes rows for good', () => {
    const bench = openBench();
    const { person } = bench.app;
    const project = person.addProject({ title: 'P' });
    const child = person.addTodo({ title: 'a', project });
    person.complete(project);
    person.reopen(child);
    expect([bench.row(project)['status'], bench.row(child)['status']]).toEqual([0, 0]);
    person.deleteForever(child);
    expect(bench.sql('SELECT title FROM TMTask')).toEqual([{ title: 'P' }]);
    expect(bench.row(project)['untrashedLeafActionsCount']).toBe(0);
  });

  it('makes two thousand to-dos by script and by URL in a short time', () => {
    const bench = openBench();
    bench.app.faults.dropBeyond250(false);
    bench.jxa(
      "for (let i = 0; i < 2000; i += 1) app.make({new: 'toDo', withProperties: {name: 'i' + i}}).id()",
    );
    const items = Array.from({ length: 100 }, (_, at) => ({
      type: 'to-do',
      attributes: { title: `u${at}` },
    }));
    for (let batch = 0; batch < 20; batch += 1) {
      bench.app.openUrl(thingsUrl('json', { data: JSON.stringify(items) }));
    }
    bench.app.settle();
    expect(bench.sql('SELECT count(*) AS n FROM TMTask')).toEqual([{ n: 4000 }]);
  });
});
