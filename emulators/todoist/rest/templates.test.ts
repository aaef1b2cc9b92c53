/** Templates: what a project looks like as a file, what a file makes, and what is refused. */
import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';

const HEAD =
  'TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT,DEADLINE,DEADLINE_LANG';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function upload(
  bench: TestBench,
  path: string,
  form: { readonly csv?: string; readonly fields: Readonly<Record<string, string>> },
): Promise<Answer> {
  const data = new FormData();
  for (const [name, value] of Object.entries(form.fields)) data.set(name, value);
  if (form.csv !== undefined) data.set('file', new File([form.csv], 't.csv', { type: 'text/csv' }));
  const response = await bench.emulator.fetch(
    new Request(`http://todoist.test/api/v1/templates/${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer test-token' },
      body: data,
    }),
  );
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function exportOf(bench: TestBench, projectId: string, more = ''): Promise<string> {
  return (await bench.request('GET', `/templates/file?project_id=${projectId}${more}`)).text();
}

async function filledProject(bench: TestBench): Promise<string> {
  const project = await bench.create('project_add', { name: 'P' });
  const section = await bench.create('section_add', { name: 'Later, "maybe"', project_id: project });
  const parent = await bench.create('item_add', {
    content: 'parent',
    project_id: project,
    labels: ['home', 'shop'],
    priority: 4,
    due: { date: '2026-03-06T10:00:00' },
    deadline: { date: '2026-04-01' },
    duration: { amount: 30, unit: 'minute' },
  });
  await bench.create('item_add', { content: 'child', description: 'two\nlines', parent_id: parent });
  await bench.create('note_add', { item_id: parent, content: 'a note' });
  await bench.create('note_add', { project_id: project, content: 'of the project' });
  await bench.create('item_add', {
    content: 'series',
    section_id: section,
    due: { string: 'every monday' },
  });
  const done = await bench.create('item_add', { content: 'done', project_id: project });
  await bench.attempt('item_close', { id: done });
  return project;
}

describe('exporting', () => {
  it('prints comments, tasks by depth, sections and dates seen from today', async () => {
    const bench = createBench();
    expect(await exportOf(bench, await filledProject(bench))).toBe(
      [
        HEAD,
        'note,of the project,,,,,,,,,,,,',
        'task,parent @home @shop,,1,1,,,in 2 days at 10:00,en,,30,minute,2026-04-01,en',
        'note,a note,,,,,,,,,,,,',
        'task,child,"two\nlines",4,2,,,,,,,,,',
        'section,"Later, ""maybe""",,,,,,,,,,,,',
        'task,series,,4,1,,,every monday,en,,,,,',
        '',
      ].join('\n'),
    );
  });

  it('prints dates as they are on request', async () => {
    const bench = createBench();
    const csv = await exportOf(bench, await filledProject(bench), '&use_relative_dates=false');
    expect(csv).toContain('2026-03-06T10:00:00');
    expect(csv).toContain('every monday');
  });

  it('refuses a project that is not there', async () => {
    const bench = createBench();
    expect((await bench.request('GET', '/templates/file')).status).toBe(400);
    expect((await bench.request('GET', '/templates/url?project_id=6X7rM8997g3RQmvh')).status).toBe(404);
  });
});

describe('importing', () => {
  it.each(['', '&use_relative_dates=false'])('makes the same project from its own export%s', async (more) => {
    const bench = createBench();
    const csv = await exportOf(bench, await filledProject(bench), more);
    const { status, body } = await upload(bench, 'create_project_from_file', { csv, fields: { name: 'Q' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ok',
      template_type: 'project',
      projects: [{ name: 'Q' }],
      sections: [{ name: 'Later, "maybe"' }],
      tasks: [
        {
          content: 'parent',
          labels: ['home', 'shop'],
          priority: 4,
          due: { date: '2026-03-06T10:00:00' },
          deadline: { date: '2026-04-01' },
          duration: { amount: 30, unit: 'minute' },
        },
        { content: 'child', description: 'two\nlines' },
        { content: 'series', due: { string: 'every monday', is_recurring: true } },
      ],
      comments: [{ content: 'of the project' }, { content: 'a note' }],
    });
    expect(await exportOf(bench, String(body['project_id']), more)).toBe(csv);
  });

  it('adds to a project and shows in the next read', async () => {
    const bench = createBench();
    const project = await bench.create('project_add', { name: 'P' });
    const { sync_token: token } = await bench.sync({ sync_token: '*', resource_types: ['all'] });
    const csv = '\u{FEFF}type,content\r\nmeta,view_style=list\r\ntask,one\r\n,\r\nsection,S\r\ntask,two';
    const fields = { project_id: project };
    expect(await upload(bench, 'import_into_project_from_file', { csv, fields })).toMatchObject({
      status: 200,
      body: { projects: [{ id: project }], tasks: [{ content: 'one', priority: 1 }, { content: 'two' }] },
    });
    const { items, sections } = await bench.sync({ sync_token: token, resource_types: ['all'] });
    expect([items?.length, sections?.length]).toEqual([2, 1]);
  });

  it.each([
    ['no file', undefined, 'ARGUMENT_MISSING'],
    ['no table', 'hello', 'INVALID_ARGUMENT_VALUE'],
    ['an unknown type', 'TYPE,CONTENT\nnonsense,a', 'INVALID_ARGUMENT_VALUE'],
    ['a sub-task without its parent', 'TYPE,CONTENT,INDENT\ntask,a,2', 'INVALID_ARGUMENT_VALUE'],
    ['a bad priority', 'TYPE,CONTENT,PRIORITY\ntask,a,9', 'INVALID_ARGUMENT_VALUE'],
    ['a date that can not be read', 'TYPE,CONTENT,DATE\ntask,a,nonsense', 'BAD_REQUEST'],
  ])('refuses %s and keeps nothing of it', async (_what, csv, tag) => {
    const bench = createBench();
    const form = { ...(csv === undefined ? {} : { csv }), fields: { name: 'Q' } };
    expect(await upload(bench, 'create_project_from_file', form)).toMatchObject({
      status: 400,
      body: { error_tag: tag },
    });
    expect(bench.emulator.snapshot().projects).toHaveLength(1);
  });

  it('knows no template of the gallery', async () => {
    const bench = createBench();
    const project = await bench.create('project_add', { name: 'P' });
    const path = '/templates/import_into_project_from_template_id';
    const answers = [{ project_id: project, template_id: 'gtd' }, { project_id: project }, {}];
    const statuses = await Promise.all(
      answers.map(async (body) => (await bench.request('POST', path, body)).status),
    );
    expect(statuses).toEqual([404, 400, 400]);
  });
});
