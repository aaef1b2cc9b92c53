/** Sharing projects, and moving them into workspaces and out. Invited people never answer: there is one person only. */
import * as z from 'zod';
import type { Account } from '../account.ts';
import { argumentMissing, forbidden, objectNotFound } from '../errors.ts';
import { hash32 } from '../ids.ts';
import type { WireProject } from '../wire.ts';
import type { CollaboratorStateRow, ProjectPlaceRow } from '../wire-more.ts';
import { defineCommand } from './context.ts';
import type { CommandContext, CommandResult } from './context.ts';

const ShareArgs = z.object({
  project_id: z.string(),
  email: z.string().min(3).optional(),
  group_id: z.string().optional(),
  message: z.string().optional(),
  workspace_role: z.string().optional(),
  role: z.string().optional(),
});

/** Invites a person to a project. */
export const shareProject = defineCommand(ShareArgs, (context, args) => {
  const { account } = context;
  const project = context.project(args.project_id);
  if (project.inbox_project) throw forbidden('The Inbox project can not be shared');
  if (args.email === undefined) throw argumentMissing('email');
  const userId = String(3_000_000 + (hash32(args.email, 0) % 1_000_000));
  account.store.collaborators.put({
    id: userId,
    email: args.email,
    full_name: args.email,
    timezone: 'UTC',
    image_id: null,
  });
  putState(account, project, { userId: account.userId, state: 'active', role: 'CREATOR' });
  putState(account, project, { userId, state: 'invited', role: args.role ?? 'READ_WRITE' });
  account.store.projects.put({ ...project, is_shared: true, can_assign_tasks: true });
  return null;
});

function putState(
  account: Account,
  project: WireProject,
  person: { readonly userId: string } & Pick<CollaboratorStateRow, 'state' | 'role'>,
): void {
  account.store.collaboratorStates.put({
    id: `${project.id}/${person.userId}`,
    user_id: person.userId,
    project_id: project.id,
    state: person.state,
    role: person.role,
    is_deleted: false,
  });
}

/** Takes an invited person off a project; the last one leaves it unshared. */
export const deleteCollaborator = defineCommand(
  z.object({ project_id: z.string(), email: z.string() }),
  (context, args) => {
    const { store, userId } = context.account;
    const project = context.project(args.project_id);
    const states = store.collaboratorStates.at('liveByOwner', project.id);
    const state = states.find((row) => store.collaborators.get(row.user_id)?.email === args.email);
    if (state === undefined) throw objectNotFound('collaborator');
    store.collaboratorStates.put({ ...state, is_deleted: true });
    if (states.every((row) => row === state || row.user_id === userId))
      store.projects.put({ ...project, is_shared: false, can_assign_tasks: false });
    return null;
  },
);

/** Leaves a shared project; the creator, who is the only person here, may not. */
export const projectLeave = defineCommand(z.object({ project_id: z.string() }), (context, args) => {
  context.project(args.project_id);
  throw forbidden('The creator of a project can not leave it');
});

/** Gives a person another role in a shared project. */
export const projectChangeRole = defineCommand(
  z.object({
    id: z.string().optional(),
    project_id: z.string().optional(),
    role: z.string(),
    user_id: z.string().optional(),
  }),
  (context, args) => {
    const projectId = args.id ?? args.project_id;
    if (projectId === undefined) throw argumentMissing('id');
    const { collaboratorStates } = context.account.store;
    const project = context.project(projectId);
    const key = `${project.id}/${args.user_id ?? context.account.userId}`;
    const state = collaboratorStates.get(key);
    if (state === undefined || state.is_deleted) throw objectNotFound('collaborator');
    collaboratorStates.put({ ...state, role: args.role });
    return null;
  },
);

const access = z.looseObject({ visibility: z.enum(['restricted', 'team', 'public']) });
const ToWorkspaceArgs = z.object({
  project_id: z.string(),
  workspace_id: z.string(),
  folder_id: z.string().nullish(),
  is_invite_only: z.boolean().optional(),
  public_access: z.boolean().optional(),
  access: access.optional(),
  use_lro: z.boolean().optional(),
});

/** What a project gets on entering a workspace. */
export function placeInWorkspace(
  context: CommandContext,
  projectId: string,
  args: {
    readonly workspace_id: string;
    readonly folder_id?: string | null | undefined;
    readonly is_invite_only?: boolean | undefined;
    readonly access?: ProjectPlaceRow['access'] | undefined;
  },
): void {
  const workspace = context.workspace(args.workspace_id);
  context.account.store.projectPlaces.put({
    id: projectId,
    workspace_id: workspace.id,
    folder_id: args.folder_id == null ? null : context.folder(args.folder_id).id,
    status: 'PLANNED',
    is_invite_only: args.is_invite_only ?? false,
    is_link_sharing_enabled: false,
    collaborator_role_default: 'READ_WRITE',
    access: args.access ?? { visibility: 'restricted' },
  });
}

/** Moves a personal project into a workspace; as a long-running operation it is done at once, but said to be running. */
export const projectMoveToWorkspace = defineCommand(ToWorkspaceArgs, (context, args) => {
  const { account } = context;
  const project = context.project(args.project_id);
  if (project.inbox_project) throw forbidden('The Inbox project can not be moved');
  const workspaceId = context.workspace(args.workspace_id).id;
  placeInWorkspace(context, project.id, args);
  account.store.projects.put({ ...project, parent_id: null, updated_at: account.clock.nowSeconds() });
  const facts = { project_id: project.id, workspace_id: workspaceId };
  return args.use_lro === true ? operationView(account, 'MOVE_PROJECT_TO_WORKSPACE', facts) : null;
});

/** Moves a workspace's project back to the owner's own ones. */
export const projectMoveToPersonal = defineCommand(
  z.object({ project_id: z.string(), use_lro: z.boolean().optional() }),
  (context, args) => {
    const { account } = context;
    const project = context.project(args.project_id);
    const place = account.store.projectPlaces.get(project.id);
    if (place === undefined || place.workspace_id === null)
      throw forbidden('The project is not in a workspace');
    account.store.projectPlaces.put({ ...place, workspace_id: null, folder_id: null });
    account.store.projects.put({ ...project, updated_at: account.clock.nowSeconds() });
    const facts = { project_id: project.id };
    return args.use_lro === true ? operationView(account, 'MOVE_PROJECT_TO_PERSONAL', facts) : null;
  },
);

function operationView(
  account: Account,
  type: string,
  args: Readonly<Record<string, string>>,
): CommandResult {
  const nowIso = account.clock.nowMicros();
  return {
    operation: {
      id: account.ids.numeric(),
      operation_type: type,
      status: 'ONGOING',
      args,
      error: null,
      created_at: nowIso,
      updated_at: nowIso,
    },
  };
}
