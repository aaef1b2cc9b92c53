// What a repeating template makes: instances on their day, with computed ids and everything open.
// Must not decide which rule a template has; it only follows it.
import { addDays } from '../encodings/civil-date.ts';
import { instanceId } from '../encodings/ids.ts';
import { packDay, TEMPLATE_DEADLINE, unpackDay } from '../encodings/packed.ts';
import { MAX_INSTANCES_PER_RUN } from '../limits.ts';
import { HEADING, PROJECT, START_ANYTIME, START_SOMEDAY, TODO } from '../store/rows.ts';
import type { TaskChanges, TaskRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import { appendChecklist, checklistOf } from './checklist.ts';
import { createTask } from './create.ts';
import type { Container } from './order.ts';
import { NO_CONTAINER } from './order.ts';
import type { RepeatRule } from './repeat-rule.ts';
import { decodeRule, eventAfterCompletion, occurrences } from './repeat-rule.ts';
import { linkedTagIds, setTags } from './tags.ts';

/** Longest look ahead for the next day of a fixed rule, in days. */
const LOOK_AHEAD_DAYS = 366 * 9;

/** Event (deadline) and start day of an instance. */
interface InstanceDays {
  readonly event: string;
  readonly start: string;
}

/** Makes the instances of every active template that are due on or before today. */
export function spawnAllInstances(state: AppState): void {
  const templates = state.tasksWhere(
    'rt1_recurrenceRule IS NOT NULL AND trashed = 0 AND COALESCE(rt1_instanceCreationPaused, 0) = 0 ORDER BY uuid',
  );
  for (const template of templates) spawnInstances(state, template);
}

/** Makes the due instances of one template and moves its bookkeeping. A rule that is not known makes none. */
function spawnInstances(state: AppState, template: TaskRow): void {
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
  const room = rule.count === 0 ? Infinity : rule.count - template.rt1_instanceCreationCount;
  let made = 0;
  let nextStart: string | null = null;
  for (const event of occurrences(rule, addDays(today, rule.startBefore + LOOK_AHEAD_DAYS))) {
    const start = addDays(event, -rule.startBefore);
    if (start < from) continue;
    if (made >= room) break;
    if (start > today) {
      nextStart = start;
      break;
    }
    if (made < MAX_INSTANCES_PER_RUN && createInstance(state, template, { event, start })) made += 1;
  }
  const cursor = from > today ? from : addDays(today, 1);
  keepBooks(state, template, made, {
    rt1_instanceCreationStartDate: packDay(cursor),
    rt1_nextInstanceStartDate: nextStart === null ? null : packDay(nextStart),
  });
}

function spawnAfterCompletion(state: AppState, template: TaskRow, rule: RepeatRule): void {
  const today = state.todayIso();
  const hasOpen = state.library.get(
    'SELECT 1 FROM TMTask WHERE rt1_repeatingTemplate = ? AND status = 0 AND trashed = 0',
    template.uuid,
  );
  if (hasOpen !== undefined) return;
  if (rule.count > 0 && template.rt1_instanceCreationCount >= rule.count) return;
  const event = nextAfterCompletion(template, rule);
  if (event === null || (rule.lastDay !== null && event > rule.lastDay)) return;
  const start = addDays(event, -rule.startBefore);
  if (start > today) return;
  const isMade = createInstance(state, template, { event, start });
  keepBooks(state, template, isMade ? 1 : 0, {
    rt1_instanceCreationStartDate: packDay(addDays(today, 1)),
    rt1_nextInstanceStartDate: null,
  });
}

/** First event when none was made yet, else the one counted from the last completion; null when that is unknown. */
function nextAfterCompletion(template: TaskRow, rule: RepeatRule): string | null {
  if (template.rt1_afterCompletionReferenceDate !== null) {
    return eventAfterCompletion(rule, unpackDay(template.rt1_afterCompletionReferenceDate));
  }
  return template.rt1_instanceCreationCount === 0 ? rule.anchor : null;
}

function keepBooks(state: AppState, template: TaskRow, made: number, changes: TaskChanges): void {
  const rt1_instanceCreationCount = template.rt1_instanceCreationCount + made;
  state.changeTask(template.uuid, { ...changes, rt1_instanceCreationCount }, true);
}

/** Makes one instance, with all children of a project, unless its computed id exists already. */
function createInstance(state: AppState, template: TaskRow, days: InstanceDays): boolean {
  const uuid = instanceId(template.uuid, days.event);
  if (state.task(uuid) !== undefined) return false;
  const container = { area: template.area, project: template.project, heading: template.heading };
  copyOpen(state, template, container, {
    days,
    columns: {
      start: START_SOMEDAY,
      startDate: packDay(days.start),
      todayIndexReferenceDate: packDay(days.start),
      reminderTime: template.reminderTime,
      deadline: template.deadline === TEMPLATE_DEADLINE ? packDay(days.event) : null,
    },
  });
  if (template.type === PROJECT) copyChildren(state, template.uuid, uuid, days);
  state.library.run(
    `UPDATE TMTask SET userModificationDate = NULL WHERE uuid = ?1 OR project = ?1
     OR heading IN (SELECT uuid FROM TMTask WHERE project = ?1)`,
    uuid,
  );
  return true;
}

/** Copies headings and to-dos; each gets an id computed from its own original (an assumption). */
function copyChildren(state: AppState, from: string, to: string, days: InstanceDays): void {
  const intoProject: Container = { ...NO_CONTAINER, project: to };
  const spec = { days, columns: { start: START_ANYTIME } };
  for (const child of liveChildren(state, 'project', from)) {
    const copy = copyOpen(state, child, intoProject, spec);
    if (child.type !== HEADING) continue;
    for (const below of liveChildren(state, 'heading', child.uuid)) {
      copyOpen(state, below, { ...NO_CONTAINER, heading: copy }, spec);
    }
  }
}

function liveChildren(state: AppState, column: 'project' | 'heading', id: string): TaskRow[] {
  return state.tasksWhere(`${column} = ? AND trashed = 0 ORDER BY "index", uuid`, id);
}

/** Copies title, notes, tags and checklist of one row into an open row of the repeating lineage. */
function copyOpen(
  state: AppState,
  original: TaskRow,
  container: Container,
  spec: { readonly days: InstanceDays; readonly columns: TaskChanges },
): string {
  const { days, columns } = spec;
  const uuid = createTask(state, {
    type: original.type,
    title: original.title ?? '',
    notes: original.notes ?? '',
    container,
    creationDate: state.zone.startOfDay(days.start) / 1000,
    ...(columns.startDate == null
      ? {}
      : { when: { kind: 'day', day: columns.startDate, evening: false, clearsReminder: true } }),
    columns: {
      ...columns,
      uuid: instanceId(original.uuid, days.event),
      leavesTombstone: 1,
      rt1_repeatingTemplate: original.uuid,
    },
  });
  setTags(state, { kind: 'task', id: uuid }, linkedTagIds(state, { kind: 'task', id: original.uuid }));
  const items =
    original.type === TODO
      ? checklistOf(state, original.uuid).map((item) => ({ title: item.title ?? '' }))
      : [];
  if (items.length > 0) appendChecklist(state, uuid, items);
  return uuid;
}
