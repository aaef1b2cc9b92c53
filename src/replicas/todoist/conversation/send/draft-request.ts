// What is sent to Todoist: chooses outbox entries, resolves them into commands, and journals the exact bytes before they are sent,
// so that a retry after a lost response sends the same.

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

/** The entries of one request, in order, each with its commands. */
export interface Batch {
  readonly request: string;
  /** It was sent before and never answered. */
  readonly isRetry: boolean;
  readonly parts: readonly { readonly entry: OutboxEntry; readonly commands: readonly TodoistCommand[] }[];
}

const CREATIONS: ReadonlySet<OutboxEntry['kind']> = new Set(['create', 'restore', 'create_container']);

/** How many entries are considered for one request; a request carries up to 100 commands. */
const MAX_ENTRIES_PER_REQUEST = 100;
/** No request has more operations than commands. */
export const MAX_PARTS = MAX_ENTRIES_PER_REQUEST;
/** How many times that number is searched for something that need not wait. */
const MAX_PAGES = 100;

/**
 * Takes the entries of the next request, at most `mostParts` operations, and marks them as sent; null if nothing is to be sent now.
 * Runs in the caller's transaction.
 */
export function takeBatch(pass: Pass, mostParts: number): Batch | null {
  return retakeUnanswered(pass, mostParts) ?? takeQueued(pass, mostParts);
}

/**
 * Creations that were sent and never answered, byte for byte. They are sent with the first read of a run, so that what they created
 * is known as ours before anything new is processed. They can't overwrite anything. Null if there are none.
 */
export function takeUnansweredCreations(pass: Pass): Batch | null {
  const batch = retakeUnanswered(pass, MAX_PARTS);
  if (batch === null) return null;
  const parts = batch.parts.filter(({ entry }) => CREATIONS.has(entry.kind));
  return parts.length === 0 ? null : { ...batch, parts };
}

/** What was sent and never answered is sent again, byte for byte, before anything else. */
function retakeUnanswered(pass: Pass, mostParts: number): Batch | null {
  const sent = pass.store.outbox.ofReplica(TODOIST, ['sent'], MAX_ENTRIES_PER_REQUEST * 2);
  const [first, ...rest] = sent.length === 0 ? [] : sent.filter(isNotSuspect(pass));
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

/** The ids that still have to be looked up. */
function suspectIds({ store }: Pass): ReadonlySet<RemoteId> {
  const ofTodoist = store.suspects.all().filter(({ replica }) => replica === TODOIST);
  return new Set(ofTodoist.map(({ remoteId }) => remoteId));
}

/** The lookup of a task will show what became of its operation, so it is not sent again before that. */
function isNotSuspect(pass: Pass): (entry: OutboxEntry) => boolean {
  const doubted = suspectIds(pass);
  return ({ taskId }) => {
    const link = taskId === null || doubted.size === 0 ? null : pass.store.links.get(taskId, TODOIST);
    return link === null || !doubted.has(link.remoteId);
  };
}

/** A task is not written before it, or a line of it, has been looked up if it may have changed unseen. Tells whether it has to wait. */
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

/** The journaled commands, with the temporary ids of containers replaced if they have real ids by now. */
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

/** A container that exists after all needs no command. */
function dropResolved(pass: Pass, entry: OutboxEntry): boolean {
  pass.store.outbox.remove(entry.id);
  return false;
}

/** Entries that turn out to have to wait make room for the next ones. */
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
  const doubted = suspectIds(pass);
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

/** If encoding an operation fails, it is recorded with the reason instead of being retried forever. */
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

/** It has a field that Todoist can no longer hold, because the account's plan changed since it was planned. */
function isOutgrown(pass: Pass, entry: OutboxEntry): boolean {
  const hub = entry.taskId === null ? null : pass.store.tasks.get(entry.taskId);
  if (hub === null) return false;
  // A task that is closed by now is created open all the same, and open ones hold more.
  const status = entry.fields.status ?? hub.fields.status;
  const holds = pass.profiles.get(TODOIST)?.holds({ ...hub.fields, status });
  return holds !== undefined && fieldNamesOf(entry.fields).some((name) => !holds.has(name));
}

function planAnew(pass: Pass, entry: OutboxEntry): void {
  pass.store.outbox.remove(entry.id);
  if (entry.taskId !== null) pass.touched.add(entry.taskId);
}

/** The link already has what the operation was to bring about: its effect showed before its retry. */
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
