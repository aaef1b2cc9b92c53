// Processes the outcomes of a request's commands: each operation is confirmed, held, refused or returned, on its own.

import type { RemoteId } from '../../../../model/ids.ts';
import { newLink, type Observation } from '../../../../model/link.ts';
import { composeTodoist } from '../read/compose.ts';
import { confirm, newRefs } from './confirm.ts';
import type { CommandFailure } from './what-follows.ts';
import { refuse, type Learned, type Part } from './refuse.ts';
import { recordContainerOutcome } from './container-outcomes.ts';
import type { Pass } from '../../../../sync/unit-of-work.ts';
import { isNestedTaskGone } from '../read/nested-tasks.ts';
import type { Batch } from './draft-request.ts';
import type { OutboxEntry } from '../../../../hub/store.ts';
import { portOf, TODOIST } from '../../known.ts';
import type { TodoistAnswer } from '../../todoist-port.ts';

/** What the outcomes of a request revealed. */
export interface Lesson extends Learned {
  /** Tasks that the response shows in their state before the confirmed operations: the response is older than its own outcomes. */
  readonly shownStale: ReadonlySet<RemoteId>;
}

/** Processes the outcomes of one request. Runs in the caller's transaction. */
export function processOutcomes(pass: Pass, batch: Batch, answer: TodoistAnswer): Lesson {
  for (const part of batch.parts)
    if (part.entry.taskId === null)
      recordContainerOutcome(pass, part, { answer, failure: firstFailure(pass, part, answer) });
  for (const part of batch.parts) if (isMade(part, answer)) linkNew(pass, part, answer);
  const shown = shownBy(pass, answer);
  let learned: Learned = { noDeadlines: false, noDurations: false };
  const shownStale = new Set<RemoteId>();
  for (const part of batch.parts) {
    if (part.entry.taskId === null || pass.store.outbox.get(part.entry.id) === null) continue;
    const failure = firstFailure(pass, part, answer);
    if (failure === null) confirm(pass, part.entry, { shown, answer, isRetry: batch.isRetry, shownStale });
    else learned = merge(learned, refuse(pass, part, failure, shown));
  }
  return { ...learned, shownStale };
}

/** Returns a request that was definitely not carried out: its entries are as they were before. */
export function returnToOutbox(pass: Pass, batch: Batch): void {
  for (const { entry } of batch.parts) {
    if (entry.kind === 'create_container') returnCreation(pass, entry);
    else pass.store.outbox.change(entry.id, { state: 'queued', payload: null, request: null });
  }
}

/** A creation that failed before keeps its count; any other is planned again by the tasks that need it. */
function returnCreation(pass: Pass, entry: OutboxEntry): void {
  if (entry.attempts === 0) return pass.store.outbox.remove(entry.id);
  pass.store.outbox.change(entry.id, { state: 'held', payload: null, request: null, retryAt: pass.now });
}

function isMade(part: Part, answer: TodoistAnswer): boolean {
  const makes = part.entry.kind === 'create' || part.entry.kind === 'restore';
  const main = part.commands[0];
  return makes && main !== undefined && answer.outcomes.get(main.uuid)?.kind === 'ok';
}

function linkNew(pass: Pass, part: Part, answer: TodoistAnswer): void {
  const { entry } = part;
  const made = answer.ids.get(portOf(pass.parts).temporaryId(entry.id));
  if (entry.taskId === null || made === undefined) return;
  const before = pass.store.links.get(entry.taskId, TODOIST);
  pass.store.links.put({
    ...newLink(entry.taskId, TODOIST, made),
    checklistRefs: newRefs(pass, entry, answer, {}),
    ...(before?.lineDetails !== undefined && { lineDetails: before.lineDetails }),
  });
}

function firstFailure(pass: Pass, part: Part, answer: TodoistAnswer): CommandFailure | null {
  const { taskId } = part.entry;
  const link = taskId === null ? null : pass.store.links.get(taskId, TODOIST);
  for (const command of part.commands) {
    const outcome = answer.outcomes.get(command.uuid) ?? {
      kind: 'retry',
      detail: 'Todoist did not say whether it was done',
    };
    if (outcome.kind === 'ok' || isNestedTaskGone(command, link, outcome)) continue;
    return isHarmless(part.entry, outcome) ? null : outcome;
  }
  return null;
}

/** Deleting something that no longer exists is a success. */
function isHarmless(entry: OutboxEntry, failure: CommandFailure): boolean {
  return entry.kind === 'delete' && failure.kind === 'gone';
}

/** What a response shows of each task. A full one leaves out completed and deleted lines, so its checklists are not used here. */
function shownBy(pass: Pass, answer: TodoistAnswer): ReadonlyMap<RemoteId, Observation> {
  const seen = composeTodoist(pass, answer.tasks, false);
  return new Map(seen.map((each) => [each.remoteId, answer.complete ? withoutChecklist(each) : each]));
}

function withoutChecklist(observation: Observation): Observation {
  const { checklist: _lines, ...fields } = observation.fields;
  return { ...observation, fields };
}

function merge(a: Learned, b: Learned): Learned {
  return { noDeadlines: a.noDeadlines || b.noDeadlines, noDurations: a.noDurations || b.noDurations };
}
