/** Team workspaces as far as one person sees them: the workspace, its people, its order. Plans and payment are left out. */
import * as z from 'zod';
import type { Account } from '../account.ts';
import { forbidden, objectNotFound } from '../errors.ts';
import type { WireWorkspace, WorkspaceRole, WorkspaceUserRow } from '../wire-more.ts';
import { defineCommand, given } from './context.ts';
import type { CommandContext } from './context.ts';

const roles = z.enum(['ADMIN', 'MEMBER', 'GUEST']);
const fields = {
  description: z.string().optional(),
  is_link_sharing_enabled: z.boolean().optional(),
  is_guest_allowed: z.boolean().nullish(),
  domain_name: z.string().nullish(),
  domain_discovery: z.boolean().optional(),
  restrict_email_domains: z.boolean().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
};
const name = z.string().min(1).max(255);

/** Adds a workspace whose only admin is the owner. */
export const workspaceAdd = defineCommand(z.object({ ...fields, name }), (context, args) => {
  const { account } = context;
  const id = account.ids.numeric();
  account.store.workspaces.put({
    id,
    name: args.name,
    description: args.description ?? '',
    logo_big: null,
    logo_medium: null,
    logo_small: null,
    logo_s640: null,
    creator_id: account.userId,
    created_at: account.clock.nowMicros(),
    is_deleted: false,
    is_collapsed: false,
    role: 'ADMIN',
    plan: 'STARTER',
    limits: { current: null, next: null },
    invite_code: `invite-${id}`,
    is_link_sharing_enabled: args.is_link_sharing_enabled ?? true,
    is_guest_allowed: args.is_guest_allowed ?? true,
    current_active_projects: 0,
    current_member_count: 1,
    current_template_count: 0,
    pending_invitations: [],
    domain_name: args.domain_name ?? null,
    domain_discovery: args.domain_discovery ?? false,
    restrict_email_domains: args.restrict_email_domains ?? false,
    admin_sorting_applied: false,
    project_sort_preference: 'MANUAL',
    properties: args.properties ?? {},
  });
  putMember(account, id, { email: account.user.email, userId: account.userId, role: 'ADMIN' });
  return id;
});

function putMember(
  account: Account,
  workspaceId: string,
  person: { readonly email: string; readonly userId: string; readonly role: WorkspaceRole },
): void {
  account.store.workspaceUsers.put({
    id: `${workspaceId}/${person.userId}`,
    user_id: person.userId,
    workspace_id: workspaceId,
    user_email: person.email,
    full_name: person.userId === account.userId ? account.user.full_name : person.email,
    timezone: account.user.timezone,
    role: person.role,
    image_id: null,
    is_deleted: false,
  });
}

const UpdateArgs = z.object({
  ...fields,
  id: z.string(),
  name: name.optional(),
  is_collapsed: z.boolean().optional(),
  invite_code: z.string().optional(),
});

/** Changes a workspace; what is not given stays. */
export const workspaceUpdate = defineCommand(UpdateArgs, (context, args) => {
  const { is_guest_allowed: guests, ...changes } = given(args, 'id');
  const workspace = context.workspace(args.id);
  const allowed = guests ?? workspace.is_guest_allowed;
  context.account.store.workspaces.put({ ...workspace, ...changes, is_guest_allowed: allowed });
  return null;
});

const IdArgs = z.object({ id: z.string() });

function closeWorkspace(context: CommandContext, id: string): null {
  const { store } = context.account;
  const workspace = context.workspace(id);
  if (store.projectPlaces.count('liveByOwner', workspace.id) > 0)
    throw forbidden('The workspace still has projects');
  for (const member of store.workspaceUsers.at('liveByOwner', workspace.id))
    store.workspaceUsers.put({ ...member, is_deleted: true });
  for (const folder of store.folders.at('liveByOwner', workspace.id))
    store.folders.put({ ...folder, is_deleted: true });
  store.workspaces.put({ ...workspace, is_deleted: true });
  return null;
}

/** Deletes a workspace without projects. */
export const workspaceDelete = defineCommand(IdArgs, (context, args) => closeWorkspace(context, args.id));

/** Leaves a workspace; with its only admin it goes away. */
export const workspaceLeave = defineCommand(IdArgs, (context, args) => closeWorkspace(context, args.id));

const InviteArgs = z.object({
  id: z.string(),
  email_list: z.array(z.string().min(3)).min(1),
  role: roles.optional(),
});

/** Invites people; they stay invited for ever, as nobody else uses the emulator. */
export const workspaceInvite = defineCommand(InviteArgs, (context, args) => {
  const workspace = context.workspace(args.id);
  const pending = [...new Set([...workspace.pending_invitations, ...args.email_list])];
  context.account.store.workspaces.put({ ...workspace, pending_invitations: pending });
  return null;
});

const UserArgs = z.object({ workspace_id: z.string(), user_email: z.string() });

function memberOf(
  context: CommandContext,
  args: z.output<typeof UserArgs>,
): { readonly workspace: WireWorkspace; readonly member: WorkspaceUserRow } {
  const workspace = context.workspace(args.workspace_id);
  const members = context.account.store.workspaceUsers.at('liveByOwner', workspace.id);
  const member = members.find((user) => user.user_email === args.user_email);
  if (member === undefined) throw objectNotFound('collaborator');
  return { workspace, member };
}

/** Gives a member another role. */
export const workspaceUpdateUser = defineCommand(UserArgs.extend({ role: roles }), (context, args) => {
  const { workspace, member } = memberOf(context, args);
  const { account } = context;
  account.store.workspaceUsers.put({ ...member, role: args.role });
  if (member.user_id === account.userId) account.store.workspaces.put({ ...workspace, role: args.role });
  return null;
});

/** Takes a member out of a workspace; the last one can't go that way. */
export const workspaceDeleteUser = defineCommand(UserArgs, (context, args) => {
  const { member } = memberOf(context, args);
  if (member.user_id === context.account.userId) throw forbidden('The last admin can not be removed');
  context.account.store.workspaceUsers.put({ ...member, is_deleted: true });
  return null;
});

const OrderArgs = z.object({
  workspace_id: z.string(),
  projects: z.array(z.object({ id: z.string(), default_order: z.int32(), folder_id: z.string().nullish() })),
  folders: z.array(z.object({ id: z.string(), default_order: z.int32() })),
});

/** Sets the order of projects and folders for everybody in a workspace. */
export const workspaceSetDefaultProjectOrdering = defineCommand(OrderArgs, (context, args) => {
  const { store } = context.account;
  context.workspace(args.workspace_id);
  for (const { id, default_order: order } of args.projects)
    store.projects.put({ ...context.project(id), default_order: order });
  for (const { id, default_order: order } of args.folders)
    store.folders.put({ ...context.folder(id), default_order: order });
  return null;
});

const SortArgs = z.object({
  workspace_id: z.string(),
  project_sort_preference: z.enum(['MANUAL', 'A_TO_Z', 'Z_TO_A']),
});

/** Sets how the owner sees the order of a workspace's projects. */
export const workspaceUpdateUserProjectSortPreference = defineCommand(SortArgs, (context, args) => {
  const workspace = context.workspace(args.workspace_id);
  context.account.store.workspaces.put({
    ...workspace,
    project_sort_preference: args.project_sort_preference,
  });
  return null;
});
