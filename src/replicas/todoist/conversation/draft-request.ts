// What goes to Todoist: chooses entries of the outbox, resolves them into commands, and journals the very bytes before they
// leave, so that a retry after a lost answer sends the same ones.

import { assert } from '../../../model/assert.ts';
import type { HubContainer } from '../../../model/container.ts';
import type { ContainerId, TaskId } from '../../../model/ids.ts';
import { fieldNamesOf, type ChecklistItem } from '../../../model/task.ts';
import { creationOf, isNeeded, waitsForPlace } from '../../../sync/plan/container-wait.ts';
import { asOperation, newEntry } from '../../../sync/plan/outbox-entry.ts';
import { planUncounted } from '../../../sync/plan/plan-task.ts';
import type { OutboxEntry } from '../../../hub/store.ts';
import type { EncodeContext, PlaceRef, TodoistCommand } from '../todoist-port.ts';
import { accountOf, portOf, TODOIST } from '../known.ts';
import type { Run } from '../../../sync/unit-of-work.ts';
import { lodgersOf } from './lodgers.ts';

/** One request's worth of entries, in order, each with its commands. */
export interface Batch {
  readonly request: string;
  /** It was told before and never answered. */
  readonly isRetry: boolean;
  readonly parts: readonly { readonly entry: OutboxEntry; readonly commands: readonly TodoistCommand[] }[];
}

const CREATIONS: ReadonlySet<OutboxEntry['kind']> = new Set(['create', 'restore', 'create_container']);

/** At most so many entries are looked at for one request; a request carries up to 100 commands. */
const MAX_ENTRIES_PER_REQUEST = 100;
/** No request has more operations than commands. */
export const MAX_PARTS = MAX_ENTRIES_PER_REQUEST;
/** At most so many times that number is gone through to find something that need not wait. */
const MAX_PAGES = 100;
/** Commands of one request. Source: Todoist API v1, “Request limits”. */
const MAX_COMMANDS = 100;
/** A line that is made and done takes two commands; some more are for the task itself. */
const FITTING_LINES = 44;

/**
 * Takes the next request's worth, `mostParts` operations at most, and marks it as told; null when nothing is to be told now. Within the
 * caller's transaction.
 */
export function takeBatch(run: Run, mostParts: number): Batch | null {
  return retakeUnanswered(run) ?? takeQueued(run, mostParts);
}

/**
 * Creations that were told and never answered, byte for byte: they go along with the very read that begins a run, so that what
 * they made is known as ours before anything new is looked at. They can't overwrite anything. Null when there are none.
 */
export function takeUnansweredCreations(run: Run): Batch | null {
  const batch = retakeUnanswered(run);
  if (batch === null) return null;
  const parts = batch.parts.filter(({ entry }) => CREATIONS.has(entry.kind));
  return parts.length === 0 ? null : { ...batch, parts };
}

/** What was told and never answered goes again, byte for byte, before anything else does. */
function retakeUnanswered(run: Run): Batch | null {
  const [first, ...rest] = run.store.outbox.ofReplica(TODOIST, ['sent'], MAX_ENTRIES_PER_REQUEST * 2);
  if (first === undefined) return null;
  const request = first.request ?? '';
  const same = [first, ...rest].filter((entry) => (entry.request ?? '') === request);
  const parts = same.map((entry) => ({ entry, commands: resolvedCommands(run, entry) }));
  return {
    request,
    isRetry: true,
    parts: parts.filter((part) => part.commands.length > 0 || dropResolved(run, part.entry)),
  };
}

/** The journaled commands; temp ids of containers that got their id meanwhile are put right. */
function resolvedCommands(run: Run, entry: OutboxEntry): readonly TodoistCommand[] {
  if (
    entry.kind === 'create_container' &&
    entry.containerId !== null &&
    run.book.remoteIdOf(entry.containerId, TODOIST) !== null
  )
    return [];
  let payload = entry.payload ?? '[]';
  for (const [temporary, real] of resolvedContainers(run, entry))
    payload = payload.replaceAll(temporary, real);
  return JSON.parse(payload) as readonly TodoistCommand[];
}

function resolvedContainers(run: Run, entry: OutboxEntry): readonly (readonly [string, string])[] {
  if (entry.request === null) return [];
  return run.store.outbox
    .ofReplica(TODOIST, ['sent'], MAX_ENTRIES_PER_REQUEST * 2)
    .filter(
      (other) =>
        other.request === entry.request && other.kind === 'create_container' && other.containerId !== null,
    )
    .flatMap((other) => {
      const real = other.containerId === null ? null : run.book.remoteIdOf(other.containerId, TODOIST);
      return real === null ? [] : [[portOf(run.parts).temporaryId(other.id), real] as const];
    });
}

/** A container that turned out to exist needs no command any more. */
function dropResolved(run: Run, entry: OutboxEntry): boolean {
  run.store.outbox.remove(entry.id);
  return false;
}

/** Entries that have to wait after all make room for those behind them. */
function takeQueued(run: Run, mostParts: number): Batch | null {
  const request = run.parts.newId();
  for (let after = 0, page = 0; page < MAX_PAGES; page += 1) {
    const due = run.store.outbox.due(TODOIST, run.now, MAX_ENTRIES_PER_REQUEST, after);
    const last = due.at(-1);
    if (last === undefined) return null;
    const batch = draftRequest(run, due, { request, mostParts });
    if (batch !== null) return batch;
    after = last.seq;
  }
  return null;
}

function draftRequest(
  run: Run,
  due: readonly OutboxEntry[],
  { request, mostParts }: { readonly request: string; readonly mostParts: number },
): Batch | null {
  const drafts: Draft[] = [];
  const temporary = new Map<ContainerId, string>();
  for (const entry of due) {
    if (isOutgrown(run, entry)) planAnew(run, entry);
    else if (!waitsForPlace(run, entry)) drafts.push(...sendable(run, draftOf(run, entry, temporary)));
  }
  planUncounted(run);
  const [firstBatch] = portOf(run.parts).batch(drafts.map((draft) => draft.commands));
  if (firstBatch === undefined) return null;
  const kept = drafts.slice(0, Math.min(firstBatch.length, mostParts));
  for (const draft of kept) markSent(run, draft, request);
  return { request, isRetry: false, parts: kept.map(({ entry, commands }) => ({ entry, commands })) };
}

/** What can't be put in commands at all says so, instead of being tried for ever. */
function sendable(run: Run, drafts: readonly Draft[]): readonly Draft[] {
  return drafts.filter((draft) => {
    if (draft.commands.length > 0) return true;
    if (isSettled(run, draft.entry)) {
      planAnew(run, draft.entry);
      return false;
    }
    const reason = `Todoist has no way to ${draft.entry.kind.replaceAll('_', ' ')} this`;
    run.store.outbox.change(draft.entry.id, { state: 'failed', reason, retryAt: null });
    return false;
  });
}

/** It has a field that Todoist can't hold any more: the account's plan became another one since it was planned. */
function isOutgrown(run: Run, entry: OutboxEntry): boolean {
  const hub = entry.taskId === null ? null : run.store.tasks.get(entry.taskId);
  const holds = hub === null ? undefined : run.profiles.get(TODOIST)?.holds(hub.fields);
  return holds !== undefined && fieldNamesOf(entry.fields).some((name) => !holds.has(name));
}

function planAnew(run: Run, entry: OutboxEntry): void {
  run.store.outbox.remove(entry.id);
  if (entry.taskId !== null) run.touched.add(entry.taskId);
}

/** The link has what the operation was to bring about: its effect showed before its turn came again. */
function isSettled(run: Run, entry: OutboxEntry): boolean {
  const link = entry.taskId === null ? null : run.store.links.get(entry.taskId, TODOIST);
  const profile = run.profiles.get(TODOIST);
  if (link === null || profile === undefined || entry.kind !== 'update') return false;
  return fieldNamesOf(entry.fields).every((name) => profile.satisfies(name, link.shadow, entry.fields));
}

interface Draft {
  readonly entry: OutboxEntry;
  readonly commands: readonly TodoistCommand[];
  /** It is not in the outbox yet. */
  readonly isNew: boolean;
}

/** An entry with the containers that have to be made before it. */
function draftOf(run: Run, entry: OutboxEntry, temporary: Map<ContainerId, string>): readonly Draft[] {
  if (entry.kind === 'rename_container') return draftRename(run, entry);
  if (entry.kind === 'create_container') return draftCreation(run, entry, temporary);
  if (entry.kind === 'move_container') return draftMove(run, entry, temporary);
  if (entry.taskId === null) return [];
  const hub = run.store.tasks.get(entry.taskId);
  const account = accountOf(run);
  assert(hub !== null && account !== null, 'an operation without its task or account');
  const place = entry.fields.place ?? null;
  const containers = draftContainers(run, place, temporary);
  const link = run.store.links.get(entry.taskId, TODOIST);
  const context = {
    config: run.config,
    account,
    hub,
    link,
    place: placeRef(run, place, temporary),
    lodgers: link === null ? [] : lodgersOf(run, link),
    now: run.now,
  };
  return [...containers, fitted(run, entry, entry.taskId, context)];
}

/**
 * An operation whose checklist needs more commands than one request has: as many lines as fit go first. What was agreed on then
 * differs from what is wanted by the rest, which is planned as the next operation.
 */
function fitted(run: Run, entry: OutboxEntry, task: TaskId, context: EncodeContext): Draft {
  const encode = (fields: OutboxEntry['fields']): readonly TodoistCommand[] =>
    portOf(run.parts).encodeTask({ ...asOperation(entry, task), fields }, context);
  let { fields } = entry;
  let commands = encode(fields);
  for (
    let lines = FITTING_LINES;
    commands.length > MAX_COMMANDS && lines > 0;
    lines = Math.floor(lines / 2)
  ) {
    fields = {
      ...fields,
      checklist: firstLines(entry.fields.checklist ?? [], context.link?.shadow.checklist ?? [], lines),
    };
    commands = encode(fields);
  }
  if (fields !== entry.fields) run.store.outbox.change(entry.id, { fields });
  return { entry: { ...entry, fields }, commands, isNew: false };
}

/** The first wanted lines, and everything that is there and will be changed later. */
function firstLines(
  wanted: readonly ChecklistItem[],
  there: readonly ChecklistItem[],
  count: number,
): readonly ChecklistItem[] {
  const first = wanted.slice(0, count);
  const keys = new Set(first.map((item) => item.key));
  return [...first, ...there.filter((item) => !keys.has(item.key))];
}

function draftRename(run: Run, entry: OutboxEntry): readonly Draft[] {
  const container = entry.containerId === null ? null : run.book.get(entry.containerId);
  const remoteId = entry.containerId === null ? null : run.book.remoteIdOf(entry.containerId, TODOIST);
  if (container === null || remoteId === null) {
    // It is gone there: there is nothing to rename.
    run.store.outbox.remove(entry.id);
    return [];
  }
  const commands = portOf(run.parts).encodeContainer({
    operationId: entry.id,
    action: 'rename',
    containerId: container.id,
    kind: container.kind,
    name: container.name,
    parent: null,
    remoteId,
  });
  return [{ entry, commands, isNew: false }];
}

/** A move with what has to be made before it: the project around it may not be there yet. */
function draftMove(run: Run, entry: OutboxEntry, temporary: Map<ContainerId, string>): readonly Draft[] {
  const container = entry.containerId === null ? null : run.book.get(entry.containerId);
  const remoteId = entry.containerId === null ? null : run.book.remoteIdOf(entry.containerId, TODOIST);
  if (container === null || remoteId === null) {
    // It is gone there: there is nothing to move.
    run.store.outbox.remove(entry.id);
    return [];
  }
  const refused = run.book
    .missingOnTheWay(container.parent, TODOIST)
    .find(({ id }) => (run.book.link(id, TODOIST)?.refused ?? null) !== null);
  if (refused !== undefined) {
    const reason = `Todoist can't have “${refused.name}”, where “${container.name}” is to go`;
    run.store.outbox.change(entry.id, { state: 'held', reason, retryAt: null });
    return [];
  }
  const around = draftContainers(run, container.parent, temporary);
  const commands = portOf(run.parts).encodeContainer({
    operationId: entry.id,
    action: 'move',
    containerId: container.id,
    kind: container.kind,
    name: container.name,
    parent: parentRef(run, container, temporary),
    remoteId,
  });
  return [...around, { entry, commands, isNew: false }];
}

/** A creation that failed before and whose time has come: told again as long as a task needs it. */
function draftCreation(run: Run, entry: OutboxEntry, temporary: Map<ContainerId, string>): readonly Draft[] {
  const id = entry.containerId;
  if (id !== null && temporary.has(id)) return [];
  const isWanted = id !== null && mayBeMade(run, id) && isNeeded(run, id);
  if (isWanted) return draftContainers(run, id, temporary);
  run.store.outbox.remove(entry.id);
  return [];
}

/** It has no twin, or one in the archive, and was not refused. */
function mayBeMade(run: Run, id: ContainerId): boolean {
  const link = run.book.link(id, TODOIST);
  return link === null || (link.state === 'put_away' && link.refused === null);
}

function draftContainers(
  run: Run,
  place: ContainerId | null,
  temporary: Map<ContainerId, string>,
): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const container of run.book.missingOnTheWay(place, TODOIST)) {
    if (temporary.has(container.id)) continue;
    const waiting = creationOf(run, TODOIST, container.id);
    const entry =
      waiting ??
      newEntry(run, {
        replica: TODOIST,
        kind: 'create_container',
        containerId: container.id,
        state: 'sent',
      });
    // What was archived comes back as what it was: another one of its name would stand beside it.
    const archived = run.book.link(container.id, TODOIST)?.remoteId ?? null;
    const commands = portOf(run.parts).encodeContainer({
      operationId: entry.id,
      action: archived === null ? 'create' : 'bring_back',
      containerId: container.id,
      kind: container.kind,
      name: container.name,
      parent: parentRef(run, container, temporary),
      remoteId: archived,
    });
    temporary.set(container.id, archived ?? portOf(run.parts).temporaryId(entry.id));
    drafts.push({ entry, commands, isNew: waiting === null });
  }
  return drafts;
}

/** A section of the inbox lies in the inbox project; an area or a project without a parent lies at the root. */
function parentRef(
  run: Run,
  container: HubContainer,
  temporary: ReadonlyMap<ContainerId, string>,
): string | null {
  if (container.parent !== null) return refOf(run, container.parent, temporary);
  return container.kind === 'heading' ? (accountOf(run)?.inboxProjectId ?? null) : null;
}

function markSent(run: Run, draft: Draft, request: string): void {
  const payload = JSON.stringify(draft.commands);
  if (draft.isNew) run.store.outbox.add({ ...draft.entry, payload, request });
  else
    run.store.outbox.change(draft.entry.id, { state: 'sent', payload, request, reason: null, retryAt: null });
}

function placeRef(
  run: Run,
  place: ContainerId | null,
  temporary: ReadonlyMap<ContainerId, string>,
): PlaceRef | null {
  const container = place === null ? null : run.book.get(place);
  if (container === null) return null;
  const id = refOf(run, container.id, temporary);
  return id === null ? null : { kind: container.kind, id };
}

function refOf(run: Run, id: ContainerId, temporary: ReadonlyMap<ContainerId, string>): string | null {
  return run.book.remoteIdOf(id, TODOIST) ?? temporary.get(id) ?? null;
}
