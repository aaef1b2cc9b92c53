// What became of a request's commands: each operation is acknowledged, held, refused or taken back, on its own.

import { acknowledge } from '../engine/acknowledge.ts';
import { assert } from '../model/assert.ts';
import { operationId, remoteId, type RemoteId } from '../model/ids.ts';
import type { Link, Observation } from '../model/link.ts';
import { fieldNamesOf, pickFields, type FieldName, type SomeFields } from '../model/task.ts';
import { backoffMs } from './backoff.ts';
import { composeTodoist } from './compose-todoist.ts';
import { forgetContainer, renameIn } from './observe-containers.ts';
import { observeLinked } from './observe.ts';
import { recordDone, recordReason } from './record.ts';
import type { Run } from './run.ts';
import { asOperation, type Batch } from './send-todoist.ts';
import type { OutboxEntry } from './ports/store.ts';
import type { CommandOutcome, TodoistAnswer, TodoistCommand } from './ports/todoist.ts';

/** How long an operation that met a quota waits before it is tried again, ms. */
const LIMIT_RETRY_MS = 15 * 60_000;

/** What the outcomes taught about the account's plan. */
interface Learned {
  readonly noDeadlines: boolean;
  readonly noDurations: boolean;
}

/** What the outcomes of a request taught. */
export interface Lesson extends Learned {
  /** Tasks that the answer shows as they were before what it confirms: it is older than its own outcomes. */
  readonly shownStale: ReadonlySet<RemoteId>;
}

interface Part {
  readonly entry: OutboxEntry;
  readonly commands: readonly TodoistCommand[];
}

type Failure = Exclude<CommandOutcome, { readonly kind: 'ok' }>;

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

function newRefs(
  run: Run,
  entry: OutboxEntry,
  answer: TodoistAnswer,
  known: Link['checklistRefs'],
): Link['checklistRefs'] {
  const refs: Record<string, RemoteId> = { ...known };
  for (const item of entry.fields.checklist ?? []) {
    const made = answer.ids.get(run.parts.todoist.temporaryItemId(entry.id, item.key));
    if (made !== undefined) refs[item.key] = made;
  }
  return refs;
}

/** Lines that were made when the answer was lost may have been done since, unseen by a whole read. */
function lookUpNewLines(run: Run, link: Link, before: Link): void {
  const known = new Set<RemoteId>(Object.values(before.checklistRefs));
  for (const ref of Object.values(link.checklistRefs)) if (!known.has(ref)) run.store.suspects.add(ref);
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

interface Shown {
  readonly answer: TodoistAnswer;
  readonly shown: ReadonlyMap<RemoteId, Observation>;
  readonly isRetry: boolean;
  readonly shownStale: Set<RemoteId>;
}

function confirm(run: Run, entry: OutboxEntry, told: Shown): void {
  const { shown, answer, isRetry } = told;
  assert(entry.taskId !== null, 'a task operation without its task');
  const before = run.store.links.get(entry.taskId, 'todoist');
  run.store.outbox.remove(entry.id);
  run.touched.add(entry.taskId);
  const title = run.store.tasks.get(entry.taskId)?.fields.title ?? '';
  recordDone(run, { entry, title, after: entry.fields });
  if (before === null) return;
  // The task was deleted since: an old confirmation does not bring it back.
  const isGone = before.state === 'deleted' && entry.kind === 'update' && !shown.has(before.remoteId);
  if (isGone) return;
  const link = { ...before, checklistRefs: newRefs(run, entry, answer, before.checklistRefs) };
  if (isRetry) lookUpNewLines(run, link, before);
  const observation = shown.get(link.remoteId) ?? null;
  if (answer.complete && observation !== null && isStale(run, entry, observation)) {
    told.shownStale.add(link.remoteId);
    run.store.suspects.add(link.remoteId);
    run.store.links.put(confirmedLink(run, entry, link, null));
    return;
  }
  // A whole answer leaves out what is closed: there, not being shown tells nothing.
  const hadNoEffect = isRetry && !answer.complete && observation === null;
  if (hadNoEffect && entry.kind === 'update') return takeRevertedSince(run, entry, link);
  run.store.links.put(confirmedLink(run, entry, link, observation));
}

/** A whole read may be older than the commands that came with it. What it shows of such a task is looked up instead. */
function isStale(run: Run, entry: OutboxEntry, observation: Observation): boolean {
  if (entry.kind !== 'update') return false;
  const taken = takenFields(run, entry, observation);
  return fieldNamesOf(entry.fields).some((name) => name !== 'checklist' && !taken.includes(name));
}

/**
 * Told again, confirmed, and nothing changed by it: it was carried out the first time. What was read since then is what somebody
 * made of it afterwards, so that is the newer change. A whole read leaves out closed tasks: those are looked up.
 */
function takeRevertedSince(run: Run, entry: OutboxEntry, link: Link): void {
  const { checklist: _lines, ...readSince } = pickFields(link.shadow, fieldNamesOf(entry.fields));
  const agreed = { ...link, shadow: { ...link.shadow, ...entry.fields } };
  run.store.links.put(agreed);
  if (link.shadow.status !== 'open') {
    run.store.suspects.add(link.remoteId);
    return;
  }
  observeLinked(run, agreed, {
    replica: 'todoist',
    remoteId: link.remoteId,
    deleted: false,
    fields: readSince,
    changedAt: null,
    revision: link.revision,
    occurrence: link.occurrence,
  });
}

function confirmedLink(run: Run, entry: OutboxEntry, link: Link, observation: Observation | null): Link {
  if (entry.kind === 'delete') return { ...link, state: 'deleted' };
  if (entry.kind === 'complete_occurrence') {
    return { ...link, occurrence: observation?.occurrence ?? (link.occurrence ?? 0) + 1 };
  }
  const profile = run.profiles.get('todoist');
  assert(profile !== undefined, 'an acknowledgement before the account is known');
  const done = acknowledge({ link, operation: asOperation(entry, link.taskId), observation, profile });
  for (const name of done.ignored) {
    recordReason(run, link.taskId, 'todoist', {
      rule: 'L10',
      text: `Todoist took the operation and left ${name} as it was.`,
    });
  }
  const first = entry.kind === 'create' || entry.kind === 'restore';
  return first && observation !== null
    ? { ...done.link, occurrence: observation.occurrence, revision: observation.revision }
    : done.link;
}

function refuse(run: Run, part: Part, failure: Failure, shown: ReadonlyMap<RemoteId, Observation>): Learned {
  const { entry } = part;
  const learned = { noDeadlines: false, noDurations: false };
  if (entry.taskId === null) return learned;
  run.touched.add(entry.taskId);
  switch (failure.kind) {
    case 'retry':
      tryLater(run, entry, failure.detail);
      return learned;
    case 'dependency':
      run.store.outbox.remove(entry.id);
      return learned;
    case 'premium':
      run.store.outbox.remove(entry.id);
      return {
        noDeadlines: entry.fields.deadline != null,
        noDurations: entry.fields.duration != null && entry.fields.deadline == null,
      };
    case 'gone':
      if (failure.what === 'object') lookUpWhatIsGone(run, part, failure.detail);
      else forgetPlaces(run, part, failure.what);
      return learned;
    case 'limit':
      keepRemainder(run, entry, shown, {
        state: 'held',
        reason: failure.detail,
        retryAt: run.now + LIMIT_RETRY_MS,
      });
      return learned;
    case 'refused':
      keepRemainder(run, entry, shown, { state: 'failed', reason: failure.detail, retryAt: null });
      return learned;
  }
}

function tryLater(run: Run, entry: OutboxEntry, reason: string): void {
  const attempts = entry.attempts + 1;
  run.store.outbox.change(entry.id, {
    state: 'queued',
    payload: null,
    request: null,
    reason,
    attempts,
    retryAt: run.now + backoffMs(attempts, 1),
  });
}

/** An object that a command named is not there: whether it was deleted is looked up before anything follows from it. */
function lookUpWhatIsGone(run: Run, part: Part, detail: string): void {
  for (const command of part.commands) {
    const id = command.args['id'];
    if (typeof id === 'string' && command.temp_id === undefined) run.store.suspects.add(remoteId(id));
  }
  run.store.outbox.change(part.entry.id, {
    state: 'held',
    reason: detail,
    retryAt: run.now + LIMIT_RETRY_MS,
    payload: null,
    request: null,
  });
}

/** The project or section that something was to be put into is not there, and no read has told so: it is made anew. */
function forgetPlaces(run: Run, { entry, commands }: Part, what: 'object' | 'project' | 'section'): void {
  const names = what === 'section' ? ['section_id'] : ['project_id', 'parent_id'];
  for (const id of commands.flatMap(({ args }) => names.map((name) => args[name]))) {
    if (typeof id === 'string') forgetContainer(run, { replica: 'todoist', remoteId: remoteId(id) });
  }
  run.store.outbox.remove(entry.id);
}

/** What was carried out of a refused operation is agreed on; the rest stays in the outbox, under a new name. */
function keepRemainder(
  run: Run,
  entry: OutboxEntry,
  shown: ReadonlyMap<RemoteId, Observation>,
  fate: Pick<OutboxEntry, 'state' | 'reason' | 'retryAt'>,
): void {
  assert(entry.taskId !== null, 'a task operation without its task');
  const link = run.store.links.get(entry.taskId, 'todoist');
  const observation = link === null ? null : (shown.get(link.remoteId) ?? null);
  const taken =
    link === null || observation === null || entry.kind !== 'update'
      ? []
      : takenFields(run, entry, observation);
  if (link !== null && taken.length > 0) {
    const partial = { ...entry, fields: pickFields(entry.fields, taken) };
    run.store.links.put(confirmedLink(run, partial, link, observation));
  }
  const fields = without(entry.fields, taken);
  run.store.outbox.remove(entry.id);
  run.store.outbox.add({
    ...entry,
    ...fate,
    id: operationId(run.parts.newId()),
    fields,
    attempts: entry.attempts + 1,
    payload: null,
    request: null,
  });
}

function takenFields(run: Run, entry: OutboxEntry, observation: Observation): readonly FieldName[] {
  const { checklist: _lines, ...observed } = observation.fields;
  const profile = run.profiles.get('todoist');
  if (profile === undefined) return [];
  return fieldNamesOf(observed).filter(
    (name) => entry.fields[name] !== undefined && profile.satisfies(name, observed, entry.fields),
  );
}

function without(fields: SomeFields, names: readonly FieldName[]): SomeFields {
  return pickFields(
    fields,
    fieldNamesOf(fields).filter((name) => !names.includes(name)),
  );
}

function merge(a: Learned, b: Learned): Learned {
  return { noDeadlines: a.noDeadlines || b.noDeadlines, noDurations: a.noDurations || b.noDurations };
}
