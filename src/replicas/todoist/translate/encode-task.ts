// Encodes an operation on a task as commands. Pure: same operation, same bytes. Must never send `item_complete` (it ends a series)
// or a field that is not in the operation.

import { assert, unreachable } from '../../../model/assert.ts';
import type { Link, Operation } from '../../../model/link.ts';
import { isSame } from '../../../model/same.ts';
import { isScheduled, type Repeat, type SomeFields, type Start, type Status } from '../../../model/task.ts';
import type { EncodeContext, TodoistCommand } from '../todoist-port.ts';
import { draft, draftCreation, numbered, type Draft } from '../wire/commands.ts';
import { writeDue } from './due.ts';
import { draftChecklistChange } from './encode-checklist.ts';
import { temporaryId } from '../wire/identifiers.ts';
import { isTagTooLong, writeLabels, type LabelSource } from './labels.ts';
import { isSeries } from './project.ts';
import { titleToContent, titleToRowContent } from './titles.ts';

type Args = Readonly<Record<string, unknown>>;

/**
 * The commands of one operation, in order; none if there is nothing that Todoist could be sent. Throws if an operation on an
 * existing task comes without its link.
 */
export function encodeTask(operation: Operation, context: EncodeContext): readonly TodoistCommand[] {
  const drafts = draftOperation(operation, context);
  return numbered(operation.id, [...draftDepartures(drafts, context), ...drafts]);
}

/** When Todoist closes or deletes a task, everything nested under it goes with it: nested tasks are moved out first. */
function draftDepartures(drafts: readonly Draft[], context: EncodeContext): readonly Draft[] {
  const taking = drafts.filter(({ type }) => type === 'item_delete' || type === 'item_close');
  const ending = new Set(taking.map(({ args }) => args['id']));
  if (ending.has(context.link?.remoteId)) {
    for (const line of Object.values(context.link?.checklistRefs ?? {})) ending.add(line);
  }
  return context.nestedTasks
    .filter(({ below }) => ending.has(below))
    .map(({ remoteId: id, place }) => draft('item_move', { id, ...placeArgs({ ...context, place }) }));
}

function draftOperation(operation: Operation, context: EncodeContext): readonly Draft[] {
  switch (operation.kind) {
    case 'create':
    // A deleted task can't be restored: a new one is created instead.
    case 'restore':
      return draftCreate(operation, context);
    case 'update':
      return draftUpdate(operation, context);
    case 'delete':
      return [draft('item_delete', { id: linkOf(context).remoteId })];
    case 'complete_occurrence':
      return draftOccurrence(operation, context);
    default:
      return unreachable(operation.kind);
  }
}

/** Moves the occurrence first if it was moved: Todoist counts the next date from there. */
function draftOccurrence({ fields }: Operation, context: EncodeContext): readonly Draft[] {
  const link = linkOf(context);
  const id = link.remoteId;
  const due = fields.start === undefined ? {} : dueToUpdate(fields, link, context);
  return [
    ...(Object.keys(due).length === 0 ? [] : [draft('item_update', { id, ...due })]),
    draft('item_close', { id }),
  ];
}

function draftCreate(operation: Operation, context: EncodeContext): readonly Draft[] {
  const { fields } = operation;
  const id = temporaryId(operation.id);
  const status = fields.status ?? 'open';
  const args = {
    content: contentOf(fields.title ?? context.hub.fields.title, context.link),
    ...withoutNull({
      description: fields.notes,
      due: dueToCreate(fields, status, context),
      deadline: context.account.deadlines ? deadlineArg(fields) : undefined,
      duration: context.account.durations ? fields.duration : undefined,
      priority: fields.priority,
    }),
    ...labelsToCreate(fields, status, context),
    ...(context.place !== null && placeArgs(context)),
  };
  return [
    draftCreation('item_add', id, args),
    ...draftChecklistChange({
      operationId: operation.id,
      parentId: id,
      held: [],
      wanted: fields.checklist ?? [],
      refs: {},
      details: context.link?.lineDetails ?? {},
      account: context.account,
      reopening: false,
    }),
    ...(status === 'open' ? [] : [draft('item_close', { id })]),
  ];
}

function dueToCreate(fields: SomeFields, status: Status, context: EncodeContext): Args | null {
  const repeat = fields.repeat === undefined ? context.hub.fields.repeat : fields.repeat;
  // Closing a task with a rule would only move it to its next date, so one that is created closed gets no rule.
  const rule = status === 'open' ? ownRule(repeat) : null;
  return writeDue(fields.start ?? 'inbox', rule, context.account.zone);
}

function labelsToCreate(fields: SomeFields, status: Status, { config, link }: EncodeContext): Args {
  const source = { tags: fields.tags ?? [], start: fields.start ?? 'inbox', status };
  const labels = writeLabels(source, config.markerLabels, link?.strayTags);
  return labels.length === 0 ? {} : { labels };
}

function draftUpdate(operation: Operation, context: EncodeContext): readonly Draft[] {
  const link = linkOf(context);
  const id = link.remoteId;
  const turn = statusTurn(operation.fields, link, context);
  const args = updateArgs(operation.fields, link, context);
  return [
    ...(turn === 'reopen' ? [draft('item_uncomplete', { id })] : []),
    ...(Object.keys(args).length === 0 ? [] : [draft('item_update', { id, ...args })]),
    ...(operation.fields.place === undefined ? [] : [draft('item_move', { id, ...placeArgs(context) })]),
    ...checklistUpdate(operation, link, { context, reopening: turn === 'reopen' }),
    ...(turn === 'close' ? [draft('item_close', { id })] : []),
  ];
}

function contentOf(title: string, link: Link | null): string {
  return link?.isRow === true ? titleToRowContent(title) : titleToContent(title);
}

/** Whether an update closes or reopens the task. An update never closes a series, only its occurrences are closed. */
function statusTurn(fields: SomeFields, link: Link, { hub }: EncodeContext): 'close' | 'reopen' | null {
  if (fields.status === undefined || isSeries(hub.fields)) return null;
  const wanted = fields.status === 'open';
  const held = link.shadow.status === undefined ? undefined : link.shadow.status === 'open';
  if (wanted === held) return null;
  return wanted ? 'reopen' : 'close';
}

function updateArgs(fields: SomeFields, link: Link, context: EncodeContext): Args {
  const { account } = context;
  return {
    ...(fields.title !== undefined && { content: contentOf(fields.title, link) }),
    ...(fields.notes !== undefined && { description: fields.notes ?? '' }),
    ...dueToUpdate(fields, link, context),
    ...(fields.deadline !== undefined && account.deadlines && { deadline: deadlineArg(fields) }),
    ...(fields.duration !== undefined && account.durations && { duration: fields.duration }),
    ...(fields.priority !== undefined && { priority: fields.priority }),
    ...labelsToUpdate(fields, link, context),
  };
}

function dueToUpdate(fields: SomeFields, link: Link, context: EncodeContext): Args {
  if (fields.repeat === undefined && !changesStart(fields, context)) return {};
  const { account, hub } = context;
  const rule = ownRule(fields.repeat === undefined ? hub.fields.repeat : fields.repeat);
  const start = fields.start ?? link.shadow.start ?? hub.fields.start;
  return { due: writeDue(start, rule, account.zone) };
}

/** A series keeps a date: it can be moved, but not removed. */
function changesStart(fields: SomeFields, { hub }: EncodeContext): boolean {
  if (fields.start === undefined) return false;
  return isScheduled(fields.start) || !isSeries(fields.repeat === undefined ? hub.fields : fields);
}

/** Labels are one list that is replaced as a whole, so it is only sent if necessary. */
function labelsToUpdate(fields: SomeFields, link: Link, context: EncodeContext): Args {
  const { config, hub } = context;
  const held: LabelSource = {
    tags: link.shadow.tags ?? hub.fields.tags,
    start: link.shadow.start ?? hub.fields.start,
    status: link.shadow.status ?? hub.fields.status,
  };
  const foreign = held.tags.filter((tag) => isTagTooLong(tag) && hub.fields.tags.includes(tag));
  const wanted: LabelSource = {
    tags: fields.tags ?? held.tags,
    start: changesStart(fields, context) ? (fields.start ?? held.start) : held.start,
    status: isSeries(hub.fields) ? held.status : (fields.status ?? held.status),
  };
  const labels = [...foreign, ...writeLabels(wanted, config.markerLabels, link.strayTags)];
  const isHeldUnknown =
    (fields.start !== undefined && link.shadow.start === undefined) ||
    (fields.status !== undefined && link.shadow.status === undefined);
  const isNeeded =
    fields.tags !== undefined ||
    isHeldUnknown ||
    mayUncoverMarker(held.start, wanted.start) ||
    !isSame(labels, [...foreign, ...writeLabels(held, config.markerLabels, link.strayTags)]);
  return isNeeded ? { labels } : {};
}

/** A marker label that a user left on a task only takes effect when the task gains or loses its date. */
function mayUncoverMarker(held: Start, wanted: Start): boolean {
  return isScheduled(held) !== isScheduled(wanted);
}

function checklistUpdate(
  operation: Operation,
  link: Link,
  { context, reopening }: { readonly context: EncodeContext; readonly reopening: boolean },
): readonly Draft[] {
  const held = link.shadow.checklist ?? [];
  const wanted = operation.fields.checklist ?? (reopening ? context.hub.fields.checklist : undefined);
  if (wanted === undefined) return [];
  return draftChecklistChange({
    operationId: operation.id,
    parentId: link.remoteId,
    held,
    wanted,
    refs: link.checklistRefs,
    details: link.lineDetails ?? {},
    account: context.account,
    reopening,
  });
}

function placeArgs({ account, place }: Pick<EncodeContext, 'account' | 'place'>): Args {
  if (place === null) return { project_id: account.inboxProjectId };
  return place.kind === 'heading' ? { section_id: place.id } : { project_id: place.id };
}

function deadlineArg({ deadline }: SomeFields): Args | null {
  return deadline === undefined || deadline === null ? null : { date: deadline };
}

function ownRule(repeat: Repeat | null): Repeat | null {
  return repeat !== null && isSeries({ repeat }) ? repeat : null;
}

function withoutNull(args: Args): Args {
  return Object.fromEntries(
    Object.entries(args).filter(([, value]) => value !== null && value !== undefined),
  );
}

function linkOf({ link }: EncodeContext): Link {
  assert(link !== null, 'an operation on an existing task needs its link');
  return link;
}
