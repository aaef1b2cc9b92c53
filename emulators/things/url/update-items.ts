// Changes to-dos and projects as `update`, `update-project` and json updates do.
// What the app ignores in silence is ignored here in silence; `when` on a template crashes it.
import { PROJECT, TODO } from '../store/rows.ts';
import type { TaskRow } from '../store/rows.ts';
import type { AppState } from '../state/app-state.ts';
import { appendChecklist, prependChecklist, replaceChecklist } from '../state/checklist.ts';
import { duplicateItem } from '../state/projects.ts';
import { setStatus } from '../state/status.ts';
import { knownTagIds, linkedTagIds, setTags } from '../state/tags.ts';
import { isTemplate } from '../state/templates.ts';
import { moveTask, setDeadline, setWhen } from '../state/todos.ts';
import { existingTags } from './create-items.ts';
import type { ItemFields } from './fields.ts';
import { AppCrash } from './outcome.ts';
import { findProjectPlace, findTodoPlace } from './place.ts';

/** An update to apply. */
interface UpdateRequest {
  readonly id: string;
  /** Kind of row the command is for; a row of another kind is left alone. */
  readonly type: number;
  readonly fields: ItemFields;
  readonly isDuplicate: boolean;
}

/** Why an update of an id that no row has did nothing. */
export const UNKNOWN_ID = 'unknown id';

/** How an update ended: the changed row, or why nothing happened. */
type UpdateResult =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly reason: string };

/** Applies an update in place or to a fresh copy. Throws AppCrash for `when` on a repeating template. */
export function updateItem(state: AppState, request: UpdateRequest): UpdateResult {
  const row = state.task(request.id);
  if (row === undefined) return { ok: false, reason: UNKNOWN_ID };
  if (row.type !== request.type) return { ok: false, reason: 'the item is of another type' };
  if (isTemplate(row)) return updateTemplate(state, row, request);
  const lookup =
    row.type === PROJECT
      ? findProjectPlace(state, request.fields.place)
      : findTodoPlace(state, request.fields.place, row);
  if (lookup.kind === 'unknown') return { ok: false, reason: 'unknown list' };
  const id = request.isDuplicate ? duplicateItem(state, row.uuid) : row.uuid;
  if (lookup.kind === 'found') moveTask(state, id, lookup.container);
  applyTexts(state, id, request.fields);
  if (request.fields.when !== undefined) setWhen(state, id, request.fields.when);
  if (request.fields.deadline !== undefined) setDeadline(state, id, request.fields.deadline);
  applyTags(state, id, request.fields);
  if (row.type === TODO) applyChecklist(state, id, request.fields);
  if (request.fields.status !== undefined) setStatus(state, id, request.fields.status);
  return { ok: true, id };
}

function updateTemplate(state: AppState, row: TaskRow, request: UpdateRequest): UpdateResult {
  if (request.fields.when !== undefined) throw new AppCrash('when on a repeating template');
  if (request.isDuplicate) return { ok: false, reason: 'a template is not duplicated' };
  applyTexts(state, row.uuid, request.fields);
  applyTags(state, row.uuid, request.fields);
  if (row.type === TODO) applyChecklist(state, row.uuid, request.fields);
  return { ok: true, id: row.uuid };
}

function applyTexts(state: AppState, id: string, fields: ItemFields): void {
  let notes = fields.notes ?? state.mustTask(id).notes ?? '';
  if (fields.prependNotes !== undefined) notes = joinNotes(fields.prependNotes, notes);
  if (fields.appendNotes !== undefined) notes = joinNotes(notes, fields.appendNotes);
  const before = state.mustTask(id).notes ?? '';
  state.changeTask(id, {
    ...(fields.title === undefined ? {} : { title: fields.title }),
    ...(notes === before ? {} : { notes }),
  });
}

/** Joins two notes with one newline; an empty side leaves the other alone. */
function joinNotes(first: string, second: string): string {
  return first === '' || second === '' ? first + second : `${first}\n${second}`;
}

function applyTags(state: AppState, id: string, fields: ItemFields): void {
  const owner = { kind: 'task', id } as const;
  if (fields.tags !== undefined || fields.tagIds !== undefined) {
    setTags(state, owner, [...knownTagIds(state, fields.tags ?? []), ...existingTags(state, fields.tagIds)]);
  }
  if (fields.addTags !== undefined) {
    setTags(state, owner, [...linkedTagIds(state, owner), ...knownTagIds(state, fields.addTags)]);
  }
}

function applyChecklist(state: AppState, id: string, fields: ItemFields): void {
  if (fields.checklist !== undefined) replaceChecklist(state, id, fields.checklist);
  if (fields.prependChecklist !== undefined) prependChecklist(state, id, fields.prependChecklist);
  if (fields.appendChecklist !== undefined) appendChecklist(state, id, fields.appendChecklist);
}
