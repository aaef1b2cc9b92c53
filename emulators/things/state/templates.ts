// Repeating templates and the instances they make.
// Templates are hidden rows; instances are ordinary to-dos with a computed id and a tombstone mark.
import { addDays } from '../encodings/civil-date.ts';
import { instanceId } from '../encodings/ids.ts';
import { packDay, TEMPLATE_DEADLINE, unpackDay } from '../encodings/packed.ts';
import { MAX_INSTANCES_PER_RUN } from '../limits.ts';
import { START_SOMEDAY, TODO } from '../store/rows.ts';
import type { TaskRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import { appendChecklist, checklistOf } from './checklist.ts';
import { createTask } from './create.ts';
import type { Container } from './order.ts';
import type { RepeatRule } from './repeat-rule.ts';
import { decodeRule, encodeRule, eventAfterCompletion, occurrences } from './repeat-rule.ts';
import { linkedTagIds, setTags } from './tags.ts';

/** Longest look ahead for the next day of a fixed rule, in days. */
const LOOK_AHEAD_DAYS = 366 * 5;

/** A template to make; `startIso` is the first start day. */
interface NewTemplate {
  readonly title: string;
  readonly notes?: string;
  readonly rule: RepeatRule;
  readonly hasDeadline: boolean;
  readonly startIso: string;
  readonly container?: Container;
}

/** Tells whether a row is a repeating template. */
export function isTemplate(row: TaskRow): boolean {
  return row.rt1_recurrenceRule !== null;
}

/** Makes a template row; instances follow with the next day maintenance. */
export function createTemplate(state: AppState, spec: NewTemplate): string {
  return createTask(state, {
    type: TODO,
    title: spec.title,
    notes: spec.notes ?? '',
    ...(spec.container === undefined ? {} : { container: spec.container }),
    columns: {
      start: START_SOMEDAY,
      deadline: spec.hasDeadline ? TEMPLATE_DEADLINE : null,
      rt1_recurrenceRule: encodeRule(spec.rule),
      rt1_instanceCreationStartDate: packDay(spec.startIso),
      rt1_nextInstanceStartDate: packDay(spec.startIso),
    },
  });
}

/** Makes the instances of every active template that are due on or before today. */
export function spawnAllInstances(state: AppState): void {
  const templates = state.tasksWhere(
    'rt1_recurrenceRule IS NOT NULL AND trashed = 0 AND type = 0 AND COALESCE(rt1_instanceCreationPaused, 0) = 0 ORDER BY uuid',
  );
  for (const template of templates) spawnInstances(state, template.uuid);
}

/** Makes the due instances of one template and moves its bookkeeping. A rule that is not modeled makes none. */
function spawnInstances(state: AppState, templateId: string): void {
  const template = state.mustTask(templateId);
  if (template.rt1_recurrenceRule === null) return;
  const rule = decodeRule(template.rt1_recurrenceRule);
  if (rule === null) return;
  if (rule.afterCompletion) spawnAfterCompletion(state, template, rule);
  else spawnFixed(state, template, rule);
}

function spawnFixed(state: AppState, template: TaskRow, rule: RepeatRule): void {
  const today = state.todayIso();
  const from =
    template.rt1_instanceCreationStartDate === null
      ? addDays(rule.anchor, -rule.startBefore)
      : unpackDay(template.rt1_instanceCreationStartDate);
  let made = 0;
  let nextStart: string | null = null;
  for (const event of occurrences(rule, addDays(today, rule.startBefore + LOOK_AHEAD_DAYS))) {
    const start = addDays(event, -rule.startBefore);
    if (start < from) continue;
    if (start > today) {
      nextStart = start;
      break;
    }
    if (made >= MAX_INSTANCES_PER_RUN) continue;
    if (createInstance(state, template, { event, start })) made += 1;
  }
  const cursor = from > today ? from : addDays(today, 1);
  state.changeTask(
    template.uuid,
    {
      rt1_instanceCreationStartDate: packDay(cursor),
      rt1_instanceCreationCount: template.rt1_instanceCreationCount + made,
      rt1_nextInstanceStartDate: nextStart === null ? null : packDay(nextStart),
    },
    true,
  );
}

function spawnAfterCompletion(state: AppState, template: TaskRow, rule: RepeatRule): void {
  const today = state.todayIso();
  const hasOpen = state.library.get(
    'SELECT 1 FROM TMTask WHERE rt1_repeatingTemplate = ? AND status = 0 AND trashed = 0',
    template.uuid,
  );
  if (hasOpen !== undefined) return;
  const event = nextAfterCompletion(template, rule);
  const start = event === null ? null : addDays(event, -rule.startBefore);
  if (event === null || start === null || start > today) return;
  const isMade = createInstance(state, template, { event, start });
  state.changeTask(
    template.uuid,
    {
      rt1_instanceCreationStartDate: packDay(addDays(today, 1)),
      rt1_instanceCreationCount: template.rt1_instanceCreationCount + (isMade ? 1 : 0),
      rt1_nextInstanceStartDate: null,
    },
    true,
  );
}

/** First event when none was made yet, else the one counted from the last completion; null when that is unknown. */
function nextAfterCompletion(template: TaskRow, rule: RepeatRule): string | null {
  if (template.rt1_afterCompletionReferenceDate !== null) {
    return eventAfterCompletion(rule, unpackDay(template.rt1_afterCompletionReferenceDate));
  }
  return template.rt1_instanceCreationCount === 0 ? rule.anchor : null;
}

/** Makes one instance unless its computed id exists already. */
function createInstance(
  state: AppState,
  template: TaskRow,
  days: { readonly event: string; readonly start: string },
): boolean {
  const uuid = instanceId(template.uuid, days.event);
  if (state.task(uuid) !== undefined) return false;
  createTask(state, {
    type: TODO,
    title: template.title ?? '',
    notes: template.notes ?? '',
    container: { area: template.area, project: template.project, heading: template.heading },
    creationDate: state.zone.startOfDay(days.start) / 1000,
    when: { kind: 'day', day: packDay(days.start), evening: false, clearsReminder: true },
    columns: {
      uuid,
      start: START_SOMEDAY,
      startDate: packDay(days.start),
      todayIndexReferenceDate: packDay(days.start),
      reminderTime: template.reminderTime,
      deadline: template.deadline === TEMPLATE_DEADLINE ? packDay(days.event) : null,
      leavesTombstone: 1,
      rt1_repeatingTemplate: template.uuid,
    },
  });
  setTags(state, { kind: 'task', id: uuid }, linkedTagIds(state, { kind: 'task', id: template.uuid }));
  const items = checklistOf(state, template.uuid).map((item) => ({ title: item.title ?? '' }));
  if (items.length > 0) appendChecklist(state, uuid, items);
  state.library.run('UPDATE TMTask SET userModificationDate = NULL WHERE uuid = ?', uuid);
  return true;
}
