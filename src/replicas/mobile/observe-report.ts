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
import type { Pass } from '../../sync/unit-of-work.ts';
import type { DeviceReport, Expected, ItemOutcome, KeptAnswer } from './device-report.ts';
import { replicaOfDevice } from './device-replica.ts';
import { fieldsOfCreated, fieldsOfUpdated } from './mobile-task.ts';
import { withoutEchoes } from './echoes.ts';
import { answerDigestOf, answerNameOf, type ReportedItem } from './reported-items.ts';
import { asTaskFields, pickObserved, splitEdit } from './reported-fields.ts';
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
  };
  const expected = report.items.map((item) => readItem(reading, item));
  return { observations: reading.observations, expected };
}

function readItem(reading: Reading, item: ReportedItem): Expected {
  if (item.kind === 'unreadable') return failed(item, 'refused', item.why);
  const answered = answerBefore(reading, item);
  if (answered !== null) return { ...nothing(item), answered };
  const view = viewOf(reading, item.id);
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
      const { fields, passedOver } = withoutEchoes(read.fields, {
        task: item.task,
        view,
        calendar: reading.report,
      });
      const expected = edit(reading, item, { view, fields, at: whenOf(reading, item.task.updatedAt) });
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
    ...observation(reading, item.id, whenOf(reading, item.task.updatedAt)),
    fields: read.fields,
    told: { taskId: id, base: null },
  });
  const { checklist: _none, ...fields } = read.fields;
  const view = {
    taskId: id,
    fields: { ...fields, checklist: [] },
    own: new Set(FIELD_NAMES),
    since: new Map(),
    occurrenceClosed: false,
    ownDeletion: false,
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
  return edit(reading, item, { view: seen, fields, at: whenOf(reading, item.edit.at) });
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
  const closes = hub !== null && closesOccurrence(hub, wanted);
  const isDone = closes && isOccurrenceDone(reading, view);
  const isOpenQuestion = (name: FieldName): boolean =>
    hub !== null && view.fields[name] === undefined && !isSameField(name, hub.fields[name], wanted[name]);
  const names = fieldNamesOf(wanted).filter((name) => !(isDone && name === 'status'));
  const uncertain = names.filter(isOpenQuestion);
  const told = names.filter((name) => !isOpenQuestion(name));
  reading.observations.push({
    ...observation(reading, item.id, at),
    fields: pickObserved(fields, told),
    told: { taskId: view.taskId, base: view.fields },
  });
  // The task stays open: its next occurrence is what the device sees then.
  const kept = told.filter((name) => !(closes && name === 'status'));
  reading.views.set(item.id, {
    ...view,
    fields: { ...view.fields, ...pickFields(wanted, kept) },
    occurrenceClosed: view.occurrenceClosed || closes,
  });
  const { status, ...others } = wanted;
  return {
    ...nothing(item),
    taskId: view.taskId,
    fields: closes || status === undefined ? others : wanted,
    uncertain,
  };
}

/** Only the owner of the rule completes a task that repeats: it is told of the occurrence. */
function closesOccurrence({ fields: { repeat, status } }: HubTask, wanted: SomeFields): boolean {
  return repeat !== null && status === 'open' && wanted.status !== undefined && wanted.status !== 'open';
}

/** The occurrence that the device saw was completed since, or its owner is to be told of that already. */
function isOccurrenceDone({ pass }: Reading, view: DeviceView): boolean {
  const isOnItsWay = ({ kind, state }: { readonly kind: string; readonly state: string }): boolean =>
    kind === 'complete_occurrence' && state !== 'declined' && state !== 'failed';
  return view.occurrenceClosed || pass.store.outbox.ofTask(view.taskId).some(isOnItsWay);
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
  const expected = { ...nothing(item), taskId: view.taskId, deletes: true };
  // The same one again leaves what was restored since.
  if (view.ownDeletion) return expected;
  reading.observations.push({
    ...observation(reading, item.id, null),
    deleted: true,
    told: { taskId: view.taskId, base: view.fields },
  });
  return expected;
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
  const view = { taskId: hub.id, ...seenFields(pass.store, hub, { ...seenBy(hub, report), by: replica }) };
  views.set(id, view);
  return view;
}

/** A device that created a task knows it as it was then, also if it never got the answer. */
function seenBy(
  { createdAt }: HubTask,
  { seenAt, claimedAt }: DeviceReport,
): { readonly at: number; readonly claimedAt: number } {
  return { at: Math.max(seenAt ?? 0, createdAt), claimedAt: Math.max(claimedAt ?? 0, createdAt) };
}

/** A creation that comes again must not take back what was edited since, in the same request or later. */
function answerBefore({ records, report }: Reading, item: ReportedItem): ItemOutcome | null {
  const name = answerNameOf(item);
  const text = name === null ? null : records.answerTo(report.device, name);
  if (text === null) return null;
  const { digest, ...outcome } = JSON.parse(text) as KeptAnswer;
  // A device that goes on from a backup may use a name again, for another edit.
  return digest === undefined || digest === answerDigestOf(item) ? outcome : null;
}

/**
 * When a person did something by our clock, epoch ms; null if that is not told. A time in the future is from a clock that was wrong
 * then and was set since: when it really was can't be known, and such a change is newer than nothing that the device had not seen.
 */
function whenOf({ report, pass }: Reading, text: string | undefined): number | null {
  const at = text === undefined ? Number.NaN : Date.parse(text) - report.aheadMs;
  if (Number.isNaN(at)) return null;
  return at > pass.now ? (report.seenAt ?? 0) : at;
}

function nothing(item: ReportedItem): Expected {
  return { item, taskId: null, failure: null, fields: {}, uncertain: [], deletes: false, answered: null };
}

function failed(item: ReportedItem, outcome: 'unknown' | 'refused', reason: string): Expected {
  return { ...nothing(item), failure: { outcome, reason } };
}
