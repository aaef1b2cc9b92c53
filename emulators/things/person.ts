// What a person does in the app's windows: effects at once, one transaction each.
// Uses the same state operations as the URL and script front doors; has no rules of its own.
import { packDay } from './encodings/packed.ts';
import type {
  PersonChecklistItem,
  PersonPlace,
  PersonProject,
  PersonProjectTemplate,
  PersonRule,
  PersonTemplate,
  PersonTodo,
} from './person-fields.ts';
import { readRule, readTime, readWhen } from './person-fields.ts';
import type { AppState } from './state/app-state.ts';
import { createArea, deleteArea, renameArea } from './state/areas.ts';
import type { NewChecklistItem } from './state/checklist.ts';
import {
  appendChecklist,
  deleteItem,
  renameItem,
  replaceChecklist,
  setItemStatus,
} from './state/checklist.ts';
import { createTask } from './state/create.ts';
import { runDayMaintenance } from './state/day-maintenance.ts';
import type { Container } from './state/order.ts';
import { NO_CONTAINER, placeAmongSiblings } from './state/order.ts';
import { archiveHeading, createHeading } from './state/projects.ts';
import type { RepeatRule } from './state/repeat-rule.ts';
import { setStatus } from './state/status.ts';
import { deleteTag, ensureTag, ensureTagIds, renameTag, setTags } from './state/tags.ts';
import {
  changeRule,
  createTemplate,
  isTemplate,
  makeRepeating,
  pauseTemplate,
  stopRepeating,
} from './state/templates.ts';
import { moveTask, setDeadline, setReminder, setWhen } from './state/todos.ts';
import { destroyTask, emptyTrash, restoreTask, trashTask } from './state/trash.ts';
import { CANCELED, COMPLETED, HEADING, OPEN, PROJECT, TODO } from './store/rows.ts';

/** Runs work in the app as one command: launches a closed app first, checks invariants, commits. */
type RunAsPerson = <T>(work: (state: AppState) => T) => T;

/** Everything a person can do; ids are Things ids. Unknown ids throw. */
export class PersonInTheApp {
  readonly #run: RunAsPerson;
  constructor(run: RunAsPerson) {
    this.#run = run;
  }

  /** Makes a to-do (inbox unless said otherwise) and returns its id. */
  addTodo(todo: PersonTodo): string {
    return this.#run((state) => addTodo(state, todo));
  }

  /** Makes a project with headings and returns its id. */
  addProject(project: PersonProject): string {
    return this.#run((state) => addProject(state, project));
  }

  /** Makes a heading at the end of a project and returns its id. */
  addHeading(projectId: string, title: string): string {
    return this.#run((state) => createHeading(state, projectId, title));
  }

  /** Makes an area and returns its id. */
  addArea(title: string): string {
    return this.#run((state) => createArea(state, title));
  }

  /** Makes a tag, or finds the one with that name, and returns its id. */
  addTag(title: string): string {
    return this.#run((state) => ensureTag(state, title));
  }

  /** Makes a repeating template, with its first instance when that is due; returns the template's id. */
  addRepeatingTemplate(template: PersonTemplate): string {
    return this.#run((state) => addTemplate(state, template));
  }

  /** Makes a repeating project with its headings and to-dos, and its first instance when due; returns the template's id. */
  addRepeatingProject(project: PersonProjectTemplate): string {
    return this.#run((state) => addProjectTemplate(state, project));
  }

  /** Makes a to-do repeat: it goes for good, the id of its template is returned. */
  makeRepeating(id: string, rule: PersonRule, start: string): string {
    return this.#run((state) => {
      const template = makeRepeating(state, id, readTemplateRule({ rule, start }));
      runDayMaintenance(state);
      return template;
    });
  }

  /** Gives a template another rule from a start day on. */
  changeRule(templateId: string, rule: PersonRule, start: string): void {
    this.#run((state) => {
      changeRule(state, templateId, readTemplateRule({ rule, start }));
      runDayMaintenance(state);
    });
  }

  /** Pauses a template or lets it go on. */
  pauseRepeating(templateId: string, isPaused: boolean): void {
    this.#run((state) => {
      pauseTemplate(state, templateId, isPaused);
      runDayMaintenance(state);
    });
  }

  /** Stops repeating: a plain item takes the template's place; returns its id. */
  stopRepeating(templateId: string): string {
    return this.#run((state) => stopRepeating(state, templateId));
  }

  /** Changes fields of a to-do or project; an absent field stays, null clears a deadline or reminder. */
  editTodo(id: string, changes: Partial<PersonTodo>): void {
    this.#run((state) => editTodo(state, id, changes));
  }

  /** Completes a to-do, a project with its open children, or archives a heading. */
  complete(id: string): void {
    this.#run((state) => close(state, id, COMPLETED));
  }

  /** Cancels a to-do or a project with its open children. */
  cancel(id: string): void {
    this.#run((state) => close(state, id, CANCELED));
  }

  /** Reopens a row, and the closed project or heading above it. */
  reopen(id: string): void {
    this.#run((state) => setStatus(state, id, OPEN));
  }

  /** Moves an item into a container, or out of all. */
  move(id: string, place: PersonPlace): void {
    this.#run((state) => moveTask(state, id, containerOf(place)));
  }

  /** Puts an item into the Trash. */
  trash(id: string): void {
    this.#run((state) => trashTask(state, id));
  }

  /** Puts an item back from the Trash. */
  restore(id: string): void {
    this.#run((state) => restoreTask(state, id));
  }

  /** Destroys everything in the Trash. */
  emptyTrash(): void {
    this.#run((state) => emptyTrash(state));
  }

  /** Destroys a task, area or tag row at once, as another device's purge would. */
  deleteForever(id: string): void {
    this.#run((state) => {
      if (state.task(id) !== undefined) destroyTask(state, id);
      else if (state.library.get('SELECT 1 FROM TMArea WHERE uuid = ?', id) !== undefined)
        deleteArea(state, id);
      else deleteTag(state, id);
    });
  }

  /** Deletes an area; see `deleteArea` of the state for its members. */
  deleteArea(id: string): void {
    this.#run((state) => deleteArea(state, id));
  }

  /** Deletes a tag, its links and the tags below it. */
  deleteTag(id: string): void {
    this.#run((state) => deleteTag(state, id));
  }

  /** Renames a project. */
  renameProject(id: string, title: string): void {
    this.#run((state) => state.changeTask(id, { title }));
  }

  /** Renames a heading. */
  renameHeading(id: string, title: string): void {
    this.#run((state) => state.changeTask(id, { title }));
  }

  /** Renames an area. */
  renameArea(id: string, title: string): void {
    this.#run((state) => renameArea(state, id, title));
  }

  /** Renames a tag; no task is stamped. */
  renameTag(id: string, title: string): void {
    this.#run((state) => renameTag(state, id, title));
  }

  /** Replaces the checklist of a to-do and returns the new item ids. */
  setChecklist(todoId: string, items: readonly PersonChecklistItem[]): string[] {
    return this.#run((state) => replaceChecklist(state, todoId, items.map(toItem)));
  }

  /** Adds an open item at the end of a checklist and returns its id. */
  addChecklistItem(todoId: string, title: string): string {
    return this.#run((state) => appendChecklist(state, todoId, [{ title }])[0] ?? '');
  }

  /** Checks or unchecks an item. */
  checkChecklistItem(itemId: string, done: boolean): void {
    this.#run((state) => setItemStatus(state, itemId, done ? COMPLETED : OPEN));
  }

  /** Renames an item. */
  renameChecklistItem(itemId: string, title: string): void {
    this.#run((state) => renameItem(state, itemId, title));
  }

  /** Deletes an item. */
  deleteChecklistItem(itemId: string): void {
    this.#run((state) => deleteItem(state, itemId));
  }

  /** Moves an item to a 0-based position among its open siblings; stamps nothing. */
  reorder(id: string, position: number): void {
    this.#run((state) => placeAmongSiblings(state, id, position));
  }
}

function addTodo(state: AppState, todo: PersonTodo): string {
  const hasReminder = todo.reminder !== undefined && todo.reminder !== null;
  const when = todo.when ?? (hasReminder ? 'today' : undefined);
  const id = createTask(state, {
    type: TODO,
    title: todo.title,
    notes: todo.notes ?? '',
    container: placeOf(todo) ?? NO_CONTAINER,
    ...(when === undefined ? {} : { when: readWhen(when, todo.reminder, state.todayIso()) }),
    deadline: todo.deadline == null ? null : packDay(todo.deadline),
  });
  if (todo.tags !== undefined) setTags(state, { kind: 'task', id }, ensureTagIds(state, todo.tags));
  if (todo.checklist !== undefined) appendChecklist(state, id, todo.checklist.map(toItem));
  return id;
}

function addProject(state: AppState, project: PersonProject): string {
  const id = createTask(state, {
    type: PROJECT,
    title: project.title,
    notes: project.notes ?? '',
    container: { ...NO_CONTAINER, area: project.area ?? null },
    ...(project.when === undefined ? {} : { when: readWhen(project.when, undefined, state.todayIso()) }),
    deadline: project.deadline === undefined ? null : packDay(project.deadline),
  });
  if (project.tags !== undefined) setTags(state, { kind: 'task', id }, ensureTagIds(state, project.tags));
  for (const title of project.headings ?? []) createHeading(state, id, title);
  return id;
}

function addTemplate(state: AppState, template: PersonTemplate): string {
  const id = createTemplate(state, {
    ...readTemplateRule(template),
    type: TODO,
    title: template.title,
    notes: template.notes ?? '',
    reminder: template.reminder === undefined ? null : readTime(template.reminder),
    container: placeOf(template) ?? NO_CONTAINER,
  });
  if (template.tags !== undefined) setTags(state, { kind: 'task', id }, ensureTagIds(state, template.tags));
  if (template.checklist !== undefined) {
    appendChecklist(
      state,
      id,
      template.checklist.map((title) => ({ title })),
    );
  }
  // A first instance that is due today is in Today at once.
  runDayMaintenance(state);
  return id;
}

function addProjectTemplate(state: AppState, project: PersonProjectTemplate): string {
  const id = createTemplate(state, {
    ...readTemplateRule(project),
    type: PROJECT,
    title: project.title,
    notes: project.notes ?? '',
    container: { ...NO_CONTAINER, area: project.area ?? null },
  });
  if (project.tags !== undefined) setTags(state, { kind: 'task', id }, ensureTagIds(state, project.tags));
  for (const title of project.todos ?? []) addTodo(state, { title, project: id });
  for (const { title, todos } of project.headings ?? []) {
    const heading = createHeading(state, id, title);
    for (const below of todos) addTodo(state, { title: below, heading });
  }
  runDayMaintenance(state);
  return id;
}

function readTemplateRule(spec: { readonly rule: PersonRule; readonly start: string }): {
  readonly rule: RepeatRule;
  readonly hasDeadline: boolean;
  readonly startIso: string;
} {
  return {
    rule: readRule(spec.rule, spec.start),
    hasDeadline: spec.rule.startBeforeDeadlineDays !== undefined,
    startIso: spec.start,
  };
}

function editTodo(state: AppState, id: string, changes: Partial<PersonTodo>): void {
  const isTimed = changes.when !== undefined || changes.deadline !== undefined;
  if (isTimed && isTemplate(state.mustTask(id))) throw new Error('a template has a rule instead of a date');
  const place = placeOf(changes);
  if (place !== null) moveTask(state, id, place);
  state.changeTask(id, {
    ...(changes.title === undefined ? {} : { title: changes.title }),
    ...(changes.notes === undefined ? {} : { notes: changes.notes }),
  });
  if (changes.when !== undefined)
    setWhen(state, id, readWhen(changes.when, changes.reminder, state.todayIso()));
  else if (changes.reminder !== undefined) {
    setReminder(state, id, changes.reminder === null ? null : readTime(changes.reminder));
  }
  if (changes.deadline !== undefined) {
    setDeadline(state, id, changes.deadline === null ? null : packDay(changes.deadline));
  }
  if (changes.tags !== undefined) setTags(state, { kind: 'task', id }, ensureTagIds(state, changes.tags));
  if (changes.checklist !== undefined) replaceChecklist(state, id, changes.checklist.map(toItem));
}

function close(state: AppState, id: string, status: number): void {
  if (state.mustTask(id).type === HEADING) archiveHeading(state, id);
  else setStatus(state, id, status);
}

function placeOf(fields: {
  readonly project?: string;
  readonly heading?: string;
  readonly area?: string;
}): Container | null {
  if (fields.heading !== undefined) return { ...NO_CONTAINER, heading: fields.heading };
  if (fields.project !== undefined) return { ...NO_CONTAINER, project: fields.project };
  return fields.area === undefined ? null : { ...NO_CONTAINER, area: fields.area };
}

function containerOf(place: PersonPlace): Container {
  return place === null ? NO_CONTAINER : (placeOf(place) ?? NO_CONTAINER);
}

function toItem(item: PersonChecklistItem): NewChecklistItem {
  return { title: item.title, status: item.done ? COMPLETED : OPEN };
}
