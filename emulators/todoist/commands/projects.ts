/** The project commands. Archiving and deleting take descendants; the Inbox can't be moved, archived or deleted. */
import * as z from 'zod';
import { newProject } from '../account.ts';
import type { Account } from '../account.ts';
import { countLimitReached, forbidden, invalidArgument } from '../errors.ts';
import { COLORS, MAX_PROJECT_NAME_CHARS } from '../limits.ts';
import { orderKeyAfter, uniqueOrderKey } from '../order-key.ts';
import { ROOT } from '../store.ts';
import type { WireProject } from '../wire.ts';
import { defineCommand, given } from './context.ts';
import type { CommandContext } from './context.ts';
import { deleteItemTree } from './item-steps.ts';
import { placeInWorkspace } from './sharing.ts';

const projectFields = {
  color: z.enum(COLORS).optional(),
  is_favorite: z.boolean().optional(),
  view_style: z.enum(['list', 'board', 'calendar', 'table']).optional(),
  description: z.string().optional(),
  order_key: z.string().min(1).optional(),
  child_order: z.int32().optional(),
};
/** Taken for every project, kept for those of a workspace only. */
const teamFields = {
  status: z.enum(['PLANNED', 'IN_PROGRESS', 'PAUSED', 'COMPLETED', 'CANCELED']).optional(),
  is_link_sharing_enabled: z.boolean().optional(),
  collaborator_role_default: z.string().optional(),
};
const TEAM_KEYS = [
  'workspace_id',
  'folder_id',
  'is_invite_only',
  'access',
  'status',
  'is_link_sharing_enabled',
  'collaborator_role_default',
] as const;
const name = z.string().min(1).max(MAX_PROJECT_NAME_CHARS);
const AddArgs = z.object({
  ...projectFields,
  name,
  parent_id: z.string().nullish(),
  default_order: z.int32().optional(),
  workspace_id: z.string().nullish(),
  folder_id: z.string().nullish(),
  is_invite_only: z.boolean().optional(),
  access: z.looseObject({ visibility: z.enum(['restricted', 'team', 'public']) }).optional(),
  ...teamFields,
});
const UpdateArgs = z.object({
  ...projectFields,
  id: z.string(),
  name: name.optional(),
  is_collapsed: z.boolean().optional(),
  default_order_key: z.string().optional(),
  folder_id: z.string().nullish(),
  is_invite_only: z.boolean().optional(),
  access: z.looseObject({ visibility: z.enum(['restricted', 'team', 'public']) }).optional(),
  ...teamFields,
});
const IdArgs = z.object({ id: z.string() });

/** Writes a changed project with a new `updated_at`. */
function updateProject(account: Account, project: WireProject, changes: Partial<WireProject>): WireProject {
  return account.store.projects.put({ ...project, ...changes, updated_at: account.clock.nowSeconds() });
}

/** Adds a project as the last one under its parent. */
export const projectAdd = defineCommand(AddArgs, (context, args) => {
  const { account } = context;
  if (args.workspace_id == null) assertRoomForProject(account);
  const parentId = args.parent_id == null ? null : context.project(args.parent_id).id;
  const id = account.ids.object();
  if (args.workspace_id != null) {
    placeInWorkspace(context, id, { ...args, workspace_id: args.workspace_id });
    updatePlace(context, id, args);
  }
  const order = lastOrderUnder(account, parentId);
  account.store.projects.put({
    ...newProject(account, id),
    ...order,
    ...given(args, 'parent_id', 'order_key', ...TEAM_KEYS),
    parent_id: parentId,
    order_key: freeProjectKey(account, { id, parent_id: parentId }, args.order_key ?? order.order_key),
  });
  return id;
});

/** Changes a project's own fields; what is not given stays. */
export const projectUpdate = defineCommand(UpdateArgs, (context, args) => {
  const project = context.project(args.id);
  const changes = given(args, 'id', 'order_key', ...TEAM_KEYS.filter((key) => key !== 'workspace_id'));
  updatePlace(context, project.id, args);
  const key =
    args.order_key === undefined
      ? {}
      : { order_key: freeProjectKey(context.account, project, args.order_key) };
  updateProject(context.account, project, { ...changes, ...key });
  return null;
});

/** Changes what only a workspace's project has; personal projects take the arguments and keep nothing of them. */
function updatePlace(
  context: CommandContext,
  projectId: string,
  args: Pick<z.output<typeof UpdateArgs>, Exclude<(typeof TEAM_KEYS)[number], 'workspace_id'>>,
): void {
  const { projectPlaces } = context.account.store;
  const place = projectPlaces.get(projectId);
  if (place === undefined || place.workspace_id === null) return;
  projectPlaces.put({
    ...place,
    folder_id:
      args.folder_id === undefined
        ? place.folder_id
        : args.folder_id === null
          ? null
          : context.folder(args.folder_id).id,
    status: args.status ?? place.status,
    is_invite_only: args.is_invite_only ?? place.is_invite_only,
    is_link_sharing_enabled: args.is_link_sharing_enabled ?? place.is_link_sharing_enabled,
    collaborator_role_default: args.collaborator_role_default ?? place.collaborator_role_default,
    access: args.access ?? place.access,
  });
}

const MoveArgs = z.object({ id: z.string(), parent_id: z.string().nullable() });

/** Moves a project under another one, or to the root. */
export const projectMove = defineCommand(MoveArgs, (context, args) => {
  const { account } = context;
  const project = movableProject(context.project(args.id));
  const parentId = args.parent_id === null ? null : context.project(args.parent_id).id;
  if ([project, ...projectDescendants(account, project)].some((moved) => moved.id === parentId)) {
    throw invalidArgument('parent_id', 'a project outside of the moved one');
  }
  updateProject(account, project, { parent_id: parentId, ...lastOrderUnder(account, parentId) });
  return null;
});

/** Deletes a project with its descendants, sections, tasks and comments. */
export const projectDelete = defineCommand(IdArgs, (context, args) => {
  const { account } = context;
  const { store } = account;
  const project = movableProject(context.project(args.id));
  const place = store.projectPlaces.get(project.id);
  if (place?.workspace_id != null) {
    if (!project.is_archived)
      throw forbidden('A project of a workspace must be archived before it is deleted');
    store.projectPlaces.put({ ...place, workspace_id: null, folder_id: null });
  }
  for (const doomed of [project, ...projectDescendants(account, project)]) {
    for (const item of store.items.at('liveInProject', doomed.id)) {
      if (store.items.get(item.id)?.is_deleted === false) deleteItemTree(account, item);
    }
    for (const section of store.sections.at('liveInProject', doomed.id)) {
      store.sections.put({ ...section, is_deleted: true, updated_at: account.clock.nowMicros() });
    }
    for (const note of store.projectNotes.at('liveByOwner', doomed.id)) {
      store.projectNotes.put({ ...note, is_deleted: true });
    }
    updateProject(account, doomed, { is_deleted: true });
  }
  return null;
});

/** Archives a project with its descendants; their sections and tasks are only announced again. */
export const projectArchive = defineCommand(IdArgs, (context, args) => {
  const { account } = context;
  const project = movableProject(context.project(args.id));
  for (const archived of [project, ...projectDescendants(account, project)]) {
    updateProject(account, archived, { is_archived: true });
    announceContents(account, archived);
  }
  return null;
});

/** Brings only this project back, as the last root project. */
export const projectUnarchive = defineCommand(IdArgs, (context, args) => {
  const { account } = context;
  const project = context.project(args.id);
  if (!project.is_archived) return null;
  assertRoomForProject(account);
  updateProject(account, project, { is_archived: false, parent_id: null, ...lastOrderUnder(account, null) });
  announceContents(account, project);
  return null;
});

const ReorderArgs = z.object({ projects: z.array(z.object({ id: z.string(), child_order: z.int32() })) });

/** Sets the integer order of several projects (deprecated by the vendor). */
export const projectReorder = defineCommand(ReorderArgs, (context, args) => {
  for (const { id, child_order: childOrder } of args.projects) {
    updateProject(context.account, context.project(id), { child_order: childOrder });
  }
  return null;
});

/** The Inbox is not counted, and neither are archived projects and those of workspaces. */
function assertRoomForProject(account: Account): void {
  const { maxProjects } = account.limits;
  const { projects, projectPlaces } = account.store;
  const inWorkspaces = [...projectPlaces.all()].filter(
    ({ id, workspace_id: workspaceId }) => workspaceId !== null && projects.get(id)?.is_archived === false,
  );
  if (projects.count('active', ROOT) - 1 - inWorkspaces.length >= maxProjects)
    throw countLimitReached('PROJECTS', maxProjects);
}

function movableProject(project: WireProject): WireProject {
  if (project.inbox_project) throw forbidden('The Inbox project can not be moved, archived or deleted');
  return project;
}

function projectDescendants(account: Account, project: WireProject): readonly WireProject[] {
  const children = account.store.projects.at('liveInParent', project.id);
  return children.flatMap((child) => [child, ...projectDescendants(account, child)]);
}

/** Logs a project's sections and tasks as changed, so that an incremental reader sees them leave or come back. */
function announceContents(account: Account, project: WireProject): void {
  if (!account.announcesContents()) return;
  for (const section of account.store.sections.at('liveInProject', project.id))
    account.store.sections.put(section);
  for (const item of account.store.items.at('liveInProject', project.id)) account.store.items.put(item);
}

function lastOrderUnder(
  account: Account,
  parentId: string | null,
): { readonly child_order: number; readonly order_key: string } {
  const siblings = account.store.projects.at('liveInParent', parentId ?? ROOT);
  const keys = siblings.map((sibling) => sibling.order_key ?? '').toSorted();
  return {
    child_order: siblings.reduce((highest, sibling) => Math.max(highest, sibling.child_order), -1) + 1,
    order_key: orderKeyAfter(keys.at(-1) || null),
  };
}

function freeProjectKey(
  account: Account,
  project: Pick<WireProject, 'id' | 'parent_id'>,
  wanted: string,
): string {
  const siblings = account.store.projects.at('liveInParent', project.parent_id ?? ROOT);
  const taken = siblings
    .filter((sibling) => sibling.id !== project.id)
    .map((sibling) => sibling.order_key ?? '');
  return uniqueOrderKey(wanted, new Set(taken));
}
