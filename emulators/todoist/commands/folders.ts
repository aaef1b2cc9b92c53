/** Folders, which hold projects of a workspace. */
import * as z from 'zod';
import { defineCommand } from './context.ts';
import type { CommandContext } from './context.ts';

const projectIds = z.array(z.string()).optional();
const name = z.string().min(1).max(255);
const AddArgs = z.object({
  name,
  workspace_id: z.string(),
  child_order: z.int32().nullish(),
  default_order: z.int32().nullish(),
  default_order_key: z.string().nullish(),
  add_project_ids: projectIds,
});
const UpdateArgs = z.object({
  id: z.string(),
  workspace_id: z.string().optional(),
  name: name.nullish(),
  default_order: z.int32().nullish(),
  default_order_key: z.string().nullish(),
  add_project_ids: projectIds,
  remove_project_ids: projectIds,
});

function putInFolder(
  context: CommandContext,
  ids: readonly string[] | undefined,
  folderId: string | null,
): void {
  const { projectPlaces, projects } = context.account.store;
  for (const id of ids ?? []) {
    const project = context.project(id);
    const place = projectPlaces.get(project.id);
    if (place === undefined || place.workspace_id === null) throw context.missing('folder', id);
    projectPlaces.put({ ...place, folder_id: folderId });
    projects.put(project);
  }
}

/** Adds a folder at the end of a workspace. */
export const folderAdd = defineCommand(AddArgs, (context, args) => {
  const { store, ids } = context.account;
  const workspace = context.workspace(args.workspace_id);
  const siblings = store.folders.at('liveByOwner', workspace.id);
  const id = ids.numeric();
  store.folders.put({
    id,
    name: args.name,
    workspace_id: workspace.id,
    is_deleted: false,
    default_order: args.default_order ?? siblings.length,
    default_order_key: args.default_order_key ?? null,
    child_order: args.child_order ?? siblings.length,
  });
  putInFolder(context, args.add_project_ids, id);
  return id;
});

/** Changes a folder; what is not given stays. */
export const folderUpdate = defineCommand(UpdateArgs, (context, args) => {
  const folder = context.folder(args.id);
  context.account.store.folders.put({
    ...folder,
    name: args.name ?? folder.name,
    default_order: args.default_order ?? folder.default_order,
    default_order_key: args.default_order_key ?? folder.default_order_key,
  });
  putInFolder(context, args.add_project_ids, folder.id);
  putInFolder(context, args.remove_project_ids, null);
  return null;
});

/** Deletes a folder; its projects stay in the workspace. */
export const folderDelete = defineCommand(
  z.object({ id: z.string(), workspace_id: z.string().optional() }),
  (context, args) => {
    const { store } = context.account;
    const folder = context.folder(args.id);
    const places = store.projectPlaces.at('liveByOwner', folder.workspace_id);
    const inside = places.filter((place) => place.folder_id === folder.id);
    putInFolder(
      context,
      inside.map((place) => place.id),
      null,
    );
    store.folders.put({ ...folder, is_deleted: true });
    return null;
  },
);
