// Small builders for the tests of this folder. Must not be imported by anything but tests.

import { DEFAULT_CONFIG } from '../../src/model/config.ts';
import {
  parseCivilDate,
  parseClockTime,
  type CivilDate,
  type ClockTime,
  type TimeOfDay,
} from '../../src/model/dates.ts';
import { operationId, remoteId, taskId } from '../../src/model/ids.ts';
import type { Link, Operation } from '../../src/model/link.ts';
import {
  EMPTY_FIELDS,
  FIELD_NAMES,
  type Scheduled,
  type SomeFields,
  type Stamp,
  type TaskFields,
  type FieldName,
} from '../../src/model/task.ts';
import type { EncodeContext, TodoistAccount } from '../../src/replicas/todoist/todoist-port.ts';

/** A paying account in Berlin. */
export const ACCOUNT: TodoistAccount = {
  userId: 'user-1',
  zone: 'Europe/Berlin',
  inboxProjectId: remoteId('inbox'),
  premium: true,
  deadlines: true,
  durations: true,
};

/** The same without what only paying users have. */
export const FREE_ACCOUNT: TodoistAccount = {
  ...ACCOUNT,
  premium: false,
  deadlines: false,
  durations: false,
};

/** A day; throws for what is none. */
export function day(text: string): CivilDate {
  const parsed = parseCivilDate(text);
  if (parsed === null) throw new Error(`no day: ${text}`);
  return parsed;
}

/** A minute of the day; throws for what is none. */
function clock(text: string): ClockTime {
  const parsed = parseClockTime(text);
  if (parsed === null) throw new Error(`no time: ${text}`);
  return parsed;
}

/** A scheduled start. */
export function on(date: string, time: TimeOfDay | null = null, evening = false): Scheduled {
  return { date: day(date), evening, time };
}

/** A pinned time. */
export function fixed(at: string, zone: string): TimeOfDay {
  return { kind: 'fixed', at: clock(at), zone };
}

/** A floating time. */
export function floating(at: string): TimeOfDay {
  return { kind: 'floating', at: clock(at) };
}

/** Task fields: empty but for `some`. */
export function fieldsWith(some: SomeFields = {}): TaskFields {
  return { ...EMPTY_FIELDS, title: 'Task', ...some };
}

/** An item as a full answer shows it, changed by `some`. */
export function wireItem(some: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: 'item-1',
    user_id: 'user-1',
    project_id: 'inbox',
    section_id: null,
    parent_id: null,
    content: 'Task',
    description: '',
    due: null,
    deadline: null,
    duration: null,
    priority: 1,
    labels: [],
    child_order: 3,
    checked: false,
    is_deleted: false,
    completed_count: 0,
    added_at: '2026-11-01T08:00:00.000000Z',
    updated_at: '2026-11-02T08:00:00Z',
    completed_at: null,
    ...some,
  };
}

/** A due date as an answer shows it. */
export function wireDue(date: string, some: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { date, timezone: null, string: date, lang: 'en', is_recurring: false, ...some };
}

/** An operation of the task of these tests. */
export function operationOf(kind: Operation['kind'], fields: SomeFields = {}, id = 'op-1'): Operation {
  return { id: operationId(id), taskId: taskId('task-1'), replica: 'todoist', kind, fields, before: {} };
}

/** The link of the task of these tests. */
export function linkWith(shadow: SomeFields, some: Partial<Link> = {}): Link {
  return {
    taskId: taskId('task-1'),
    replica: 'todoist',
    remoteId: remoteId('item-1'),
    state: 'active',
    revision: null,
    shadow,
    checklistRefs: {},
    occurrence: 0,
    refused: {},
    ...some,
  };
}

/** What an encoder is given, around a hub task with these fields. */
export function contextOf(hubFields: TaskFields, some: Partial<EncodeContext> = {}): EncodeContext {
  const stamp: Stamp = { at: 0, by: 'things' };
  return {
    config: DEFAULT_CONFIG,
    account: ACCOUNT,
    nestedTasks: [],
    hub: {
      id: taskId('task-1'),
      fields: hubFields,
      stamps: Object.fromEntries(FIELD_NAMES.map((name) => [name, stamp])) as Record<FieldName, Stamp>,
      deletedAt: null,
      createdAt: 0,
    },
    link: null,
    place: null,
    now: 0,
    ...some,
  };
}
