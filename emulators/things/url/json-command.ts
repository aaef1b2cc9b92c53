// The `json` command: validates the whole payload first, then applies its objects in order.
// Nothing is written when one object is bad.
import { PROJECT, TODO } from '../store/rows.ts';
import type { AppState } from '../state/app-state.ts';
import type { ProjectItem, TakeItem } from './create-items.ts';
import { createProjectFromFields, createTodoFromFields } from './create-items.ts';
import type { Attributes, ItemFields, ReadContext } from './fields.ts';
import { fieldsFromJson, flagAt, isRecord, stampAt, stringAt } from './fields.ts';
import { UrlRejection } from './outcome.ts';
import { updateItem } from './update-items.ts';

/** A validated object of the payload. */
type JsonStep =
  | { readonly kind: 'create-todo'; readonly fields: ItemFields }
  | { readonly kind: 'create-project'; readonly fields: ItemFields; readonly items: readonly ProjectItem[] }
  | { readonly kind: 'update'; readonly id: string; readonly type: number; readonly fields: ItemFields };

/** Reads and validates the payload. Throws UrlRejection at the first bad object. */
export function readJsonPayload(
  text: string,
  context: Omit<ReadContext, 'isUpdate' | 'isProject'>,
): JsonStep[] {
  const payload = parseJson(text);
  if (!Array.isArray(payload)) throw new UrlRejection('data must be an array');
  return payload.map((item: unknown) => readStep(item, context));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UrlRejection('data is not json', { cause: error });
  }
}

function readStep(item: unknown, context: Omit<ReadContext, 'isUpdate' | 'isProject'>): JsonStep {
  const { type, attributes, operation, id } = readObject(item);
  if (type !== 'to-do' && type !== 'project') throw new UrlRejection(`type ${type} cannot stand alone`);
  const isProject = type === 'project';
  const isUpdate = operation === 'update';
  const fields = fieldsFromJson(attributes, { ...context, isUpdate, isProject });
  if (isUpdate) {
    if (id === undefined) throw new UrlRejection('an update needs an id');
    return { kind: 'update', id, type: isProject ? PROJECT : TODO, fields };
  }
  if (!isProject) return { kind: 'create-todo', fields };
  return { kind: 'create-project', fields, items: readItems(attributes['items'], context) };
}

interface JsonObject {
  readonly type: string;
  readonly attributes: Attributes;
  readonly operation: string;
  readonly id: string | undefined;
}

function readObject(item: unknown): JsonObject {
  if (!isRecord(item)) throw new UrlRejection('every item must be an object');
  const { attributes } = item;
  const type = stringAt(item, 'type');
  const operation = stringAt(item, 'operation') ?? 'create';
  if (type === undefined || !isRecord(attributes)) throw new UrlRejection('type and attributes are needed');
  if (operation !== 'create' && operation !== 'update') throw new UrlRejection('unknown operation');
  return { type, attributes, operation, id: stringAt(item, 'id') };
}

function readItems(
  value: unknown,
  context: Omit<ReadContext, 'isUpdate' | 'isProject'>,
): readonly ProjectItem[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new UrlRejection('items must be an array');
  return value.map((item: unknown): ProjectItem => {
    const { type, attributes, operation } = readObject(item);
    if (operation !== 'create') throw new UrlRejection('items can only be created');
    if (type === 'to-do') {
      const fields = fieldsFromJson(attributes, { ...context, isUpdate: false, isProject: false });
      return { kind: 'todo', fields };
    }
    if (type !== 'heading') throw new UrlRejection(`type ${type} cannot be in a project`);
    stampAt(attributes, 'creation-date');
    stampAt(attributes, 'completion-date');
    return {
      kind: 'heading',
      title: stringAt(attributes, 'title') ?? '',
      isArchived: flagAt(attributes, 'archived') ?? false,
    };
  });
}

/** Applies validated objects in order; returns top-level ids and the reasons of objects that did nothing. */
export function applyJsonSteps(
  state: AppState,
  steps: readonly JsonStep[],
  take: TakeItem,
): { readonly ids: readonly string[]; readonly ignored: readonly string[] } {
  const ids: string[] = [];
  const ignored: string[] = [];
  for (const step of steps) {
    if (step.kind === 'update') {
      const result = updateItem(state, { ...step, isDuplicate: false });
      if (result.ok) ids.push(result.id);
      else ignored.push(result.reason);
      continue;
    }
    const id =
      step.kind === 'create-todo'
        ? createTodoFromFields(state, step.fields, take)
        : createProjectFromFields(state, step.fields, step.items, take);
    if (id !== null) ids.push(id);
  }
  return { ids, ignored };
}
