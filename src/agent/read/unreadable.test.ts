// Single rows that can't be read: each is set aside and named, nothing follows from it, and everything else goes on.

import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTodo, Stage, trashTodo, updateTodo } from '../../../test/support/agent.ts';
import { describeFailure } from '../failures.ts';
import { readSnapshot } from './reader.ts';

function openStage(): Stage {
  const stage = new Stage();
  onTestFinished(() => stage.close());
  return stage;
}

/** Writes past the app, as a fault of the disk or of the app does. */
function damage(stage: Stage, sql: string, ...cells: readonly (string | number)[]): void {
  const database = new DatabaseSync(stage.path);
  database.prepare(sql).run(...cells);
  database.close();
}

const DAMAGES: readonly (readonly [string, string, RegExp])[] = [
  [
    'a packed date that is no day',
    'UPDATE TMTask SET startDate = 132464128 + 53248 WHERE uuid = ?',
    /start date is not a date/,
  ],
  ['a deadline that is text', "UPDATE TMTask SET deadline = 'soon' WHERE uuid = ?", /deadline is not a date/],
  ['no title', 'UPDATE TMTask SET title = NULL WHERE uuid = ?', /title is not text/],
  ['a title of bytes', "UPDATE TMTask SET title = x'ff00' WHERE uuid = ?", /title is not text/],
  ['a status that nobody knows', 'UPDATE TMTask SET status = 7 WHERE uuid = ?', /status is not one/],
  ['notes of 11 MB', "UPDATE TMTask SET notes = printf('%.11000000c', 'x') WHERE uuid = ?", /11000\d+ bytes/],
];

describe('a to-do with', () => {
  it.each(DAMAGES)(
    '[G50] %s is named, is not deleted, and stops nothing else',
    async (_what, sql, reason) => {
      const stage = openStage();
      const [bad, good] = ['bad', 'good'].map((title) =>
        stage.app.person.addTodo({ title, when: '2026-12-01' }),
      ) as [string, string];
      await stage.exchange();
      damage(stage, sql, bad);
      stage.app.person.editTodo(good, { title: 'better' });
      await stage.exchange();
      const told = stage.worker.last;
      expect(told.receipt.setAside).toMatchObject([
        { id: bad, reason: expect.stringMatching(reason) as unknown },
      ]);
      expect([told.todos.map(({ title }) => title), told.removed]).toEqual([['better'], []]);
      expect(stage.worker.todos.get(bad)?.title).toBe('bad');
      const [answer, deletion, made] = await stage.apply(
        updateTodo(bad, { title: 'from Todoist' }),
        trashTodo(bad),
        createTodo({ title: 'new', notes: '' }),
      );
      expect([answer, deletion].map((each) => each?.outcome)).toEqual(['failed', 'failed']);
      expect(answer?.error).toMatch(reason);
      expect(made?.outcome).toBe('done');
    },
  );

  it('[G50] such a fault is told with the whole library, which still counts as whole', async () => {
    const stage = openStage();
    const bad = stage.app.person.addTodo({ title: 'bad' });
    stage.app.person.addTodo({ title: 'good' });
    damage(stage, 'UPDATE TMTask SET deadline = 5 WHERE uuid = ?', bad);
    await stage.exchange();
    const { base, receipt, todos } = stage.worker.last;
    expect([base, receipt.complete, receipt.setAside?.length, todos.length]).toEqual([null, true, 1, 1]);
    damage(stage, 'UPDATE TMTask SET deadline = NULL WHERE uuid = ?', bad);
    await stage.exchange();
    expect(stage.worker.last.receipt.setAside).toBeUndefined();
    expect(stage.worker.last.todos.map(({ title }) => title)).toEqual(['bad']);
  });
});

describe('a project', () => {
  it('[G51] without a title is named, and is neither renamed nor gone', async () => {
    const stage = openStage();
    const project = stage.app.person.addProject({ title: 'Launch' });
    await stage.exchange();
    damage(stage, 'UPDATE TMTask SET title = NULL WHERE uuid = ?', project);
    stage.app.person.addTodo({ title: 'inside', project });
    await stage.exchange();
    expect(stage.worker.last.receipt.setAside).toMatchObject([{ id: project }]);
    expect(stage.worker.containers.get(project)).toMatchObject({ title: 'Launch', gone: false });
    expect(stage.worker.last.todos).toMatchObject([{ title: 'inside', project }]);
  });
});

describe('two rows of one id', () => {
  it('[G50] are both set aside', async () => {
    const stage = openStage();
    const [first, second] = ['one', 'two'].map((title) => stage.app.person.addTodo({ title })) as [
      string,
      string,
    ];
    stage.crash();
    // An index that was lost lets the app write an id twice.
    const database = new DatabaseSync(stage.path);
    const { sql } = database.prepare("SELECT sql FROM sqlite_master WHERE name = 'TMTask'").get() as {
      sql: string;
    };
    database.exec(`CREATE TABLE kept AS SELECT * FROM TMTask; DROP TABLE TMTask;
      ${sql.replace('PRIMARY KEY', '')}; INSERT INTO TMTask SELECT * FROM kept; DROP TABLE kept;`);
    database.prepare('UPDATE TMTask SET uuid = ? WHERE uuid = ?').run(first, second);
    database.close();
    await stage.exchange();
    expect(stage.worker.last.todos).toEqual([]);
    expect(stage.worker.last.receipt.setAside).toMatchObject([
      { id: first, reason: 'two rows have the same id' },
    ]);
  });
});

describe('a file with a flipped bit', () => {
  it('[G52] in an index tells nothing, and says so', async () => {
    const stage = openStage();
    const ids = Array.from({ length: 40 }, (_, at) => stage.app.person.addTodo({ title: `to-do ${at}` }));
    await stage.exchange();
    stage.app.close();
    const database = new DatabaseSync(stage.path);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    const bytes = readFileSync(stage.path);
    // The second place of an id is its entry in the index of the primary key.
    const [id] = ids;
    const places = [...bytes.toString('latin1').matchAll(new RegExp(id ?? '', 'g'))].map(
      ({ index }) => index,
    );
    const whole = (verify: boolean) =>
      readSnapshot(stage.path, { known: ids, zone: stage.zone, now: stage.now, verify });
    const outcomes = places.map((place) => {
      const flipped = Buffer.from(bytes);
      flipped[place + 3] = (flipped[place + 3] ?? 0) ^ 0x01;
      writeFileSync(stage.path, flipped);
      return whole(true);
    });
    const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures)
      expect(describeFailure(failure)).toMatch(/damaged.*nothing is synced until/);
    expect(stage.worker.todos.size).toBe(40);
  });
});

describe('notes that look like a mark of ours', () => {
  it('[G53] freeze nothing: only a mark of an operation in the journal counts', async () => {
    const stage = openStage();
    const id = stage.app.person.addTodo({ title: 'old', notes: 'ttsync:12345' });
    await stage.exchange();
    expect(stage.worker.todos.get(id)?.title).toBe('old');
    stage.app.person.editTodo(id, { title: 'new' });
    stage.app.person.complete(id);
    await stage.exchange();
    expect(stage.worker.todos.get(id)).toMatchObject({ title: 'new', status: 'completed' });
    const [made] = await stage.apply(createTodo({ title: 'ours', notes: 'ttsync:54321' }));
    expect(made).toMatchObject({ outcome: 'done', row: { notes: 'ttsync:54321' } });
    stage.app.person.editTodo(made?.thingsId ?? '', { notes: `ttsync:${made?.operation ?? ''}` });
    await stage.exchange();
    expect(stage.worker.todos.get(made?.thingsId ?? '')?.notes).toBe(`ttsync:${made?.operation ?? ''}`);
  });
});
