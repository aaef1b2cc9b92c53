// What is exported, read by the programs that it is for: the emulated apps, a reader of CSV, a reader of outlines.

import { describe, expect, it } from 'vitest';
import { openBench } from '../../emulators/things/test-bench.ts';
import { createBench } from '../../emulators/todoist/test-support.ts';
import { asText, formatCsv } from '../../src/cli/library/csv.ts';
import type { LibraryTask } from '../../src/cli/library/library.ts';
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

describe('what is exported', () => {
  it('[G138] for Things makes the project with its heading, and to-dos with everything that it holds', () => {
    const bench = openBench();
    bench.jxa(`app.make({ new: 'area', withProperties: { name: 'Home' } })`);
    bench.json(thingsItems([INBOX, PLAIN, { ...PLAIN, id: 't3', title: 'Done', status: 'completed' }]));
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
    data.set('file', new File([formatTodoistCsv([PLAIN])], 't.csv', { type: 'text/csv' }));
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
