/** How views show their tasks: the owner's own options, and a project's defaults. Nothing here filters or sorts. */
import * as z from 'zod';
import { argumentMissing, invalidArgument } from '../errors.ts';
import type { ViewOptionsRow } from '../wire-more.ts';
import { defineCommand, given } from './context.ts';

const text = z.string().nullable().optional();
const settings = z.record(z.string(), z.unknown()).nullable().optional();
const fields = {
  view_mode: z.string().nullable().optional(),
  grouped_by: text,
  sorted_by: text,
  sort_order: text,
  filtered_by: text,
  show_completed_tasks: z.boolean().optional(),
  calendar_settings: settings,
  property_settings: settings,
};

/** The kinds of view that stand for one object. */
const VIEWS_WITH_OBJECT = ['PROJECT', 'LABEL', 'FILTER', 'WORKSPACE_FILTER'];
const VIEW_TYPES = [
  'TODAY',
  'UPCOMING',
  ...VIEWS_WITH_OBJECT,
  'SEARCH',
  'TEMPLATE_PREVIEW',
  'TASK_DETAIL',
  'AUTOMATION',
  'ASSIGNED',
  'ASSIGNED_TO_ME',
  'OVERDUE',
  'WORKSPACE_OVERVIEW',
];

const PLAIN: Omit<ViewOptionsRow, 'id' | 'view_type' | 'object_id'> = {
  view_mode: null,
  grouped_by: null,
  sorted_by: null,
  sort_order: null,
  filtered_by: null,
  show_completed_tasks: false,
  calendar_settings: null,
  property_settings: null,
  is_deleted: false,
};

/** The vendor empties a tombstone's texts instead of nulling them. */
const EMPTIED = { ...PLAIN, view_mode: '', grouped_by: '', sorted_by: '', sort_order: '', filtered_by: '' };

const Place = { view_type: z.string(), object_id: z.string().nullable().optional() };

function placeOf(args: { readonly view_type: string; readonly object_id?: string | null | undefined }): {
  readonly id: string;
  readonly view_type: string;
  readonly object_id: string | null;
} {
  if (!VIEW_TYPES.includes(args.view_type)) throw invalidArgument('view_type', VIEW_TYPES.join(', '));
  const objectId = args.object_id ?? null;
  if (VIEWS_WITH_OBJECT.includes(args.view_type) && objectId === null) throw argumentMissing('object_id');
  return { id: `${args.view_type}/${objectId ?? ''}`, view_type: args.view_type, object_id: objectId };
}

/** Sets a view's options; what is not given stays. */
export const viewOptionsSet = defineCommand(z.object({ ...fields, ...Place }), (context, args) => {
  const { viewOptions } = context.account.store;
  const place = placeOf(args);
  const before = viewOptions.get(place.id);
  const kept = before === undefined || before.is_deleted ? PLAIN : before;
  viewOptions.put({ ...kept, ...given(args, 'view_type', 'object_id'), ...place, is_deleted: false });
  return null;
});

/** Forgets a view's options; those of a view that has none are forgotten as well. */
export const viewOptionsDelete = defineCommand(z.object(Place), (context, args) => {
  const { viewOptions } = context.account.store;
  const place = placeOf(args);
  if (viewOptions.get(place.id)?.is_deleted !== false) return null;
  viewOptions.put({ ...EMPTIED, ...place, is_deleted: true });
  return null;
});

/** Sets how a project looks for everybody in it; what is not given stays. */
export const projectViewOptionsDefaultsSet = defineCommand(
  z.object({ ...fields, project_id: z.string() }),
  (context, args) => {
    const { projectViewDefaults } = context.account.store;
    const projectId = context.project(args.project_id).id;
    const kept = projectViewDefaults.get(projectId) ?? PLAIN;
    projectViewDefaults.put({ ...kept, ...given(args, 'project_id'), id: projectId, project_id: projectId });
    return null;
  },
);
