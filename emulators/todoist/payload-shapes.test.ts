import { describe, expect, it } from 'vitest';
import { createBench } from './test-support.ts';

/** The documented keys of each object, written down from the vendor's schemas. */
const KEYS = {
  items:
    'added_at added_by_uid assigned_by_uid checked child_order completed_at completed_by_uid completed_count content day_order deadline description due duration id is_collapsed is_deleted labels note_count order_key parent_id postponed_count priority project_id responsible_uid section_id updated_at user_id',
  projects:
    'access can_assign_tasks can_comment child_order color created_at creator_uid default_order default_order_key description id inbox_project is_archived is_collapsed is_deleted is_favorite is_frozen is_shared name order_key parent_id public_key role updated_at view_style',
  sections:
    'added_at archived_at description id is_archived is_collapsed is_deleted name order_key project_id section_order updated_at user_id',
  labels: 'color id is_deleted is_favorite item_order name order_key',
  notes: 'content file_attachment id is_deleted item_id posted_at posted_uid reactions uids_to_notify',
  project_notes:
    'content file_attachment id is_deleted posted_at posted_uid project_id reactions uids_to_notify',
  reminders:
    'due id is_deleted is_urgent item_id loc_lat loc_long loc_trigger minute_offset name notify_uid radius type',
} as const;

async function fullAnswer(deleted: boolean): Promise<Readonly<Record<string, readonly object[]>>> {
  const bench = createBench();
  const start = await bench.sync({ sync_token: '*', resource_types: ['all'] });
  const project_id = await bench.create('project_add', { name: 'P' });
  await bench.create('section_add', { name: 'S', project_id });
  const label = await bench.create('label_add', { name: 'L' });
  const item_id = await bench.create('item_add', {
    content: 'a',
    project_id,
    due: { string: 'today at 10:00' },
  });
  await bench.create('note_add', { item_id, content: 'n' });
  await bench.create('note_add', { project_id, content: 'n' });
  await bench.create('reminder_add', { type: 'absolute', item_id, due: { date: '2026-03-10T09:00:00' } });
  if (deleted) {
    await bench.attempt('project_delete', { id: project_id });
    await bench.attempt('label_delete', { id: label });
  }
  const answer = await bench.sync({ sync_token: deleted ? start.sync_token : '*', resource_types: ['all'] });
  return answer as unknown as Readonly<Record<string, readonly object[]>>;
}

describe.each([
  ['living', false],
  ['deleted', true],
])('%s objects', (_name, deleted) => {
  it.each(Object.entries(KEYS))('%s have exactly the documented keys', async (resource, keys) => {
    const rows = (await fullAnswer(deleted))[resource] ?? [];
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(Object.keys(row).toSorted().join(' ')).toBe(keys);
  });
});

describe('other objects', () => {
  it('a REST label has its own keys', async () => {
    const bench = createBench();
    const label = (await (await bench.request('POST', '/labels', { name: 'L' })).json()) as object;
    expect(label).toEqual({
      id: expect.stringMatching(/^\d+$/),
      name: 'L',
      color: 'charcoal',
      order: 0,
      is_favorite: false,
    });
  });

  it('a due has five keys and a deadline two', async () => {
    const [item] = (await fullAnswer(false))['items'] ?? [];
    expect(item).toMatchObject({
      due: {
        date: '2026-03-04T10:00:00',
        timezone: null,
        string: 'today at 10:00',
        lang: 'en',
        is_recurring: false,
      },
      deadline: null,
    });
  });

  it.each([
    ['free', 5, 'not_premium', false],
    ['pro', 300, 'current_personal_plan', true],
  ] as const)('the plan limits and user of the %s plan agree', async (plan, maxProjects, status, premium) => {
    const answer = (await createBench({ plan }).sync({
      sync_token: '*',
      resource_types: ['user', 'user_plan_limits'],
    })) as unknown as Record<string, unknown>;
    expect(answer['user']).toMatchObject({ premium_status: status, is_premium: premium });
    expect(answer['user_plan_limits']).toMatchObject({
      current: { plan_name: plan, max_projects: maxProjects, max_tasks: 300, max_sections: 20 },
      next: plan === 'free' ? { plan_name: 'pro' } : null,
    });
  });
});
