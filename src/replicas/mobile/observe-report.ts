// A device's report as observations, each with what the device had seen, and what each change is expected to bring about.

import { isSameField } from '../../engine/fields/agree.ts';
import { remoteId, taskId, type ReplicaName, type TaskId } from '../../model/ids.ts';
import type { Observation, ObservedFields } from '../../model/link.ts';
import {
  FIELD_NAMES,
  fieldNamesOf,
  pickFields,
  type FieldName,
  type HubTask,
  type SomeFields,
  type Status,
} from '../../model/task.ts';
import type { DeviceRecords } from '../../hub/sqlite/tables/device-table.ts';
import type { MobileEdit } from '../../protocol/mobile.ts';
import type { Pass } from '../../sync/unit-of-work.ts';
import type { DeviceReport, Expected, ItemOutcome } from './device-report.ts';
import { replicaOfDevice } from './device-replica.ts';
import { fieldsOfCreated, fieldsOfUpdated } from './mobile-task.ts';
import type { ReportedItem } from './reported-items.ts';
import { seenFields, type SeenTask } from './seen-fields.ts';

/** A report as a pass processes it. */
export interface ObservedReport {
  readonly observations: readonly Observation[];
  readonly expected: readonly Expected[];
}

/** A task as the device sees it while its changes are processed one after the other. */
interface DeviceView extends SeenTask {
  readonly taskId: TaskId;
}

interface Reading {
  readonly pass: Pass;
  readonly records: DeviceRecords;
  readonly report: DeviceReport;
  readonly replica: ReplicaName;
  /** By the device's ids. */
  readonly views: Map<string, DeviceView>;
  readonly observations: Observation[];
  /** Tasks with an edit that was answered before: the device had no answer, and sends what it created before that edit as well. */
  readonly repeated: ReadonlySet<string>;
}

/** Reads a report. Writes nothing. */
export function observeReport(pass: Pass, records: DeviceRecords, report: DeviceReport): ObservedReport {
  const reading: Reading = {
    pass,
    records,
    report,
    replica: replicaOfDevice(report.device),
    views: new Map(),
    observations: [],
    repeated: new Set(report.items.flatMap((item) => (isAnswered(records, report, item) ? [item.id] : []))),
  };
  const expected = report.items.map((item) => readItem(reading, item));
  return { observations: reading.observations, expected };
}

function readItem(reading: Reading, item: ReportedItem): Expected {
  if (item.kind === 'unreadable') return failed(item, 'refused', item.why);
  const answered = item.kind === 'edited' ? answerBefore(reading, item.edit) : null;
  if (answered !== null) return { ...nothing(item), answered };
  const view = viewOf(reading, item.id);
  if (view !== null && item.kind === 'created' && reading.repeated.has(item.id))
    return { ...nothing(item), taskId: view.taskId };
  if (view === null)
    return item.kind === 'created'
      ? create(reading, item)
      : failed(item, 'unknown', 'there is no task of this id');
  switch (item.kind) {
    case 'created':
    case 'updated': {
      if (item.task.status === 'deleted') return remove(reading, item, view);
      const read = fieldsOfUpdated(item.task, view.fields, reading.report);
      if (!read.ok) return failed(item, 'refused', read.why);
      const { fields, passedOver } = withoutEchoes(read.fields, view);
      const expected = edit(reading, item, { view, fields, at: instantOf(item.task.updatedAt) });
      return { ...expected, fields: { ...expected.fields, ...passedOver } };
    }
    case 'edited':
      return editFields(reading, item, view);
    case 'completed':
      return setStatus(reading, item, { view, status: 'completed', former: 'open' });
    case 'reopened':
      return setStatus(reading, item, { view, status: 'open', former: 'completed' });
    case 'deleted':
      return remove(reading, item, view);
  }
}

/** Creates a task under an id of the hub's own. */
function create(reading: Reading, item: Extract<ReportedItem, { kind: 'created' | 'updated' }>): Expected {
  const read = fieldsOfCreated(item.task, reading.report);
  if (!read.ok) return failed(item, 'refused', read.why);
  const id = taskId(reading.pass.parts.newId());
  reading.observations.push({
    ...observation(reading, item.id, instantOf(item.task.updatedAt)),
    fields: read.fields,
    told: { taskId: id, base: null },
  });
  const { checklist: _none, ...fields } = read.fields;
  const view = {
    taskId: id,
    fields: { ...fields, checklist: [] },
    own: new Set(FIELD_NAMES),
    since: new Map(),
  };
  reading.views.set(item.id, view);
  if (item.task.status === 'deleted') return remove(reading, item, view);
  if (item.task.status === 'open') return { ...nothing(item), taskId: id };
  return edit(reading, item, { view, fields: { status: 'completed' }, at: null });
}

function editFields(
  reading: Reading,
  item: Extract<ReportedItem, { kind: 'edited' }>,
  view: DeviceView,
): Expected {
  const { fields, base } = splitEdit(item.edit);
  const { place } = fields;
  if (place != null && reading.pass.store.containers.get(place) === null)
    return failed(item, 'refused', 'place: there is no such project or area');
  const seen = { ...view, fields: { ...view.fields, ...base } };
  return edit(reading, item, { view: seen, fields, at: instantOf(item.edit.at) });
}

function edit(
  reading: Reading,
  item: ReportedItem,
  {
    view,
    fields,
    at,
  }: { readonly view: DeviceView; readonly fields: ObservedFields; readonly at: number | null },
): Expected {
  const hub = reading.pass.store.tasks.get(view.taskId);
  const wanted = asTaskFields(fields);
  const isOpenQuestion = (name: FieldName): boolean =>
    hub !== null && view.fields[name] === undefined && !isSameField(name, hub.fields[name], wanted[name]);
  const names = fieldNamesOf(wanted);
  const uncertain = names.filter(isOpenQuestion);
  const told = names.filter((name) => !isOpenQuestion(name));
  reading.observations.push({
    ...observation(reading, item.id, at),
    fields: pickObserved(fields, told),
    told: { taskId: view.taskId, base: view.fields },
  });
  reading.views.set(item.id, { ...view, fields: { ...view.fields, ...pickFields(wanted, told) } });
  return { ...nothing(item), taskId: view.taskId, fields: wanted, uncertain };
}

/** A client that sends whole tasks may be behind in some fields: a value that the hub had meanwhile is not taken for an edit. */
function withoutEchoes(
  fields: ObservedFields,
  { since }: DeviceView,
): { readonly fields: ObservedFields; readonly passedOver: SomeFields } {
  const wanted = asTaskFields(fields);
  const isEcho = (name: FieldName): boolean =>
    since.get(name)?.some((value) => isSameField(name, value, wanted[name])) === true;
  const [echoes, edits] = [
    fieldNamesOf(wanted).filter(isEcho),
    fieldNamesOf(wanted).filter((name) => !isEcho(name)),
  ];
  return { fields: pickObserved(fields, edits), passedOver: pickFields(wanted, echoes) };
}

/** An act of a person, whatever the device had seen, unless it is the same one again. */
function setStatus(
  reading: Reading,
  item: ReportedItem,
  { view, status, former }: { readonly view: DeviceView; readonly status: Status; readonly former: Status },
): Expected {
  const isOwn = view.own.has('status');
  const seen = { ...view, fields: { ...view.fields, ...(!isOwn && { status: former }) } };
  if (isOwn && view.fields.status === status) return { ...nothing(item), taskId: view.taskId };
  return edit(reading, item, { view: seen, fields: { status }, at: null });
}

function remove(reading: Reading, item: ReportedItem, view: DeviceView): Expected {
  reading.observations.push({
    ...observation(reading, item.id, null),
    deleted: true,
    told: { taskId: view.taskId, base: view.fields },
  });
  return { ...nothing(item), taskId: view.taskId, deletes: true };
}

function observation(reading: Reading, id: string, changedAt: number | null): Observation {
  return {
    replica: reading.replica,
    remoteId: remoteId(id),
    deleted: false,
    fields: {},
    changedAt,
    revision: null,
    occurrence: null,
  };
}

/** The task that a device means: one that a device created under this id, or the hub's own. */
function viewOf(reading: Reading, id: string): DeviceView | null {
  const { views, records, pass, report, replica } = reading;
  const known = views.get(id);
  if (known !== undefined) return known;
  const created = records.taskOf(id);
  const hub = pass.store.tasks.get(created ?? taskId(id));
  if (hub === null) return null;
  const view = { taskId: hub.id, ...seenFields(pass.store, hub, { at: seenAt(hub, report), by: replica }) };
  views.set(id, view);
  return view;
}

/** A device that created a task knows it as it was then, also if it never got the answer. */
function seenAt(hub: HubTask, report: DeviceReport): number {
  return Math.max(report.seenAt ?? 0, hub.createdAt);
}

function isAnswered(records: DeviceRecords, report: DeviceReport, item: ReportedItem): boolean {
  return item.kind === 'edited' && answerBefore({ records, report }, item.edit) !== null;
}

function answerBefore(
  { records, report }: Pick<Reading, 'records' | 'report'>,
  { intent }: MobileEdit,
): ItemOutcome | null {
  const answer = intent === undefined ? null : records.answerTo(report.device, intent);
  return answer === null ? null : (JSON.parse(answer) as ItemOutcome);
}

function splitEdit({ fields }: MobileEdit): { readonly fields: ObservedFields; readonly base: SomeFields } {
  const { checklist, ...others } = fields;
  const simple = Object.entries(others).flatMap(([name, change]) =>
    change === undefined ? [] : [{ name, ...change }],
  );
  const to = Object.fromEntries(simple.map((change) => [change.name, change.to]));
  const from = simple.flatMap((change) => (change.from === undefined ? [] : [[change.name, change.from]]));
  const lines = checklist?.to.map(({ key, title, done }) => ({
    ref: key === undefined ? null : remoteId(key),
    title,
    done,
  }));
  const seenLines = checklist?.from?.map(({ key, title, done }, at) => ({
    key: key ?? `unnamed:${at}`,
    title,
    done,
  }));
  return {
    fields: { ...to, ...(lines !== undefined && { checklist: lines }) },
    base: { ...Object.fromEntries(from), ...(seenLines !== undefined && { checklist: seenLines }) },
  };
}

/** Reported lines in the hub's form, for comparisons that ignore keys. */
function asTaskFields({ checklist, ...others }: ObservedFields): SomeFields {
  if (checklist === undefined) return others;
  return { ...others, checklist: checklist.map(({ ref, title, done }) => ({ key: ref ?? '', title, done })) };
}

function pickObserved(fields: ObservedFields, names: readonly FieldName[]): ObservedFields {
  const wanted: ReadonlySet<string> = new Set(names);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted.has(name)));
}

function instantOf(text: string | undefined): number | null {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function nothing(item: ReportedItem): Expected {
  return { item, taskId: null, failure: null, fields: {}, uncertain: [], deletes: false, answered: null };
}

function failed(item: ReportedItem, outcome: 'unknown' | 'refused', reason: string): Expected {
  return { ...nothing(item), failure: { outcome, reason } };
}
