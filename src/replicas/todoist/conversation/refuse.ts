// An operation that Todoist did not carry out: it waits, is planned anew, or stays with its reason.

import { assert } from '../../../model/assert.ts';
import { operationId, remoteId, type RemoteId } from '../../../model/ids.ts';
import type { Observation } from '../../../model/link.ts';
import { fieldNamesOf, pickFields, type FieldName, type SomeFields } from '../../../model/task.ts';
import { backoffMs } from '../../../sync/run/backoff.ts';
import { confirmedLink, takenFields } from './confirm.ts';
import { forgetContainer } from '../../../sync/observe/containers.ts';
import type { Run } from '../../../sync/unit-of-work.ts';
import type { OutboxEntry } from '../../../hub/store.ts';
import type { CommandOutcome, TodoistCommand } from '../todoist-port.ts';

/** How long an operation that met a quota waits before it is tried again, ms. */
const LIMIT_RETRY_MS = 15 * 60_000;

/** What the outcomes taught about the account's plan. */
export interface Learned {
  readonly noDeadlines: boolean;
  readonly noDurations: boolean;
}

/** An operation with the commands that were sent for it. */
export interface Part {
  readonly entry: OutboxEntry;
  readonly commands: readonly TodoistCommand[];
}

/** Why a command was not carried out. */
export type Failure = Exclude<CommandOutcome, { readonly kind: 'ok' }>;

/** Takes in why Todoist did not carry an operation out. Gives what that taught about the plan. */
export function refuse(
  run: Run,
  part: Part,
  failure: Failure,
  shown: ReadonlyMap<RemoteId, Observation>,
): Learned {
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
export function forgetPlaces(
  run: Run,
  { entry, commands }: Part,
  what: 'object' | 'project' | 'section',
): void {
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

function without(fields: SomeFields, names: readonly FieldName[]): SomeFields {
  return pickFields(
    fields,
    fieldNamesOf(fields).filter((name) => !names.includes(name)),
  );
}
