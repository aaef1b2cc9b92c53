/**
 * Every command of the reference by name: it is known, takes good arguments, and refuses a missing and a bad one
 * with the recorded error bodies.
 */
import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';

type Args = Readonly<Record<string, unknown>>;

/** Ids of one object of each kind. */
interface World {
  readonly bench: TestBench;
  readonly project: string;
  readonly section: string;
  readonly item: string;
  readonly recurring: string;
  readonly label: string;
  readonly note: string;
  readonly reminder: string;
  readonly filter: string;
  readonly workspace: string;
  readonly team: string;
  readonly folder: string;
  readonly teamFilter: string;
}

async function buildWorld(): Promise<World> {
  const bench = createBench();
  const project = await bench.create('project_add', { name: 'P' });
  const section = await bench.create('section_add', { name: 'S', project_id: project });
  const item = await bench.create('item_add', {
    content: 'a',
    project_id: project,
    due: { string: 'today at 10:00' },
    labels: ['shared'],
  });
  const recurring = await bench.create('item_add', { content: 'r', due: { string: 'every day' } });
  const workspace = await bench.create('workspace_add', { name: 'W' });
  return {
    bench,
    project,
    section,
    item,
    recurring,
    label: await bench.create('label_add', { name: 'L' }),
    note: await bench.create('note_add', { item_id: item, content: 'n' }),
    reminder: await bench.create('reminder_add', { type: 'relative', item_id: item, minute_offset: 5 }),
    filter: await bench.create('filter_add', { name: 'F', query: 'today' }),
    workspace,
    team: await bench.create('project_add', { name: 'T', workspace_id: workspace }),
    folder: await bench.create('folder_add', { name: 'D', workspace_id: workspace }),
    teamFilter: await bench.create('workspace_filter_add', {
      name: 'F',
      query: 'today',
      workspace_id: workspace,
    }),
  };
}

interface Row {
  readonly type: string;
  /** Arguments that succeed; optional ones are all there. */
  readonly good: (world: World) => Args;
  /** The required argument that is left out, when there is one. */
  readonly missing?: string;
  /** An argument with a value that is refused. */
  readonly bad?: Args;
  /** What a good call answers instead of "ok". */
  readonly tag?: string;
}

const order = { order_key: 'b0' };
const ROWS: readonly Row[] = [
  {
    type: 'item_add',
    good: ({ section, project }) => ({
      content: 'x',
      description: 'd',
      project_id: project,
      section_id: section,
      due: { date: '2026-05-01' },
      deadline: { date: '2026-05-02' },
      duration: { amount: 5, unit: 'minute' },
      priority: 4,
      labels: ['a'],
      child_order: 3,
      order_key: 'b1',
      day_order: 2,
      is_collapsed: true,
      assigned_by_uid: null,
      responsible_uid: null,
      auto_reminder: true,
      auto_parse_labels: true,
    }),
    missing: 'content',
    bad: { priority: 5 },
  },
  {
    type: 'item_update',
    good: ({ item }) => ({
      id: item,
      content: 'x',
      description: 'd',
      due: null,
      deadline: null,
      duration: null,
      priority: 2,
      labels: [],
      is_collapsed: false,
      day_order: 1,
      order_key: 'b2',
      assigned_by_uid: null,
      responsible_uid: null,
    }),
    missing: 'id',
    bad: { content: '' },
  },
  {
    type: 'item_move',
    good: ({ item, section }) => ({ id: item, section_id: section }),
    missing: 'id',
    bad: { section_id: 5 },
  },
  { type: 'item_close', good: ({ item }) => ({ id: item }), missing: 'id', bad: { id: 5 } },
  {
    type: 'item_complete',
    good: ({ item }) => ({
      id: item,
      completed_at: '2026-01-01T00:00:00Z',
      from_undo: true,
      force_history: true,
    }),
    missing: 'id',
    bad: { completed_at: 'never' },
  },
  {
    type: 'item_complete_undo',
    good: ({ item }) => ({ id: item, descendants: [] }),
    missing: 'id',
    bad: { descendants: 'x' },
  },
  { type: 'item_uncomplete', good: ({ item }) => ({ id: item }), missing: 'id', bad: { id: 5 } },
  {
    type: 'item_update_date_complete',
    good: ({ recurring }) => ({
      id: recurring,
      due: { date: '2026-05-01' },
      is_forward: 1,
      reset_subtasks: 0,
    }),
    missing: 'id',
    bad: { is_forward: 7 },
  },
  { type: 'item_delete', good: ({ item }) => ({ id: item }), missing: 'id', bad: { id: 5 } },
  {
    type: 'item_reorder',
    good: ({ item }) => ({ items: [{ id: item, child_order: 2 }] }),
    missing: 'items',
    bad: { items: 'x' },
  },
  {
    type: 'item_update_day_orders',
    good: ({ item }) => ({ ids_to_orders: { [item]: 2 } }),
    missing: 'ids_to_orders',
    bad: { ids_to_orders: 'x' },
  },
  {
    type: 'project_add',
    good: ({ project }) => ({
      ...order,
      name: 'x',
      color: 'red',
      parent_id: project,
      child_order: 1,
      is_favorite: true,
      view_style: 'board',
      description: 'd',
      status: 'PAUSED',
      is_link_sharing_enabled: true,
      collaborator_role_default: 'READ_WRITE',
      default_order: 1,
    }),
    missing: 'name',
    bad: { color: 'pink' },
  },
  {
    type: 'project_update',
    good: ({ team, folder }) => ({
      ...order,
      id: team,
      name: 'x',
      color: 'red',
      is_collapsed: true,
      is_favorite: true,
      view_style: 'list',
      default_order_key: 'a1',
      description: 'd',
      folder_id: folder,
      status: 'PAUSED',
    }),
    missing: 'id',
    bad: { view_style: 'heap' },
  },
  {
    type: 'project_move',
    good: ({ project }) => ({ id: project, parent_id: null }),
    missing: 'id',
    bad: { parent_id: 5 },
  },
  { type: 'project_delete', good: ({ project }) => ({ id: project }), missing: 'id', bad: { id: 5 } },
  { type: 'project_archive', good: ({ project }) => ({ id: project }), missing: 'id', bad: { id: 5 } },
  { type: 'project_unarchive', good: ({ project }) => ({ id: project }), missing: 'id', bad: { id: 5 } },
  {
    type: 'project_reorder',
    good: ({ project }) => ({ projects: [{ id: project, child_order: 2 }] }),
    missing: 'projects',
    bad: { projects: 'x' },
  },
  {
    type: 'project_leave',
    good: ({ project }) => ({ project_id: project }),
    missing: 'project_id',
    tag: 'FORBIDDEN',
  },
  {
    type: 'project_change_role',
    good: ({ project }) => ({ id: project, role: 'ADMIN' }),
    missing: 'role',
    tag: 'COLLABORATOR_NOT_FOUND',
  },
  {
    type: 'share_project',
    good: ({ project }) => ({ project_id: project, email: 'a@example.com', message: 'm' }),
    missing: 'email',
    bad: { email: 5 },
  },
  {
    type: 'delete_collaborator',
    good: ({ project }) => ({ project_id: project, email: 'b@example.com' }),
    missing: 'email',
    tag: 'COLLABORATOR_NOT_FOUND',
  },
  {
    type: 'project_move_to_workspace',
    good: ({ project, workspace }) => ({ project_id: project, workspace_id: workspace }),
    missing: 'workspace_id',
    bad: { use_lro: 'x' },
  },
  {
    type: 'project_move_to_personal',
    good: ({ team }) => ({ project_id: team }),
    missing: 'project_id',
    bad: { use_lro: 'x' },
  },
  {
    type: 'section_add',
    good: ({ project }) => ({ ...order, name: 'x', project_id: project, section_order: 3 }),
    missing: 'project_id',
    bad: { name: '' },
  },
  {
    type: 'section_update',
    good: ({ section }) => ({ ...order, id: section, name: 'x', is_collapsed: true }),
    missing: 'id',
    bad: { is_collapsed: 'x' },
  },
  {
    type: 'section_move',
    good: ({ section, project }) => ({ id: section, project_id: project }),
    missing: 'project_id',
    bad: { id: 5 },
  },
  {
    type: 'section_reorder',
    good: ({ section }) => ({ sections: [{ id: section, section_order: 2 }] }),
    missing: 'sections',
    bad: { sections: 'x' },
  },
  { type: 'section_delete', good: ({ section }) => ({ id: section }), missing: 'id', bad: { id: 5 } },
  { type: 'section_archive', good: ({ section }) => ({ id: section }), missing: 'id', bad: { id: 5 } },
  { type: 'section_unarchive', good: ({ section }) => ({ id: section }), missing: 'id', bad: { id: 5 } },
  {
    type: 'label_add',
    good: () => ({ ...order, name: 'x', color: 'red', item_order: 1, is_favorite: true }),
    missing: 'name',
    bad: { color: 'pink' },
  },
  {
    type: 'label_update',
    good: ({ label }) => ({ ...order, id: label, name: 'x', color: 'red', item_order: 1, is_favorite: true }),
    missing: 'id',
    bad: { item_order: 'x' },
  },
  {
    type: 'label_delete',
    good: ({ label }) => ({ id: label, cascade: 'none' }),
    missing: 'id',
    bad: { cascade: 'some' },
  },
  {
    type: 'label_rename',
    good: () => ({ name_old: 'shared', name_new: 'x' }),
    missing: 'name_new',
    bad: { name_old: '' },
  },
  { type: 'label_delete_occurrences', good: () => ({ name: 'shared' }), missing: 'name', bad: { name: 5 } },
  {
    type: 'label_update_orders',
    good: ({ label }) => ({ id_order_mapping: { [label]: 3 } }),
    missing: 'id_order_mapping',
    bad: { id_order_mapping: 'x' },
  },
  {
    type: 'note_add',
    good: ({ item }) => ({
      item_id: item,
      content: 'x',
      file_attachment: { resource_type: 'file', file_name: 'f' },
      uids_to_notify: [],
      posted_at: '2026-01-01T00:00:00Z',
    }),
    missing: 'item_id',
    bad: { uids_to_notify: 'x' },
  },
  {
    type: 'note_update',
    good: ({ note }) => ({ id: note, content: 'x' }),
    missing: 'id',
    bad: { content: 5 },
  },
  { type: 'note_delete', good: ({ note }) => ({ id: note }), missing: 'id', bad: { id: 5 } },
  {
    type: 'note_reaction_add',
    good: ({ note }) => ({ id: note, reaction: '+' }),
    missing: 'reaction',
    bad: { reaction: '' },
  },
  {
    type: 'note_reaction_remove',
    good: ({ note }) => ({ id: note, reaction: '+' }),
    missing: 'reaction',
    bad: { reaction: '' },
  },
  {
    type: 'reminder_add',
    good: ({ item }) => ({
      type: 'location',
      item_id: item,
      name: 'n',
      loc_lat: '1',
      loc_long: '2',
      loc_trigger: 'on_leave',
      radius: 50,
      service: 'push',
    }),
    missing: 'item_id',
    bad: { type: 'odd' },
  },
  {
    type: 'reminder_update',
    good: ({ reminder }) => ({ id: reminder, type: 'relative', minute_offset: 10 }),
    missing: 'id',
    bad: { minute_offset: 'x' },
  },
  { type: 'reminder_delete', good: ({ reminder }) => ({ id: reminder }), missing: 'id', bad: { id: 5 } },
  {
    type: 'filter_add',
    good: () => ({ ...order, name: 'x', query: 'p1', color: 'red', item_order: 1, is_favorite: true }),
    missing: 'query',
    bad: { name: '' },
  },
  {
    type: 'filter_update',
    good: ({ filter }) => ({ ...order, id: filter, name: 'x', query: 'p2' }),
    missing: 'id',
    bad: { query: 'x'.repeat(1025) },
  },
  { type: 'filter_delete', good: ({ filter }) => ({ id: filter }), missing: 'id', bad: { id: 5 } },
  {
    type: 'filter_update_orders',
    good: ({ filter }) => ({ id_order_mapping: { [filter]: 3 } }),
    missing: 'id_order_mapping',
    bad: { id_order_mapping: 'x' },
  },
  {
    type: 'workspace_filter_add',
    good: ({ workspace }) => ({ name: 'x', query: 'p1', workspace_id: workspace }),
    missing: 'workspace_id',
    bad: { color: 'pink' },
  },
  {
    type: 'workspace_filter_update',
    good: ({ teamFilter }) => ({ id: teamFilter, name: 'x' }),
    missing: 'id',
    bad: { name: '' },
  },
  {
    type: 'workspace_filter_delete',
    good: ({ teamFilter }) => ({ id: teamFilter }),
    missing: 'id',
    bad: { id: 5 },
  },
  {
    type: 'workspace_filter_update_orders',
    good: ({ teamFilter }) => ({ id_order_mapping: { [teamFilter]: 2 } }),
    missing: 'id_order_mapping',
    bad: { id_order_mapping: 'x' },
  },
  {
    type: 'user_update',
    good: () => ({ full_name: 'x', timezone: 'Europe/Rome', start_day: 1 }),
    bad: { start_day: 9 },
  },
  { type: 'user_settings_update', good: () => ({ reminder_push: false }), bad: { reminder_push: 'x' } },
  {
    type: 'update_goals',
    good: () => ({ daily_goal: 3, weekly_goal: 9, ignore_days: [6], vacation_mode: 1, karma_disabled: 0 }),
    bad: { daily_goal: -1 },
  },
  { type: 'live_notifications_set_last_read', good: () => ({ id: '5' }), missing: 'id', bad: { id: 5 } },
  { type: 'live_notifications_mark_read', good: () => ({ ids: ['5'] }), missing: 'ids', bad: { ids: 'x' } },
  { type: 'live_notifications_mark_unread', good: () => ({ ids: ['5'] }), missing: 'ids', bad: { ids: 'x' } },
  { type: 'live_notifications_mark_read_all', good: () => ({}) },
  {
    type: 'view_options_set',
    good: ({ project }) => ({
      view_type: 'PROJECT',
      object_id: project,
      view_mode: 'BOARD',
      grouped_by: 'LABEL',
      sorted_by: null,
      sort_order: 'ASC',
      filtered_by: 'p1',
      show_completed_tasks: true,
      calendar_settings: { layout: 'WEEK' },
    }),
    missing: 'view_type',
    bad: { view_type: 'ODD' },
  },
  {
    type: 'view_options_delete',
    good: () => ({ view_type: 'TODAY' }),
    missing: 'view_type',
    bad: { view_type: 'ODD' },
  },
  {
    type: 'project_view_options_defaults_set',
    good: ({ project }) => ({ project_id: project, view_mode: 'BOARD' }),
    missing: 'project_id',
    bad: { show_completed_tasks: 'x' },
  },
  { type: 'clear_locations', good: () => ({}) },
  {
    type: 'workspace_add',
    good: () => ({ name: 'x', description: 'd', is_guest_allowed: null }),
    missing: 'name',
    bad: { name: '' },
  },
  {
    type: 'workspace_update',
    good: ({ workspace }) => ({ id: workspace, name: 'x', is_collapsed: true }),
    missing: 'id',
    bad: { name: '' },
  },
  { type: 'workspace_delete', good: ({ workspace }) => ({ id: workspace }), missing: 'id', tag: 'FORBIDDEN' },
  { type: 'workspace_leave', good: ({ workspace }) => ({ id: workspace }), missing: 'id', tag: 'FORBIDDEN' },
  {
    type: 'workspace_invite',
    good: ({ workspace }) => ({ id: workspace, email_list: ['a@example.com'], role: 'MEMBER' }),
    missing: 'email_list',
    bad: { email_list: [] },
  },
  {
    type: 'workspace_update_user',
    good: ({ workspace }) => ({ workspace_id: workspace, user_email: 'user@example.com', role: 'ADMIN' }),
    missing: 'role',
    bad: { role: 'ODD' },
  },
  {
    type: 'workspace_delete_user',
    good: ({ workspace }) => ({ workspace_id: workspace, user_email: 'user@example.com' }),
    missing: 'user_email',
    tag: 'FORBIDDEN',
  },
  {
    type: 'workspace_set_default_project_ordering',
    good: ({ workspace, team, folder }) => ({
      workspace_id: workspace,
      projects: [{ id: team, default_order: 1, folder_id: folder }],
      folders: [{ id: folder, default_order: 1 }],
    }),
    missing: 'projects',
    bad: { folders: 'x' },
  },
  {
    type: 'workspace_update_user_project_sort_preference',
    good: ({ workspace }) => ({ workspace_id: workspace, project_sort_preference: 'A_TO_Z' }),
    missing: 'project_sort_preference',
    bad: { project_sort_preference: 'x' },
  },
  {
    type: 'folder_add',
    good: ({ workspace, team }) => ({ name: 'x', workspace_id: workspace, add_project_ids: [team] }),
    missing: 'name',
    bad: { name: '' },
  },
  {
    type: 'folder_update',
    good: ({ workspace, folder, team }) => ({
      id: folder,
      workspace_id: workspace,
      name: 'x',
      add_project_ids: [team],
      remove_project_ids: [team],
    }),
    missing: 'id',
    bad: { add_project_ids: 'x' },
  },
  {
    type: 'folder_delete',
    good: ({ workspace, folder }) => ({ id: folder, workspace_id: workspace }),
    missing: 'id',
    bad: { id: 5 },
  },
  { type: 'id_mapping', good: () => ({ items: { a: 'b' } }), bad: { items: 'x' } },
  { type: 'suggestion_delete', good: () => ({ type: 'templates' }), missing: 'type', bad: { type: 'x' } },
  {
    type: 'accept_invitation',
    good: () => ({ invitation_id: '1', invitation_secret: 's' }),
    missing: 'invitation_secret',
    tag: 'INVITATION_NOT_FOUND',
  },
  {
    type: 'reject_invitation',
    good: () => ({ invitation_id: '1', invitation_secret: 's' }),
    missing: 'invitation_secret',
    tag: 'INVITATION_NOT_FOUND',
  },
  {
    type: 'biz_accept_invitation',
    good: () => ({ invitation_id: '1', invitation_secret: 's' }),
    missing: 'invitation_secret',
    tag: 'INVITATION_NOT_FOUND',
  },
  {
    type: 'biz_reject_invitation',
    good: () => ({ invitation_id: '1', invitation_secret: 's' }),
    missing: 'invitation_secret',
    tag: 'INVITATION_NOT_FOUND',
  },
  { type: 'calendar_update', good: () => ({ id: '1' }), missing: 'id', tag: 'INVALID_ARGUMENT_VALUE' },
  {
    type: 'calendar_account_update',
    good: () => ({ id: '1' }),
    missing: 'id',
    tag: 'INVALID_ARGUMENT_VALUE',
  },
  {
    type: 'calendar_account_restore_task_calendar',
    good: () => ({ id: '1' }),
    missing: 'id',
    tag: 'INVALID_ARGUMENT_VALUE',
  },
];

async function run(bench: TestBench, type: string, args: Args): Promise<unknown> {
  const answer = await bench.run({ type, uuid: 'u', args });
  return answer.sync_status?.['u'];
}

describe.each(ROWS)('$type', ({ type, good, missing, bad, tag }) => {
  it('takes all of its arguments', async () => {
    const world = await buildWorld();
    const status = await run(world.bench, type, good(world));
    if (tag === undefined) expect(status).toBe('ok');
    else
      expect(status).toMatchObject({
        error_tag: tag,
        error_extra: expect.any(Object),
        http_code: expect.any(Number),
      });
  });

  if (missing !== undefined)
    it('names a missing argument', async () => {
      const world = await buildWorld();
      const { [missing]: _left, ...args } = good(world);
      expect(await run(world.bench, type, args)).toEqual({
        error: 'Required argument is missing',
        error_code: 19,
        error_extra: { argument: missing },
        error_tag: 'ARGUMENT_MISSING',
        http_code: 400,
      });
    });

  if (bad !== undefined)
    it('names an argument with a bad value', async () => {
      const world = await buildWorld();
      const [argument = ''] = Object.keys(bad);
      expect(await run(world.bench, type, { ...good(world), ...bad })).toMatchObject({
        error: 'Invalid argument value',
        error_code: 20,
        error_extra: { argument },
        error_tag: 'INVALID_ARGUMENT_VALUE',
        http_code: 400,
      });
    });
});

describe('the table', () => {
  it('has a row for every command that the emulator knows', async () => {
    const { COMMANDS } = await import('./registry.ts');
    expect(ROWS.map((row) => row.type).toSorted()).toEqual([...COMMANDS.keys()].toSorted());
  });

  it('answers an unknown command with an error of its own', async () => {
    expect(await run(createBench(), 'nonsense', {})).toMatchObject({
      http_code: 400,
      error_tag: 'BAD_REQUEST',
    });
  });
});

describe('ids', () => {
  it.each(['item_close', 'project_archive', 'section_archive', 'note_delete', 'reminder_delete'])(
    '%s refuses a numeric id of before API v1',
    async (type) => {
      expect(await run(createBench(), type, { id: '2995104339' })).toMatchObject({
        error_code: 557,
        error_tag: 'V1_ID_CANNOT_BE_USED',
        http_code: 400,
      });
    },
  );
});

describe('what the small commands do', () => {
  it('shows filters, views, settings and goals in the delta and in a full read', async () => {
    const { bench, project, filter } = await buildWorld();
    const types = ['filters', 'view_options', 'user_settings', 'user', 'project_view_options_defaults'];
    const start = await bench.sync({ sync_token: '*', resource_types: types });
    await bench.attempt('filter_update', { id: filter, query: 'p1' });
    await bench.attempt('view_options_set', { view_type: 'PROJECT', object_id: project, view_mode: 'BOARD' });
    await bench.attempt('project_view_options_defaults_set', { project_id: project, view_mode: 'LIST' });
    await bench.attempt('user_settings_update', { reminder_push: false });
    await bench.attempt('update_goals', { daily_goal: 9, karma_disabled: true });
    const delta = await bench.sync({ sync_token: start.sync_token, resource_types: types });
    const expected = {
      filters: [{ id: filter, query: 'p1', is_deleted: false }],
      view_options: [{ view_type: 'PROJECT', object_id: project, view_mode: 'BOARD' }],
      project_view_options_defaults: [{ project_id: project, view_mode: 'LIST' }],
      user_settings: { reminder_push: false, reminder_desktop: true },
      user: { daily_goal: 9, features: { karma_disabled: true } },
    };
    expect(delta).toMatchObject(expected);
    expect(await bench.sync({ sync_token: '*', resource_types: types })).toMatchObject(expected);
  });

  it('empties the tombstone of a view', async () => {
    const { bench } = await buildWorld();
    await bench.attempt('view_options_set', { view_type: 'TODAY', view_mode: 'BOARD', filtered_by: 'p1' });
    const start = await bench.sync({ sync_token: '*', resource_types: ['view_options'] });
    await bench.attempt('view_options_delete', { view_type: 'TODAY' });
    expect(
      await bench.sync({ sync_token: start.sync_token, resource_types: ['view_options'] }),
    ).toMatchObject({
      view_options: [{ view_type: 'TODAY', is_deleted: true, view_mode: '', filtered_by: '' }],
    });
  });

  it('shows a project in the form of workspaces while it is in one', async () => {
    const { bench, project, workspace, folder } = await buildWorld();
    const start = await bench.sync({ sync_token: '*', resource_types: ['projects'] });
    await bench.attempt('project_move_to_workspace', {
      project_id: project,
      workspace_id: workspace,
      folder_id: folder,
    });
    const [moved] =
      (await bench.sync({ sync_token: start.sync_token, resource_types: ['projects'] })).projects ?? [];
    expect(moved).toMatchObject({
      id: project,
      workspace_id: workspace,
      folder_id: folder,
      status: 'PLANNED',
      role: 'CREATOR',
    });
    expect(Object.keys(moved ?? {})).not.toContain('parent_id');
    expect(await bench.attempt('project_delete', { id: project })).toBe('FORBIDDEN');
    await bench.attempt('project_move_to_personal', { project_id: project });
    const answer = await bench.sync({ sync_token: start.sync_token, resource_types: ['projects'] });
    expect(answer.projects).toMatchObject([{ id: project, parent_id: null, inbox_project: false }]);
  });

  it('announces a long-running move as an operation', async () => {
    const { bench, project, workspace } = await buildWorld();
    const args = { project_id: project, workspace_id: workspace, use_lro: true };
    expect(await run(bench, 'project_move_to_workspace', args)).toMatchObject({
      operation: { operation_type: 'MOVE_PROJECT_TO_WORKSPACE', status: 'ONGOING', error: null },
    });
  });

  it('lets a free plan have three filters', async () => {
    const bench = createBench({ plan: 'free' });
    const tags: string[] = [];
    for (const name of ['a', 'b', 'c', 'd'])
      tags.push(await bench.attempt('filter_add', { name, query: 'p1' }));
    expect(tags).toEqual(['ok', 'ok', 'ok', 'MAX_FILTERS_LIMIT_REACHED']);
  });
});
