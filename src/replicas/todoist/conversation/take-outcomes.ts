// What became of a request's commands: each operation is confirmed, held, refused or taken back, on its own.

import type { RemoteId } from '../../../model/ids.ts';
import type { Observation } from '../../../model/link.ts';
import { composeTodoist } from './compose.ts';
import { confirm, newRefs } from './confirm.ts';
import { renameIn } from '../../../sync/observe/containers.ts';
import { forgetPlaces, refuse, type Failure, type Learned, type Part } from './refuse.ts';
import type { Run } from '../../../sync/unit-of-work.ts';
import type { Batch } from './draft-request.ts';
import type { OutboxEntry } from '../../../hub/store.ts';
import type { TodoistAnswer } from '../todoist-port.ts';

/** What the outcomes of a request taught. */
export interface Lesson extends Learned {
  /** Tasks that the answer shows as they were before what it confirms: it is older than its own outcomes. */
  readonly shownStale: ReadonlySet<RemoteId>;
}

/** Takes in the outcomes of one request. Within the caller's transaction. */
export function takeOutcomes(run: Run, batch: Batch, answer: TodoistAnswer): Lesson {
  for (const part of batch.parts) if (part.entry.taskId === null) takeContainer(run, part, answer);
  for (const part of batch.parts) if (isMade(part, answer)) linkNew(run, part, answer);
  const shown = shownBy(run, answer);
  let learned: Learned = { noDeadlines: false, noDurations: false };
  const shownStale = new Set<RemoteId>();
  for (const part of batch.parts) {
    if (part.entry.taskId === null || run.store.outbox.get(part.entry.id) === null) continue;
    const failure = firstFailure(part, answer);
    if (failure === null) confirm(run, part.entry, { shown, answer, isRetry: batch.isRetry, shownStale });
    else learned = merge(learned, refuse(run, part, failure, shown));
  }
  return { ...learned, shownStale };
}

/** A request that was surely not carried out: its entries are as they were before. */
export function takeBack(run: Run, batch: Batch): void {
  for (const { entry } of batch.parts) {
    if (entry.kind === 'create_container') run.store.outbox.remove(entry.id);
    else run.store.outbox.change(entry.id, { state: 'queued', payload: null, request: null });
  }
}

function takeContainer(run: Run, part: Part, answer: TodoistAnswer): void {
  const { entry } = part;
  const container = entry.containerId === null ? null : run.book.get(entry.containerId);
  run.store.outbox.remove(entry.id);
  if (container === null) return;
  const failure = firstFailure(part, answer);
  const made = answer.ids.get(run.parts.todoist.temporaryId(entry.id)) ?? null;
  const link = run.book.link(container.id, 'todoist');
  if (failure === null) {
    const held = run.parts.todoist.heldContainerName(container.kind, container.name);
    const told = part.commands[0]?.args['name'];
    const name = typeof told === 'string' ? told : held;
    const id = link?.remoteId ?? made;
    run.book.putLink({ containerId: container.id, replica: 'todoist', remoteId: id, name, refused: null });
    if (name !== held && id !== null) renameIn(run, 'todoist', container);
  } else if (failure.kind === 'gone') {
    forgetPlaces(run, part, failure.what);
  } else if (failure.kind === 'limit' || failure.kind === 'refused' || failure.kind === 'premium') {
    refuseContainer(run, { ...entry, containerId: container.id }, failure.detail);
  }
}

/** A place that the plan refuses: what is filed there stands in the nearest place that exists. */
function refuseContainer(run: Run, entry: OutboxEntry, detail: string): void {
  const container = entry.containerId === null ? null : run.book.get(entry.containerId);
  if (container === null || entry.kind !== 'create_container') return;
  run.book.putLink({
    containerId: container.id,
    replica: 'todoist',
    remoteId: null,
    name: container.name,
    refused: detail,
  });
  const inside = [container.id, ...run.book.headingsOf(container.id).map((heading) => heading.id)];
  for (const task of run.store.tasks.inPlaces(inside)) run.touched.add(task.id);
}

function isMade(part: Part, answer: TodoistAnswer): boolean {
  const makes = part.entry.kind === 'create' || part.entry.kind === 'restore';
  const main = part.commands[0];
  return makes && main !== undefined && answer.outcomes.get(main.uuid)?.kind === 'ok';
}

function linkNew(run: Run, part: Part, answer: TodoistAnswer): void {
  const { entry } = part;
  const made = answer.ids.get(run.parts.todoist.temporaryId(entry.id));
  if (entry.taskId === null || made === undefined) return;
  run.store.links.put({
    taskId: entry.taskId,
    replica: 'todoist',
    remoteId: made,
    state: 'active',
    revision: null,
    shadow: {},
    checklistRefs: newRefs(run, entry, answer, {}),
    occurrence: null,
    refused: {},
  });
}

function firstFailure(part: Part, answer: TodoistAnswer): Failure | null {
  for (const command of part.commands) {
    const outcome = answer.outcomes.get(command.uuid) ?? {
      kind: 'retry',
      detail: 'Todoist did not tell what became of it',
    };
    if (outcome.kind !== 'ok') return isHarmless(part.entry, outcome) ? null : outcome;
  }
  return null;
}

/** What is to be deleted and is not there is deleted. */
function isHarmless(entry: OutboxEntry, failure: Failure): boolean {
  return entry.kind === 'delete' && failure.kind === 'gone';
}

/** What an answer shows of each task. A whole one leaves out lines that are done or deleted: it tells nothing of checklists here. */
function shownBy(run: Run, answer: TodoistAnswer): ReadonlyMap<RemoteId, Observation> {
  const seen = composeTodoist(run, answer.tasks, false);
  return new Map(seen.map((each) => [each.remoteId, answer.complete ? withoutChecklist(each) : each]));
}

function withoutChecklist(observation: Observation): Observation {
  const { checklist: _lines, ...fields } = observation.fields;
  return { ...observation, fields };
}

function merge(a: Learned, b: Learned): Learned {
  return { noDeadlines: a.noDeadlines || b.noDeadlines, noDurations: a.noDurations || b.noDurations };
}
