// Makes to-dos and projects as `add`, `add-project` and json creation do.
// Unknown tags are dropped, unknown lists fall back to the inbox (an assumption).
import { OPEN, PROJECT, TODO } from '../store/rows.ts';
import type { AppState } from '../state/app-state.ts';
import { replaceChecklist } from '../state/checklist.ts';
import { createTask } from '../state/create.ts';
import type { Container } from '../state/order.ts';
import { NO_CONTAINER } from '../state/order.ts';
import { archiveHeading, createHeading } from '../state/projects.ts';
import { findTag, knownTagIds, setTags } from '../state/tags.ts';
import type { ItemFields } from './fields.ts';
import type { PlaceLookup } from './place.ts';
import { findProjectPlace, findTodoPlace } from './place.ts';

/** Grants or refuses one more added item within the documented window. */
export type TakeItem = (what: string) => boolean;

/** One entry of a new project's `items`. */
export type ProjectItem =
  | { readonly kind: 'todo'; readonly fields: ItemFields }
  | { readonly kind: 'heading'; readonly title: string; readonly isArchived: boolean };

/** Makes a to-do and returns its id; null when the item limit refuses it. A given container wins over the fields. */
export function createTodoFromFields(
  state: AppState,
  fields: ItemFields,
  take: TakeItem,
  container?: Container,
): string | null {
  if (!take('to-do')) return null;
  const place = container ?? containerOr(findTodoPlace(state, fields.place));
  const id = insertItem(state, TODO, fields, place);
  if (fields.checklist !== undefined && fields.checklist.length > 0) {
    replaceChecklist(state, id, fields.checklist);
  }
  return id;
}

/** Makes a project with its headings and to-dos and returns its id; null when the item limit refuses it. */
export function createProjectFromFields(
  state: AppState,
  fields: ItemFields,
  items: readonly ProjectItem[],
  take: TakeItem,
): string | null {
  if (!take('project')) return null;
  const id = insertItem(state, PROJECT, fields, containerOr(findProjectPlace(state, fields.place)));
  let container: Container = { ...NO_CONTAINER, project: id };
  for (const item of items) {
    if (item.kind === 'todo') {
      createTodoFromFields(state, item.fields, take, container);
    } else if (take('heading')) {
      const heading = createHeading(state, id, item.title);
      if (item.isArchived) archiveHeading(state, heading);
      container = { ...NO_CONTAINER, heading };
    }
  }
  return id;
}

function containerOr(lookup: PlaceLookup): Container {
  return lookup.kind === 'found' ? lookup.container : NO_CONTAINER;
}

function insertItem(state: AppState, type: number, fields: ItemFields, container: Container): string {
  const now = state.nowSeconds();
  const status = fields.status ?? OPEN;
  const creationDate = notInFuture(fields.creationDate, now);
  const stopDate = notInFuture(fields.completionDate, now);
  const id = createTask(state, {
    type,
    title: fields.title ?? '',
    notes: fields.notes ?? '',
    container,
    status,
    ...(fields.when === undefined ? {} : { when: fields.when }),
    ...(fields.deadline == null ? {} : { deadline: fields.deadline }),
    ...(creationDate === undefined ? {} : { creationDate }),
    ...(stopDate === undefined ? {} : { stopDate }),
  });
  const tagIds = [...knownTagIds(state, fields.tags ?? []), ...existingTags(state, fields.tagIds)];
  if (tagIds.length > 0) setTags(state, { kind: 'task', id }, tagIds);
  return id;
}

/** Keeps the ids that are tags. */
export function existingTags(state: AppState, ids: readonly string[] | undefined): string[] {
  return (ids ?? []).filter((id) => findTag(state, id) !== undefined);
}

function notInFuture(stamp: number | undefined, now: number): number | undefined {
  return stamp !== undefined && stamp <= now ? stamp : undefined;
}
