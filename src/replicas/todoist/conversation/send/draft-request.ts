// What goes to Todoist: chooses entries of the outbox, resolves them into commands, and journals the very bytes before they
// leave, so that a retry after a lost answer sends the same ones.

import type { ContainerId, RemoteId } from '../../../../model/ids.ts';
import { fieldNamesOf } from '../../../../model/task.ts';
import { waitsForPlace } from '../../../../sync/plan/container-wait.ts';
import { planUncounted } from '../../../../sync/plan/plan-task.ts';
import type { Pass } from '../../../../sync/unit-of-work.ts';
import type { OutboxEntry } from '../../../../hub/store.ts';
import { portOf, TODOIST } from '../../known.ts';
import type { TodoistCommand } from '../../todoist-port.ts';
import type { Draft } from './draft-containers.ts';
import { draftOf } from './draft-entry.ts';

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

/**
 * Takes the next request's worth, `mostParts` operations at most, and marks it as told; null when nothing is to be told now. Within the
 * caller's transaction.
 */
export function takeBatch(pass: Pass, mostParts: number): Batch | null {
  return retakeUnanswered(pass, mostParts) ?? takeQueued(pass, mostParts);
}

/**
 * Creations that were told and never answered, byte for byte: they go along with the very read that begins a run, so that what
 * they made is known as ours before anything new is looked at. They can't overwrite anything. Null when there are none.
 */
export function takeUnansweredCreations(pass: Pass): Batch | null {
  const batch = retakeUnanswered(pass, MAX_PARTS);
  if (batch === null) return null;
  const parts = batch.parts.filter(({ entry }) => CREATIONS.has(entry.kind));
  return parts.length === 0 ? null : { ...batch, parts };
}

/** What was told and never answered goes again, byte for byte, before anything else does. */
function retakeUnanswered(pass: Pass, mostParts: number): Batch | null {
  const sent = pass.store.outbox.ofReplica(TODOIST, ['sent'], MAX_ENTRIES_PER_REQUEST * 2);
  const [first, ...rest] = sent.length === 0 ? [] : sent.filter(isNotInDoubt(pass));
  if (first === undefined) return null;
  const request = first.request ?? '';
  const same = [first, ...rest].filter((entry) => (entry.request ?? '') === request).slice(0, mostParts);
  const parts = same.map((entry) => ({ entry, commands: resolvedCommands(pass, entry) }));
  return {
    request,
    isRetry: true,
    parts: parts.filter((part) => part.commands.length > 0 || dropResolved(pass, part.entry)),
  };
}

/** What is still to be looked up. */
function doubtedIds({ store }: Pass): ReadonlySet<RemoteId> {
  const ofTodoist = store.suspects.all().filter(({ replica }) => replica === TODOIST);
  return new Set(ofTodoist.map(({ remoteId }) => remoteId));
}

/** What became of a task that is to be looked up is known by that: its operation is not told again before. */
function isNotInDoubt(pass: Pass): (entry: OutboxEntry) => boolean {
  const doubted = doubtedIds(pass);
  return ({ taskId }) => {
    const link = taskId === null || doubted.size === 0 ? null : pass.store.links.get(taskId, TODOIST);
    return link === null || !doubted.has(link.remoteId);
  };
}

/** A task that may have changed unseen, or a line of it, is not written before it is looked up. Tells whether it has to wait. */
function waitsForLookUp(pass: Pass, { id, taskId }: OutboxEntry, doubted: ReadonlySet<RemoteId>): boolean {
  const link = taskId === null || doubted.size === 0 ? null : pass.store.links.get(taskId, TODOIST);
  if (link === null) return false;
  const ids = [link.remoteId, ...Object.values(link.checklistRefs)].filter((ref) => doubted.has(ref));
  if (ids.length === 0) return false;
  const failing = pass.store.suspects.of(TODOIST).failing(doubted.size);
  const wait = failing.find(({ remoteId, retryAt }) => ids.includes(remoteId) && (retryAt ?? 0) > pass.now);
  if (wait !== undefined) pass.store.outbox.change(id, { reason: wait.reason, retryAt: wait.retryAt });
  return true;
}

/** The journaled commands; temp ids of containers that got their id meanwhile are put right. */
function resolvedCommands(pass: Pass, entry: OutboxEntry): readonly TodoistCommand[] {
  if (
    entry.kind === 'create_container' &&
    entry.containerId !== null &&
    pass.containers.remoteIdOf(entry.containerId, TODOIST) !== null
  )
    return [];
  let payload = entry.payload ?? '[]';
  for (const [temporary, real] of resolvedContainers(pass, entry))
    payload = payload.replaceAll(temporary, real);
  return JSON.parse(payload) as readonly TodoistCommand[];
}

function resolvedContainers(pass: Pass, entry: OutboxEntry): readonly (readonly [string, string])[] {
  if (entry.request === null) return [];
  return pass.store.outbox
    .ofReplica(TODOIST, ['sent'], MAX_ENTRIES_PER_REQUEST * 2)
    .filter(
      (other) =>
        other.request === entry.request && other.kind === 'create_container' && other.containerId !== null,
    )
    .flatMap((other) => {
      const real = other.containerId === null ? null : pass.containers.remoteIdOf(other.containerId, TODOIST);
      return real === null ? [] : [[portOf(pass.parts).temporaryId(other.id), real] as const];
    });
}

/** A container that turned out to exist needs no command any more. */
function dropResolved(pass: Pass, entry: OutboxEntry): boolean {
  pass.store.outbox.remove(entry.id);
  return false;
}

/** Entries that have to wait after all make room for those behind them. */
function takeQueued(pass: Pass, mostParts: number): Batch | null {
  const request = pass.parts.newId();
  for (let after = 0, page = 0; page < MAX_PAGES; page += 1) {
    const due = pass.store.outbox.due(TODOIST, pass.now, MAX_ENTRIES_PER_REQUEST, after);
    const last = due.at(-1);
    if (last === undefined) return null;
    const batch = draftRequest(pass, due, { request, mostParts });
    if (batch !== null) return batch;
    after = last.seq;
  }
  return null;
}

function draftRequest(
  pass: Pass,
  due: readonly OutboxEntry[],
  { request, mostParts }: { readonly request: string; readonly mostParts: number },
): Batch | null {
  const drafts: Draft[] = [];
  const temporary = new Map<ContainerId, string>();
  const doubted = doubtedIds(pass);
  for (const entry of due) {
    if (isOutgrown(pass, entry)) planAnew(pass, entry);
    else if (!waitsForPlace(pass, entry) && !waitsForLookUp(pass, entry, doubted))
      drafts.push(...sendable(pass, draftOf(pass, entry, temporary)));
  }
  planUncounted(pass);
  const [firstBatch] = portOf(pass.parts).batch(drafts.map((draft) => draft.commands));
  if (firstBatch === undefined) return null;
  const kept = drafts.slice(0, Math.min(firstBatch.length, mostParts));
  for (const draft of kept) markSent(pass, draft, request);
  return { request, isRetry: false, parts: kept.map(({ entry, commands }) => ({ entry, commands })) };
}

/** What can't be put in commands at all says so, instead of being tried for ever. */
function sendable(pass: Pass, drafts: readonly Draft[]): readonly Draft[] {
  return drafts.filter((draft) => {
    if (draft.commands.length > 0) return true;
    if (isSettled(pass, draft.entry)) {
      planAnew(pass, draft.entry);
      return false;
    }
    const reason = `Todoist has no way to ${draft.entry.kind.replaceAll('_', ' ')} this`;
    pass.store.outbox.change(draft.entry.id, { state: 'failed', reason, retryAt: null });
    return false;
  });
}

/** It has a field that Todoist can't hold any more: the account's plan became another one since it was planned. */
function isOutgrown(pass: Pass, entry: OutboxEntry): boolean {
  const hub = entry.taskId === null ? null : pass.store.tasks.get(entry.taskId);
  const holds = hub === null ? undefined : pass.profiles.get(TODOIST)?.holds(hub.fields);
  return holds !== undefined && fieldNamesOf(entry.fields).some((name) => !holds.has(name));
}

function planAnew(pass: Pass, entry: OutboxEntry): void {
  pass.store.outbox.remove(entry.id);
  if (entry.taskId !== null) pass.touched.add(entry.taskId);
}

/** The link has what the operation was to bring about: its effect showed before its turn came again. */
function isSettled(pass: Pass, entry: OutboxEntry): boolean {
  const link = entry.taskId === null ? null : pass.store.links.get(entry.taskId, TODOIST);
  const profile = pass.profiles.get(TODOIST);
  if (link === null || profile === undefined || entry.kind !== 'update') return false;
  return fieldNamesOf(entry.fields).every((name) => profile.satisfies(name, link.shadow, entry.fields));
}

function markSent(pass: Pass, draft: Draft, request: string): void {
  const payload = JSON.stringify(draft.commands);
  if (draft.isNew) pass.store.outbox.add({ ...draft.entry, payload, request });
  else
    pass.store.outbox.change(draft.entry.id, {
      state: 'sent',
      payload,
      request,
      reason: null,
      retryAt: null,
    });
}
