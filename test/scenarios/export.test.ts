// What is exported, read by the programs that it is for: the emulated apps, a reader of CSV, a reader of outlines.

import { describe, expect, it } from 'vitest';
import { openBench } from '../../emulators/things/test-bench.ts';
import { createBench } from '../../emulators/todoist/test-support.ts';
import { asText, formatCsv } from '../../src/cli/library/csv.ts';
import type { ExportSettings } from '../../src/cli/library/export-settings.ts';
import { startWords, type LibraryTask } from '../../src/cli/library/library.ts';
import { lossesOf, lossWords } from '../../src/cli/library/losses.ts';
import { formatTaskPaper } from '../../src/cli/library/taskpaper.ts';
import { thingsItems } from '../../src/cli/library/things-json.ts';
import { formatTodoistCsv } from '../../src/cli/library/todoist-csv.ts';

const PLAIN: LibraryTask = {
  id: 't1',
  title: 'Sow, "thinly"',
  notes: 'line one\n- a list\nBy row:',
  start: { date: '2026-12-01', evening: false, time: { kind: 'floating', at: '18:30' } },
  deadline: '2026-12-24',
  repeat: null,
  tags: ['deep work', 'p1'],
  checklist: [
    { title: 'carrots', done: false },
    { title: 'beets', done: true },
  ],
  status: 'open',
  area: 'Home',
  project: 'Garden',
  heading: 'Spring',
  priority: 4,
  duration: { amount: 30, unit: 'minute' },
};

const INBOX: LibraryTask = {
  ...PLAIN,
  id: 't2',
  title: '=HYPERLINK("http://evil")',
  notes: null,
  start: 'inbox',
  deadline: null,
  tags: [],
  checklist: [],
  area: null,
  project: null,
  heading: null,
  priority: 1,
  duration: null,
};

const SETTINGS: ExportSettings = {
  labels: { someday: 'someday', evening: 'tonight' },
  priorityTags: ['p1', 'p2', 'p3'],
  today: '2026-11-23',
};

/** This Evening with a reminder, another evening, and Someday. */
const SOMEDAY: LibraryTask = { ...INBOX, id: 's1', title: 'Learn to sail', start: 'someday', priority: 3 };
const TONIGHT: LibraryTask = {
  ...INBOX,
  id: 's2',
  title: 'Call Anna',
  start: { date: '2026-11-23', evening: true, time: { kind: 'fixed', at: '19:00', zone: 'Europe/Rome' } },
};
const LATER: LibraryTask = {
  ...INBOX,
  id: 's3',
  title: 'Movie',
  start: { date: '2026-11-27', evening: true, time: null },
  repeat: { owner: 'todoist', rule: 'every friday' },
};

describe('what is exported', () => {
  it('[G138] has Someday, evenings and priorities, in the words of the app that it is for', () => {
    const tasks = [SOMEDAY, TONIGHT, LATER];
    expect(tasks.map(startWords)).toEqual(['someday', '2026-11-23 19:00 evening', '2026-11-27 evening']);
    const rows = formatTodoistCsv(tasks, SETTINGS).split('\r\n').slice(1, 4);
    expect(rows.map((row) => row.split(',').slice(0, 4))).toEqual([
      ['task', 'Learn to sail @someday', '', '2'],
      ['task', 'Call Anna @tonight', '', '4'],
      ['task', 'Movie @tonight', '', '4'],
    ]);
    const whens = thingsItems(tasks, SETTINGS).map(({ attributes }) => [
      attributes['when'],
      attributes['tags'],
    ]);
    expect(whens).toEqual([
      ['someday', ['p2']],
      ['evening@19:00', undefined],
      ['2026-11-27', undefined],
    ]);
  });

  it('[G138] says what a format has no place for, and of how many tasks', () => {
    const tasks = [PLAIN, SOMEDAY, TONIGHT, LATER, { ...PLAIN, id: 't4', status: 'canceled' as const }];
    const lost = (format: string, settings = SETTINGS) =>
      Object.fromEntries(lossesOf(format, tasks, settings).map((loss) => [loss.what, loss.tasks]));
    expect(lost('json')).toEqual({});
    expect(lost('csv')).toEqual({ 'time zones': 1 });
    expect(lost('taskpaper')).toEqual({
      'repeat rules': 1,
      durations: 2,
      'time zones': 1,
      'the spelling of tags': 2,
    });
    expect(lost('things-json')).toEqual({
      'repeat rules': 1,
      durations: 2,
      'time zones': 1,
      'evenings of other days than today': 1,
    });
    expect(lost('things-json', { ...SETTINGS, priorityTags: null })).toMatchObject({
      'priorities, since no tags stand for them,': 3,
    });
    expect(lost('todoist-csv')).toEqual({
      'tasks that are done or canceled': 1,
      'repeat rules': 1,
      'ticked lines of checklists': 2,
      'the spelling of labels': 2,
    });
    expect(lossWords('csv', lossesOf('csv', tasks, SETTINGS))).toBe(
      'csv has no place for time zones (1 task); json has everything.',
    );
  });

  it('[G138] for Things makes the project with its heading, and to-dos with everything that it holds', () => {
    const bench = openBench();
    bench.jxa(`app.make({ new: 'area', withProperties: { name: 'Home' } })`);
    bench.json(
      thingsItems([INBOX, PLAIN, { ...PLAIN, id: 't3', title: 'Done', status: 'completed' }], SETTINGS),
    );
    const [todo] = bench.rowsByTitle('Sow, "thinly"');
    expect(todo).toMatchObject({ notes: PLAIN.notes, status: 0 });
    const [heading] = bench.rowsByTitle('Spring');
    const [project] = bench.rowsByTitle('Garden');
    expect(todo?.['heading']).toBe(heading?.['uuid']);
    expect(heading?.['project']).toBe(project?.['uuid']);
    const lines = bench.sql(
      'SELECT title, status FROM TMChecklistItem WHERE task = ? ORDER BY "index"',
      String(todo?.['uuid']),
    );
    expect(lines).toEqual([
      { title: 'carrots', status: 0 },
      { title: 'beets', status: 3 },
    ]);
    expect(bench.rowsByTitle('Done')[0]).toMatchObject({ status: 3 });
    expect(bench.rowsByTitle(INBOX.title)[0]).toMatchObject({ start: 0 });
  });

  it('[G138] for Todoist is imported into a project: sections, labels, priority, sub-tasks, days', async () => {
    const bench = createBench();
    const project = await bench.create('project_add', { name: 'New' });
    const data = new FormData();
    data.set('project_id', project);
    data.set('file', new File([formatTodoistCsv([PLAIN], SETTINGS)], 't.csv', { type: 'text/csv' }));
    const response = await bench.emulator.fetch(
      new Request('http://todoist.test/api/v1/templates/import_into_project_from_file', {
        method: 'POST',
        headers: { authorization: 'Bearer test-token' },
        body: data,
      }),
    );
    expect(response.status).toBe(200);
    const { items, sections } = bench.emulator.snapshot();
    expect(sections.map(({ name }) => name)).toContain('Spring');
    const task = items.find(({ content }) => content.startsWith('Sow'));
    expect(task).toMatchObject({
      content: 'Sow, "thinly"',
      description: PLAIN.notes,
      labels: ['deep_work', 'p1'],
      priority: 4,
      deadline: expect.objectContaining({ date: '2026-12-24' }),
      due: expect.objectContaining({ date: '2026-12-01T18:30:00' }),
      duration: { amount: 30, unit: 'minute' },
    });
    expect(items.filter(({ parent_id }) => parent_id === task?.id).map(({ content }) => content)).toEqual([
      'carrots',
    ]);
  });

  it('[G138] as TaskPaper has one line for each task, whatever its notes hold', () => {
    expect(
      formatTaskPaper([INBOX, PLAIN, { ...PLAIN, id: 't3', title: 'Reap', notes: null, checklist: [] }]),
    ).toBe(
      [
        '- =HYPERLINK("http://evil")',
        'Home:',
        '\tGarden:',
        '\t\tSpring:',
        '\t\t\t- Sow, "thinly" @start(2026-12-01 18:30) @due(2026-12-24) @priority(1) @deep-work @p1',
        '\t\t\t\tline one',
        '\t\t\t\t\u2022 a list',
        '\t\t\t\tBy row:\u00a0',
        '\t\t\t\t- carrots',
        '\t\t\t\t- beets @done',
        '\t\t\t- Reap @start(2026-12-01 18:30) @due(2026-12-24) @priority(1) @deep-work @p1',
        '',
      ].join('\n'),
    );
  });

  it('[G138] as CSV is quoted where it has to be, and no cell is a formula', () => {
    expect(formatCsv([['a,b', 'c"d', 'e\nf', 'g']])).toBe('"a,b","c""d","e\nf",g\r\n');
    for (const formula of ['=1', '+1', '-1', '@a', '\t=1', '\r=1'])
      expect(asText(formula)).toBe(`'${formula}`);
    expect(asText('1-1')).toBe('1-1');
  });
});
