/**
 * Every endpoint of the reference by method and path: it answers its status, and refuses what the reference says
 * with the recorded error bodies. `:task` and the like stand for ids of a prepared account.
 */
import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';

type Ids = Readonly<Record<string, string>>;

async function prepare(): Promise<{ readonly bench: TestBench; readonly ids: Ids }> {
  const bench = createBench();
  const project = await bench.create('project_add', { name: 'P' });
  const section = await bench.create('section_add', { name: 'S', project_id: project });
  const task = await bench.create('item_add', {
    content: 'a',
    section_id: section,
    labels: ['shared'],
    due: { string: 'today at 18:00' },
  });
  const done = await bench.create('item_add', { content: 'z', project_id: project });
  await bench.attempt('item_close', { id: done });
  const workspace = await bench.create('workspace_add', { name: 'W' });
  const archived = await bench.create('project_add', { name: 'A' });
  await bench.attempt('project_archive', { id: archived });
  return {
    bench,
    ids: {
      project,
      section,
      task,
      done,
      archived,
      workspace,
      label: await bench.create('label_add', { name: 'L' }),
      comment: await bench.create('note_add', { item_id: task, content: 'n' }),
      reminder: await bench.create('reminder_add', { type: 'relative', item_id: task, minute_offset: 5 }),
      place: await bench.create('reminder_add', {
        type: 'location',
        item_id: task,
        name: 'n',
        loc_lat: '1',
        loc_long: '2',
      }),
      filter: await bench.create('filter_add', { name: 'F', query: 'today' }),
      folder: await bench.create('folder_add', { name: 'D', workspace_id: workspace }),
    },
  };
}

const WINDOW = 'since=2026-03-01T00:00:00Z&until=2026-03-31T00:00:00Z';

/** Method, path, body, status. */
const ROWS: readonly (readonly [string, string, object | null, number])[] = [
  ['GET', '/tasks', null, 200],
  ['GET', '/tasks?project_id=:project&section_id=:section&label=shared&ids=:task', null, 200],
  ['GET', '/tasks?parent_id=:task', null, 200],
  ['GET', '/tasks/filter?query=today&lang=en', null, 200],
  ['GET', '/tasks/:task', null, 200],
  ['GET', '/tasks/:done', null, 200],
  [
    'POST',
    '/tasks',
    {
      content: 'x',
      project_id: null,
      order: 3,
      assignee_id: 5,
      due_string: 'today',
      due_lang: 'en',
      duration: 5,
      duration_unit: 'minute',
      deadline_date: '2026-04-01',
    },
    200,
  ],
  [
    'POST',
    '/tasks/:task',
    {
      content: 'x',
      child_order: 2,
      is_collapsed: true,
      day_order: 1,
      duration: null,
      duration_unit: null,
      deadline_date: null,
      assignee_id: null,
    },
    200,
  ],
  ['POST', '/tasks/:task/move', { project_id: ':project' }, 200],
  ['POST', '/tasks/:task/close', null, 204],
  ['POST', '/tasks/:done/reopen', null, 204],
  ['POST', '/tasks/:task/reopen', null, 204],
  ['DELETE', '/tasks/:task', null, 204],
  ['POST', '/tasks/quick', { text: 'x tomorrow', auto_reminder: true, meta: true }, 200],
  ['GET', `/tasks/completed/by_completion_date?${WINDOW}&project_id=:project&filter_query=p4`, null, 200],
  ['GET', `/tasks/completed/by_due_date?${WINDOW}`, null, 200],
  ['GET', '/tasks/completed?limit=30&offset=0&annotate_notes=true&annotate_items=true', null, 200],
  ['GET', '/completed/search?query=z', null, 200],
  ['GET', '/tasks/completed/stats', null, 200],
  ['GET', '/projects?limit=10', null, 200],
  [
    'POST',
    '/projects',
    {
      name: 'x',
      parent_id: ':project',
      color: 'red',
      is_favorite: true,
      view_style: 'board',
      description: 'd',
    },
    200,
  ],
  ['GET', '/projects/:project', null, 200],
  ['POST', '/projects/:project', { name: 'x', child_order: 3, is_collapsed: true, color: null }, 200],
  ['DELETE', '/projects/:project', null, 204],
  ['POST', '/projects/:project/archive', null, 200],
  ['POST', '/projects/:archived/unarchive', null, 200],
  ['GET', '/projects/archived', null, 200],
  ['GET', '/projects/archived/count', null, 200],
  ['GET', '/projects/permissions', null, 200],
  ['GET', '/projects/search?query=p', null, 200],
  ['GET', '/projects/:project/collaborators', null, 200],
  ['GET', '/projects/:project/full', null, 200],
  ['GET', '/sections?project_id=:project', null, 200],
  ['POST', '/sections', { name: 'x', project_id: ':project', order: 2, description: 'd' }, 200],
  ['GET', '/sections/:section', null, 200],
  ['POST', '/sections/:section', { name: 'y' }, 200],
  ['DELETE', '/sections/:section', null, 204],
  ['POST', '/sections/:section/archive', null, 200],
  ['POST', '/sections/:section/unarchive', null, 200],
  ['GET', '/sections/search?query=s', null, 200],
  ['GET', '/labels', null, 200],
  ['POST', '/labels', { name: 'x', order: 2, color: 'red', is_favorite: false }, 200],
  ['GET', '/labels/:label', null, 200],
  ['POST', '/labels/:label', { name: 'y' }, 200],
  ['DELETE', '/labels/:label', null, 204],
  ['GET', '/labels/search?query=l', null, 200],
  ['GET', '/labels/shared?omit_personal=true', null, 200],
  ['POST', '/labels/shared/rename', { name: 'shared', new_name: 'common' }, 204],
  ['POST', '/labels/shared/remove', { name: 'shared' }, 204],
  ['GET', '/comments?task_id=:task', null, 200],
  ['GET', '/comments?project_id=:project', null, 200],
  ['POST', '/comments', { task_id: ':task', content: 'x' }, 200],
  ['GET', '/comments/:comment', null, 200],
  ['POST', '/comments/:comment', { content: 'y' }, 200],
  ['DELETE', '/comments/:comment', null, 204],
  ['POST', '/comments/:comment/reactions', { reaction: '+' }, 200],
  ['DELETE', '/comments/:comment/reactions', { reaction: '+' }, 200],
  ['GET', '/user', null, 200],
  [
    'GET',
    '/activities?object_type=item&object_id=:task&event_type=!deleted&date_from=2026-03-01&date_to=2026-04-01',
    null,
    200,
  ],
  ['GET', '/activities?object_event_types=["item:completed"]', null, 200],
  ...['sections', 'tasks', 'comments', 'reminders', 'location_reminders', 'projects'].map(
    (kind) => ['GET', `/id_mappings/${kind}/:task,:project`, null, 200] as const,
  ),
  ['GET', '/moved_ids/tasks?old_ids=:task', null, 200],
  ['GET', '/reminders?task_id=:task', null, 200],
  [
    'POST',
    '/reminders',
    {
      task_id: ':task',
      reminder_type: 'absolute',
      due: { date: '2026-04-01T10:00:00' },
      service: 'push',
      is_urgent: true,
    },
    200,
  ],
  ['GET', '/reminders/:reminder', null, 200],
  ['POST', '/reminders/:reminder', { minute_offset: 9 }, 200],
  ['DELETE', '/reminders/:reminder', null, 204],
  ['GET', '/location_reminders', null, 200],
  [
    'POST',
    '/location_reminders',
    { task_id: ':task', reminder_type: 'location', name: 'n', loc_lat: '1', loc_long: '2' },
    200,
  ],
  ['GET', '/location_reminders/:place', null, 200],
  ['POST', '/location_reminders/:place', { radius: 9 }, 200],
  ['DELETE', '/location_reminders/:place', null, 204],
  ['DELETE', '/filters/:filter', null, 204],
  ['GET', '/folders?workspace_id=:workspace', null, 200],
  ['POST', '/folders', { name: 'x', workspace_id: ':workspace' }, 200],
  ['GET', '/folders/:folder', null, 200],
  ['POST', '/folders/:folder', { name: 'y' }, 200],
  ['DELETE', '/folders/:folder', null, 204],
  ['GET', '/workspaces', null, 200],
  ['GET', '/workspaces/:workspace', null, 200],
  ['GET', '/workspaces/:workspace/projects/active?limit=500', null, 200],
  ['GET', '/backups', null, 200],
  // What the reference says is refused.
  ['GET', '/tasks?ids=["1"]', null, 400],
  ['GET', '/tasks?limit=201', null, 400],
  ['GET', '/tasks?limit=0', null, 400],
  ['GET', '/tasks?cursor=nonsense', null, 400],
  ['GET', '/tasks/tmp-1', null, 400],
  ['GET', '/tasks/2995104339', null, 400],
  ['GET', '/tasks/6X7rM8997g3RQmvh', null, 404],
  ['GET', '/tasks/filter', null, 400],
  ['POST', '/tasks', {}, 400],
  ['POST', '/tasks', { content: '' }, 400],
  ['POST', '/tasks', { content: 'x', due_string: 'nonsense' }, 400],
  ['POST', '/tasks/:task/move', { project_id: ':project', section_id: ':section' }, 400],
  ['POST', '/tasks/quick', {}, 400],
  ['GET', '/tasks/completed/by_completion_date', null, 400],
  [
    'GET',
    '/tasks/completed/by_completion_date?since=2026-01-01T00:00:00Z&until=2026-05-01T00:00:00Z',
    null,
    400,
  ],
  ['GET', '/tasks/completed/by_due_date?since=2026-01-01T00:00:00Z&until=2026-03-01T00:00:00Z', null, 400],
  ['GET', '/tasks/completed?limit=201', null, 400],
  ['GET', '/completed/search', null, 400],
  ['GET', '/comments', null, 400],
  ['GET', '/comments?task_id=:task&project_id=:project', null, 400],
  ['POST', '/labels', { name: 'x'.repeat(129) }, 400],
  ['GET', '/reminders/:place', null, 404],
  ['GET', '/location_reminders/:reminder', null, 404],
  ['GET', `/id_mappings/tasks/${Array.from({ length: 101 }, () => '1').join(',')}`, null, 400],
  ['GET', '/id_mappings/nonsense/1', null, 400],
  ['GET', '/workspaces/:workspace/projects/active?limit=501', null, 400],
  ['GET', '/Tasks', null, 404],
  ['GET', '/nonsense', null, 404],
];

function fill(text: string, ids: Ids): string {
  return text.replaceAll(/:([a-z]+)/g, (match, name: string) => ids[name] ?? match);
}

function fillBody(body: object, ids: Ids): object {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      typeof value === 'string' ? fill(value, ids) : (value as unknown),
    ]),
  );
}

describe('every endpoint', () => {
  it.each(ROWS)('%s %s %j answers %i', async (method, path, body, status) => {
    const { bench, ids } = await prepare();
    const filled = path.startsWith('/activities?object_event')
      ? path
      : fill(
          path.replaceAll(/T\d\d:\d\d:\d\dZ/g, (time) => encodeURIComponent(time)),
          ids,
        );
    const sent = body === null ? undefined : fillBody(body, ids);
    const response = await bench.request(method, filled, sent);
    const text = await response.text();
    expect([response.status, text]).toEqual([status, expect.any(String)]);
    if (status === 204) expect(text).toBe('');
    else expect(response.headers.get('content-type')).toContain('application/json');
    if (status < 400) return;
    expect(JSON.parse(text)).toEqual({
      error: expect.any(String),
      error_code: expect.any(Number),
      error_extra: expect.any(Object),
      error_tag: expect.stringMatching(/^[A-Z0-9_]+$/),
      http_code: status,
    });
  });
});
