// Interprets the JSON of a response: account, tasks, containers, outcomes. Pure. Must not fail the whole response because of one
// odd object that has an id: it is left out and reported.

import type { SyncConfig } from '../../../model/config.ts';
import type { ContainerObservation } from '../../../model/container.ts';
import { remoteId, type RemoteId } from '../../../model/ids.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import type {
  DonePage,
  TodoistAccount,
  TodoistAnswer,
  TodoistCommand,
  LabelAnswer,
  OddObject,
  TodoistFailure,
  TodoistLabel,
  TodoistTask,
} from '../todoist-port.ts';
import { liftAccount } from './account.ts';
import { liftContainers } from '../translate/containers.ts';
import { liftItem, liftTombstone } from '../translate/lift.ts';
import { readOutcomes } from './outcomes.ts';
import {
  readAnswer,
  readDonePage,
  readItem,
  readLabel,
  readPlanLimits,
  readProject,
  readSection,
  readUser,
  type WireAnswer,
  type WireRow,
} from './wire.ts';

/** The context of a response. */
export interface AnswerContext {
  readonly config: SyncConfig;
  /** The account as it was last known; null before the first answer. */
  readonly account: TodoistAccount | null;
  readonly commands: readonly TodoistCommand[];
  readonly reportOdd: (odd: OddObject) => void;
}

type ApiChanged = Extract<TodoistFailure, { readonly kind: 'api_changed' }>;

interface Rows<T> {
  readonly rows: readonly T[];
  readonly deletedIds: readonly string[];
}

/** Interprets a response of `/sync`. `account` is null if the response does not include it. Fails with `api_changed` only. */
export function liftAnswer(json: unknown, context: AnswerContext): Result<TodoistAnswer, ApiChanged> {
  const answer = readAnswer(json);
  if (answer === null) return changed('the frame of the answer');
  if (context.commands.length > 0 && answer.sync_status == null) return changed('sync_status');
  const told = liftToldAccount(answer, context.account);
  if (!told.ok) return told;
  const account = told.value ?? context.account;
  if (account === null) return changed('user');
  const items = readRows('items', answer, { read: readItem, context });
  const projects = readRows('projects', answer, { read: readProject, context });
  const sections = readRows('sections', answer, { read: readSection, context });
  if (!items.ok) return items;
  if (!projects.ok) return projects;
  if (!sections.ok) return sections;
  const containers = liftContainers({
    projects: projects.value.rows,
    sections: sections.value.rows,
    complete: answer.full_sync,
    inboxProjectId: account.inboxProjectId,
  });
  return ok({
    cursor: answer.sync_token,
    complete: answer.full_sync,
    account: told.value,
    tasks: asShown(liftTasks(items.value, account, context.config), containers),
    containers,
    labels: liftLabels(answer),
    outcomes: readOutcomes(context.commands, answer.sync_status ?? {}),
    ids: new Map(
      Object.entries(answer.temp_id_mapping ?? {}).map(([temporary, id]) => [temporary, remoteId(id)]),
    ),
  });
}

/** Interprets a response that only has labels. Fails with `api_changed` only. */
export function liftLabelAnswer(
  json: unknown,
  commands: readonly TodoistCommand[],
): Result<LabelAnswer, ApiChanged> {
  const answer = readAnswer(json);
  if (answer === null || !answer.full_sync) return changed('the frame of the answer');
  if (commands.length > 0 && answer.sync_status == null) return changed('sync_status');
  return ok({ labels: liftLabels(answer), outcomes: readOutcomes(commands, answer.sync_status ?? {}) });
}

/** A label that can't be parsed is not one of ours. */
function liftLabels({ labels }: WireAnswer): readonly TodoistLabel[] {
  return labels.map(readLabel).flatMap((label): readonly TodoistLabel[] => {
    if (label.kind === 'read')
      return [{ id: remoteId(label.row.id), name: label.row.is_deleted ? null : label.row.name }];
    return label.kind === 'deleted' ? [{ id: remoteId(label.id), name: null }] : [];
  });
}

/** Tasks in display order: project by project, first those outside of sections, then section by section. */
function asShown(
  tasks: readonly TodoistTask[],
  containers: readonly ContainerObservation[],
): readonly TodoistTask[] {
  const ranks = new Map(containers.map(({ remoteId: id }, at) => [id, at]));
  const projects = new Map(
    containers.map(({ remoteId: id, kind, parentRemoteId }) => [
      id,
      ranks.get((kind === 'heading' ? parentRemoteId : null) ?? id) ?? -1,
    ]),
  );
  const rankOf = (
    known: ReadonlyMap<RemoteId, number>,
    { placeRemoteId: id, observation }: TodoistTask,
  ): number => (observation.deleted ? ranks.size : id === null ? -1 : (known.get(id) ?? -1));
  return tasks.toSorted(
    (a, b) =>
      rankOf(projects, a) - rankOf(projects, b) || rankOf(ranks, a) - rankOf(ranks, b) || a.order - b.order,
  );
}

/** Interprets a response of `GET /tasks/{id}`. */
export function liftLookUp(
  json: unknown,
  { account, config }: { readonly account: TodoistAccount; readonly config: SyncConfig },
): Result<TodoistTask, ApiChanged> {
  const read = readItem(json);
  if (read.kind === 'read') return ok(liftItem(read.row, { account, config }));
  return read.kind === 'deleted' ? ok(liftTombstone(read.id)) : changed('a task');
}

/** Interprets a page of completed tasks; one that can't be parsed is left out. */
export function liftDonePage(
  json: unknown,
  context: { readonly account: TodoistAccount; readonly config: SyncConfig },
): Result<DonePage, ApiChanged> {
  const page = readDonePage(json);
  if (page === null) return changed('a page of done tasks');
  const tasks = page.items.map(readItem).flatMap((item) => (item.kind === 'read' ? [item.row] : []));
  return ok({ tasks: tasks.map((item) => liftItem(item, context)), next: page.next_cursor });
}

function liftToldAccount(
  answer: WireAnswer,
  known: TodoistAccount | null,
): Result<TodoistAccount | null, ApiChanged> {
  if (answer.user === undefined || answer.user === null) return ok(null);
  const user = readUser(answer.user);
  if (user === null) return changed('user');
  return ok(liftAccount(user, readPlanLimits(answer.user_plan_limits), known));
}

function readRows<T>(
  resource: OddObject['resource'],
  answer: WireAnswer,
  { read, context }: { readonly read: (raw: unknown) => WireRow<T>; readonly context: AnswerContext },
): Result<Rows<T>, ApiChanged> {
  const rows: T[] = [];
  const deletedIds: string[] = [];
  const odd: string[] = [];
  for (const raw of answer[resource]) {
    const row = read(raw);
    if (row.kind === 'unnamed') return changed(`an object without an id in ${resource}`);
    if (row.kind === 'read') rows.push(row.row);
    else (row.kind === 'deleted' ? deletedIds : odd).push(row.id);
  }
  // One odd object is an accident; if all objects in a whole account are odd, the API has changed.
  if (answer.full_sync && odd.length > 0 && rows.length === 0) return changed(`every object in ${resource}`);
  for (const id of odd) context.reportOdd({ resource, id });
  return ok({ rows, deletedIds });
}

function liftTasks(
  items: Rows<Parameters<typeof liftItem>[0]>,
  account: TodoistAccount,
  config: SyncConfig,
): readonly TodoistTask[] {
  return [
    ...items.rows.map((item) => liftItem(item, { account, config })),
    ...items.deletedIds.map(liftTombstone),
  ];
}

function changed(what: string): { readonly ok: false; readonly error: ApiChanged } {
  return err({ kind: 'api_changed', detail: `${what} has a form that this version does not know` });
}
