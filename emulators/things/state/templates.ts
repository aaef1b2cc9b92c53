// Repeating templates: hidden rows with a rule. Making, changing, pausing and stopping them.
// Must not make instances; that is the day maintenance's part.
import { packDay, TEMPLATE_DEADLINE } from '../encodings/packed.ts';
import { OPEN, PROJECT, START_SOMEDAY, TODO } from '../store/rows.ts';
import type { TaskChanges, TaskRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import { appendChecklist, checklistOf, copyOfItem } from './checklist.ts';
import { createTask } from './create.ts';
import type { Container } from './order.ts';
import type { RepeatRule } from './repeat-rule.ts';
import { encodeRule } from './repeat-rule.ts';
import { linkedTagIds, setTags } from './tags.ts';
import { destroyTask } from './trash.ts';

/** A rule with what a template keeps beside it; `startIso` is the first start day. */
interface TemplateRule {
  readonly rule: RepeatRule;
  readonly hasDeadline: boolean;
  readonly startIso: string;
}

/** A template to make. */
interface NewTemplate extends TemplateRule {
  /** `TODO` or `PROJECT`. */
  readonly type: number;
  readonly title: string;
  readonly notes?: string;
  readonly reminder?: number | null;
  readonly container?: Container;
}

/** Tells whether a row is a repeating template. */
export function isTemplate(row: TaskRow): boolean {
  return row.rt1_recurrenceRule !== null;
}

/** Makes a template row; instances follow with the next day maintenance. */
export function createTemplate(state: AppState, spec: NewTemplate): string {
  return createTask(state, {
    type: spec.type,
    title: spec.title,
    notes: spec.notes ?? '',
    ...(spec.container === undefined ? {} : { container: spec.container }),
    columns: { ...ruleColumns(spec), start: START_SOMEDAY, reminderTime: spec.reminder ?? null },
  });
}

function ruleColumns(spec: TemplateRule): TaskChanges {
  return {
    deadline: spec.hasDeadline ? TEMPLATE_DEADLINE : null,
    rt1_recurrenceRule: encodeRule(spec.rule),
    rt1_instanceCreationStartDate: packDay(spec.startIso),
    rt1_nextInstanceStartDate: spec.rule.afterCompletion ? null : packDay(spec.startIso),
  };
}

/** Makes an item repeat: the row goes for good, a template and later its instances come with new ids. */
export function makeRepeating(state: AppState, id: string, spec: TemplateRule): string {
  const row = state.mustTask(id);
  if (row.type !== TODO || row.status !== OPEN || isTemplate(row)) {
    throw new Error('only an open to-do can be made to repeat');
  }
  const template = createTemplate(state, {
    ...spec,
    type: TODO,
    title: row.title ?? '',
    notes: row.notes ?? '',
    reminder: row.reminderTime,
    container: { area: row.area, project: row.project, heading: row.heading },
  });
  takeOver(state, row.uuid, template);
  return template;
}

/** Gives a template another rule; its id and its instances stay. */
export function changeRule(state: AppState, id: string, spec: TemplateRule): void {
  mustTemplate(state, id);
  state.changeTask(id, ruleColumns(spec));
}

/** Pauses a template, or goes on from today; days in between are not made up for (an assumption). */
export function pauseTemplate(state: AppState, id: string, isPaused: boolean): void {
  const row = mustTemplate(state, id);
  const today = state.today();
  const from = Math.max(row.rt1_instanceCreationStartDate ?? 0, today);
  state.changeTask(
    id,
    isPaused
      ? { rt1_instanceCreationPaused: 1, rt1_nextInstanceStartDate: null }
      : { rt1_instanceCreationPaused: 0, rt1_instanceCreationStartDate: from },
  );
}

/** Stops repeating: the template goes for good, a plain to-do or project takes its place. Returns the new id. */
export function stopRepeating(state: AppState, id: string): string {
  const row = mustTemplate(state, id);
  const plain = createTask(state, {
    type: row.type,
    title: row.title ?? '',
    notes: row.notes ?? '',
    container: { area: row.area, project: row.project, heading: row.heading },
  });
  if (row.type === PROJECT) {
    for (const child of state.tasksWhere('project = ?', id)) state.changeTask(child.uuid, { project: plain });
    state.staleParents.add(plain);
  }
  takeOver(state, id, plain);
  return plain;
}

/** Copies tags and checklist from a row to its successor and destroys the row. */
function takeOver(state: AppState, from: string, to: string): void {
  setTags(state, { kind: 'task', id: to }, linkedTagIds(state, { kind: 'task', id: from }));
  const items = checklistOf(state, from).map(copyOfItem);
  if (items.length > 0) appendChecklist(state, to, items);
  destroyTask(state, from);
}

function mustTemplate(state: AppState, id: string): TaskRow {
  const row = state.mustTask(id);
  if (!isTemplate(row)) throw new Error(`${id} does not repeat`);
  return row;
}
