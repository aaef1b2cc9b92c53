/** REST: folders, saved filters and workspaces, as far as one person without a paid team sees them. */
import type { Context, Hono } from 'hono';
import type { Account } from '../account.ts';
import { filterDelete } from '../commands/filters.ts';
import { folderAdd, folderDelete, folderUpdate } from '../commands/folders.ts';
import {
  workspaceAdd,
  workspaceDelete,
  workspaceDeleteUser,
  workspaceInvite,
  workspaceUpdate,
  workspaceUpdateUser,
} from '../commands/workspaces.ts';
import { argumentMissing, objectNotFound } from '../errors.ts';
import { WORKSPACE_PAGE_ROWS } from '../limits.ts';
import { momentOf } from '../due/resolve-due.ts';
import { ROOT } from '../store.ts';
import { isActiveItem, projectView } from '../views.ts';
import type { WorkspaceUserRow } from '../wire-more.ts';
import type { WireItem } from '../wire.ts';
import { pageResponse } from './paging.ts';
import { progressOf } from './project-extras.ts';
import { lookUp, readBody, runCommand, runCreate, withoutNulls } from './rest-edge.ts';
import type { RestParts } from './rest-edge.ts';

/** Adds the routes of filters, folders and workspaces. */
export function addWorkspaceRoutes(routes: Hono, { account }: RestParts): void {
  routes.delete('/filters/:id', (context) => {
    runCommand(account, filterDelete, { id: context.req.param('id') });
    return context.body(null, 204);
  });
  addFolderRoutes(routes, account);
  addInvitationRoutes(routes, account);
  addWorkspaceCrud(routes, account);
  addMemberRoutes(routes, account);
  addWorkspaceProjectRoutes(routes, account);
}

function addFolderRoutes(routes: Hono, account: Account): void {
  routes.get('/folders', (context) => {
    const id = context.req.query('workspace_id');
    if (id === undefined) throw argumentMissing('workspace_id');
    return pageResponse(context, account.store.folders.at('liveByOwner', lookUp(account).workspace(id).id));
  });
  routes.post('/folders', async (context) => {
    const id = runCreate(account, folderAdd, await readBody(context));
    return context.json(lookUp(account).folder(id));
  });
  routes.get('/folders/:id', (context) => context.json(lookUp(account).folder(context.req.param('id'))));
  routes.post('/folders/:id', async (context) => {
    const id = context.req.param('id');
    runCommand(account, folderUpdate, { ...(await readBody(context)), id });
    return context.json(lookUp(account).folder(id));
  });
  routes.delete('/folders/:id', (context) => {
    runCommand(account, folderDelete, { id: context.req.param('id') });
    return context.body(null, 204);
  });
}

function addWorkspaceCrud(routes: Hono, account: Account): void {
  routes.get('/workspaces', (context) => context.json(account.store.workspaces.at('live', ROOT)));
  routes.post('/workspaces', async (context) => {
    const id = runCreate(account, workspaceAdd, withoutNulls(await readBody(context)));
    return context.json(lookUp(account).workspace(id));
  });
  routes.get('/workspaces/users', (context) => {
    const id = context.req.query('workspace_id');
    const users =
      id === undefined
        ? [...account.store.workspaceUsers.all()].filter((user) => !user.is_deleted)
        : account.store.workspaceUsers.at('liveByOwner', lookUp(account).workspace(id).id);
    return context.json({ has_more: false, next_cursor: null, workspace_users: users.map(memberView) });
  });
  routes.get('/workspaces/members', (context) => {
    const id = context.req.query('workspace_id') ?? '';
    const users = account.store.workspaceUsers.at('liveByOwner', lookUp(account).workspace(id).id);
    return context.json({
      members: users.map((user) => ({ user_id: user.user_id, tasks_assigned: 0, tasks_overdue: 0 })),
    });
  });
  routes.get('/workspaces/:id', (context) =>
    context.json(lookUp(account).workspace(context.req.param('id'))),
  );
  routes.post('/workspaces/:id', async (context) => {
    const id = context.req.param('id');
    runCommand(account, workspaceUpdate, { ...withoutNulls(await readBody(context)), id });
    return context.json(lookUp(account).workspace(id));
  });
  routes.delete('/workspaces/:id', (context) => {
    runCommand(account, workspaceDelete, { id: context.req.param('id') });
    return context.body(null, 204);
  });
}

function memberView({ id: _id, ...member }: WorkspaceUserRow): object {
  return member;
}

function memberOf(account: Account, context: Context): WorkspaceUserRow {
  const workspace = lookUp(account).workspace(context.req.param('id') ?? '');
  const member = account.store.workspaceUsers.get(`${workspace.id}/${context.req.param('user') ?? ''}`);
  if (member === undefined || member.is_deleted) throw objectNotFound('collaborator');
  return member;
}

function addMemberRoutes(routes: Hono, account: Account): void {
  routes.post('/workspaces/:id/users/invite', async (context) => {
    const { email_list: emails, role } = await readBody(context);
    const id = context.req.param('id');
    const args = role == null ? { id, email_list: emails } : { id, email_list: emails, role };
    runCommand(account, workspaceInvite, args);
    return context.json({ invited_emails: emails });
  });
  routes.get('/workspaces/:id/users/:user/tasks', (context) => {
    const member = memberOf(account, context);
    const mine = [...account.store.items.all()].filter(
      (item) => item.responsible_uid === member.user_id && isActiveItem(account, item),
    );
    return context.json({ tasks: mine.map((item) => userTaskView(account, item)) });
  });
  routes.post('/workspaces/:id/users/:user', async (context) => {
    const member = memberOf(account, context);
    const { role } = await readBody(context);
    const args = { workspace_id: member.workspace_id, user_email: member.user_email, role };
    runCommand(account, workspaceUpdateUser, args);
    const workspace = lookUp(account).workspace(member.workspace_id);
    return context.json({
      custom_sorting_applied: workspace.admin_sorting_applied,
      project_sort_preference: workspace.project_sort_preference,
      role,
      user_id: member.user_id,
      workspace_id: workspace.id,
    });
  });
  routes.delete('/workspaces/:id/users/:user', (context) => {
    const member = memberOf(account, context);
    runCommand(account, workspaceDeleteUser, {
      workspace_id: member.workspace_id,
      user_email: member.user_email,
    });
    return context.body(null, 204);
  });
}

function userTaskView(account: Account, item: WireItem): object {
  const today = account.clock.localTime(account.clock.now(), account.user.timezone).day;
  const day = item.due === null ? null : (momentOf(item.due, account.clock)?.day ?? null);
  return {
    id: item.id,
    content: item.content,
    responsible_uid: item.responsible_uid,
    due: item.due,
    deadline: item.deadline,
    labels: item.labels,
    notes_count: account.store.notes.count('liveByOwner', item.id),
    project_id: item.project_id,
    project_name: account.store.projects.get(item.project_id)?.name ?? '',
    priority: item.priority,
    description: item.description,
    is_overdue: day !== null && day < today,
  };
}

/** Nobody but the owner exists, so the only invitations are those that the owner sent. */
function addInvitationRoutes(routes: Hono, account: Account): void {
  const refuse = (): never => {
    throw objectNotFound('invitation');
  };
  routes.get('/workspaces/invitations', (context) => {
    const id = context.req.query('workspace_id') ?? '';
    return context.json(lookUp(account).workspace(id).pending_invitations);
  });
  routes.get('/workspaces/invitations/all', (context) => {
    const rows = account.store.workspaces.at('live', ROOT).flatMap((workspace) =>
      workspace.pending_invitations.map((email, index) => ({
        id: String(index + 1),
        inviter_id: account.userId,
        user_email: email,
        workspace_id: workspace.id,
        role: 'MEMBER',
      })),
    );
    return context.json(rows);
  });
  routes.post('/workspaces/invitations/delete', async (context) => {
    const { workspace_id: id, user_email: email } = await readBody(context);
    const workspace = lookUp(account).workspace(String(id));
    const left = workspace.pending_invitations.filter((pending) => pending !== email);
    if (left.length === workspace.pending_invitations.length) return refuse();
    account.store.journal.transact(() =>
      account.store.workspaces.put({ ...workspace, pending_invitations: left }),
    );
    return context.json({
      inviter_id: account.userId,
      user_email: email,
      workspace_id: workspace.id,
      role: 'MEMBER',
    });
  });
  routes.put('/workspaces/invitations/:code/accept', refuse);
  routes.put('/workspaces/invitations/:code/reject', refuse);
  routes.post('/workspaces/join', refuse);
}

function addWorkspaceProjectRoutes(routes: Hono, account: Account): void {
  for (const [name, archived] of [
    ['active', false],
    ['archived', true],
  ] as const) {
    routes.get(`/workspaces/:id/projects/${name}`, (context) => {
      const workspace = lookUp(account).workspace(context.req.param('id'));
      const rows = account.store.projectPlaces
        .at('liveByOwner', workspace.id)
        .flatMap((place) => account.store.projects.get(place.id) ?? [])
        .filter((project) => !project.is_deleted && project.is_archived === archived);
      return pageResponse(
        context,
        rows.map((project) => projectView(account, project)),
        WORKSPACE_PAGE_ROWS,
      );
    });
  }
  routes.get('/workspaces/:id/insights', (context) => {
    const workspace = lookUp(account).workspace(context.req.param('id'));
    const asked = context.req.query('project_ids')?.split(',');
    const places = account.store.projectPlaces
      .at('liveByOwner', workspace.id)
      .filter((place) => asked === undefined || asked.includes(place.id));
    return context.json({
      folder_id: '',
      project_insights: places.map((place) => ({
        project_id: place.id,
        health: null,
        progress: progressOf(account, lookUp(account).project(place.id)),
      })),
    });
  });
}
