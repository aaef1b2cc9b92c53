// Applies the consequences of an operation that Todoist did not carry out. They are decided in `what-follows.ts`.

import { assert } from '../../../../model/assert.ts';
import { operationId, remoteId, type RemoteId } from '../../../../model/ids.ts';
import type { Observation } from '../../../../model/link.ts';
import { fieldNamesOf, pickFields, type FieldName, type SomeFields } from '../../../../model/task.ts';
import { afterCommand, type CommandFailure, type TodoistChange } from './what-follows.ts';
import type { Again, WhatFollows } from '../../../../sync/run/what-follows.ts';
import { unreachable } from '../../../../model/assert.ts';
import { creationThatWaits } from '../../../../sync/plan/container-wait.ts';
import { confirmedLink, takenFields } from './confirm.ts';
import { forgetContainer } from '../../../../sync/observe/containers.ts';
import { processFirstRead } from '../../../../sync/observe/read-backs.ts';
import { asOperation } from '../../../../sync/plan/outbox-entry.ts';
import type { Pass } from '../../../../sync/unit-of-work.ts';
import type { OutboxEntry } from '../../../../hub/store.ts';
import { accountOf, TODOIST } from '../../known.ts';
import type { TodoistCommand } from '../../todoist-port.ts';

/** What the outcomes revealed about the account's plan. */
export interface Learned {
  readonly noDeadlines: boolean;
  readonly noDurations: boolean;
}

/** An operation with the commands that were sent for it. */
export interface Part {
  readonly entry: OutboxEntry;
  readonly commands: readonly TodoistCommand[];
}

const NOTHING_LEARNED: Learned = { noDeadlines: false, noDurations: false };

/**
 * Records that Todoist did not carry an operation out. The entry stays in the outbox with its wait: if planning its task again
 * gives a different operation, that one replaces it and is sent at once; if it gives the same, that one waits.
 */
export function refuse(
  pass: Pass,
  part: Part,
  failure: CommandFailure,
  shown: ReadonlyMap<RemoteId, Observation>,
): Learned {
  const { entry } = part;
  const follows = afterCommand({ entry, now: pass.now, account: accountOf(pass) }, failure);
  if (entry.taskId !== null) pass.touched.add(entry.taskId);
  acceptWhatShows(pass, entry, shown);
  switch (follows.kind) {
    case 'again':
      putBack(pass, entry, shown, waitingFor(pass, entry, follows));
      return NOTHING_LEARNED;
    case 'never':
      putBack(pass, entry, shown, { state: 'failed', reason: follows.reason, retryAt: null });
      return NOTHING_LEARNED;
    case 'changed_plan':
      return changePlan(pass, part, follows, shown);
    default:
      return unreachable(follows);
  }
}

/**
 * If an operation was refused in part, a field that shows neither the sent nor the former value was carried out, and does not count
 * as an edit.
 */
function acceptWhatShows(pass: Pass, entry: OutboxEntry, shown: ReadonlyMap<RemoteId, Observation>): void {
  const link = entry.taskId === null ? null : pass.store.links.get(entry.taskId, TODOIST);
  const profile = pass.profiles.get(TODOIST);
  const observation = link === null ? undefined : shown.get(link.remoteId);
  if (link === null || profile === undefined || observation === undefined || observation.deleted) return;
  if (entry.kind === 'delete' || entry.kind === 'complete_occurrence') return;
  const operation = asOperation(entry, link.taskId);
  pass.store.links.put(processFirstRead(pass, { link, operation, observation, profile, said: null }));
}

function changePlan(
  pass: Pass,
  part: Part,
  { change, otherwise }: Extract<WhatFollows<TodoistChange>, { readonly kind: 'changed_plan' }>,
  shown: ReadonlyMap<RemoteId, Observation>,
): Learned {
  const { entry } = part;
  const isChanged = makeChange(pass, part, change, otherwise.reason);
  const wait = waitingFor(pass, entry, otherwise);
  // Immediately once; if the changed plan gets the same refusal, it waits like any other.
  const goesAtOnce = isChanged && change.kind !== 'look_up' && entry.attempts === 0;
  if (pass.store.outbox.get(entry.id) !== null)
    putBack(pass, entry, shown, goesAtOnce ? { ...wait, state: 'queued', retryAt: null } : wait);
  return { noDeadlines: change.kind === 'no_deadlines', noDurations: change.kind === 'no_durations' };
}

/** Changes the plan. Tells whether it really changed: it may have been like that before. */
function makeChange(pass: Pass, part: Part, change: TodoistChange, reason: string): boolean {
  switch (change.kind) {
    case 'no_deadlines':
    case 'no_durations':
      // The caller records this; with the updated account, planning gives a different operation.
      return false;
    case 'look_up':
      lookUpWhatIsGone(pass, part);
      return true;
    case 'forget_place':
      return forgetPlaces(pass, part, change.what);
    case 'forget_container':
      return forgetNamed(pass, part.entry);
    case 'stand_in':
      return standIn(pass, part.entry, reason);
    default:
      return unreachable(change);
  }
}

/** An object named in a command does not exist: whether it was deleted is looked up before anything follows from it. */
function lookUpWhatIsGone(pass: Pass, part: Part): void {
  for (const command of part.commands) {
    const id = command.args['id'];
    if (typeof id === 'string' && command.temp_id === undefined)
      pass.store.suspects.of(TODOIST).add(remoteId(id));
  }
}

/** The project or section that something was to be filed in does not exist, and no read has reported that: it is created again. */
function forgetPlaces(pass: Pass, { commands }: Part, what: 'project' | 'section'): boolean {
  const names = what === 'section' ? ['section_id'] : ['project_id', 'parent_id'];
  const ids = commands
    .flatMap(({ args }) => names.map((name) => args[name]))
    .filter((id) => typeof id === 'string')
    .map(remoteId);
  const known = ids.filter((id) => pass.containers.byRemoteId(TODOIST, id) !== null);
  for (const id of known) forgetContainer(pass, { replica: TODOIST, remoteId: id });
  return known.length > 0;
}

/** The container that was to be renamed does not exist, so there is nothing to rename. */
function forgetNamed(pass: Pass, entry: OutboxEntry): boolean {
  pass.store.outbox.remove(entry.id);
  const id = entry.containerId === null ? null : pass.containers.remoteIdOf(entry.containerId, TODOIST);
  if (id !== null) forgetContainer(pass, { replica: TODOIST, remoteId: id });
  return id !== null;
}

/** A place that Todoist can't have: its tasks are put in the nearest existing place. */
function standIn(pass: Pass, entry: OutboxEntry, refused: string): boolean {
  pass.store.outbox.remove(entry.id);
  const container = entry.containerId === null ? null : pass.containers.get(entry.containerId);
  if (container === null) return false;
  const { id, name } = container;
  const nowhere = { state: 'active', remoteId: null, shownIn: null, agreedIn: null } as const;
  const known = pass.containers.link(id, TODOIST) ?? { ...nowhere, containerId: id, replica: TODOIST, name };
  pass.containers.putLink({ ...known, refused });
  const inside = [id, ...pass.containers.headingsOf(id).map((heading) => heading.id)];
  for (const task of pass.store.tasks.inPlaces(inside)) pass.touched.add(task.id);
  return true;
}

type Wait = Pick<OutboxEntry, 'state' | 'reason' | 'retryAt'> & { readonly sameId?: boolean };

/** How long an operation waits: at least as long as the place that it needs. */
function waitingFor(pass: Pass, entry: OutboxEntry, { state, reason, at, sameId }: Again): Wait {
  const place = creationThatWaits(pass, TODOIST, entry.fields.place ?? null);
  return { state, reason, retryAt: Math.max(at, place?.retryAt ?? 0), sameId };
}

/** The part of a refused operation that was carried out is agreed on; the rest stays in the outbox. */
function putBack(
  pass: Pass,
  entry: OutboxEntry,
  shown: ReadonlyMap<RemoteId, Observation>,
  { sameId = false, ...wait }: Wait,
): void {
  const back = { ...wait, attempts: entry.attempts + 1, payload: null, request: null };
  if (sameId) return pass.store.outbox.change(entry.id, back);
  const fields = entry.taskId === null ? entry.fields : agreeOnTaken(pass, entry, shown);
  pass.store.outbox.remove(entry.id);
  pass.store.outbox.add({ ...entry, ...back, id: operationId(pass.parts.newId()), fields });
}

/** Returns the fields that were not carried out. */
function agreeOnTaken(
  pass: Pass,
  entry: OutboxEntry,
  shown: ReadonlyMap<RemoteId, Observation>,
): OutboxEntry['fields'] {
  assert(entry.taskId !== null, 'a task operation without its task');
  const link = pass.store.links.get(entry.taskId, TODOIST);
  const observation = link === null ? null : (shown.get(link.remoteId) ?? null);
  if (link === null || observation === null || entry.kind !== 'update') return entry.fields;
  const taken = takenFields(pass, entry, observation);
  if (taken.length === 0) return entry.fields;
  const partial = { ...entry, fields: pickFields(entry.fields, taken) };
  pass.store.links.put(confirmedLink(pass, partial, link, observation));
  return without(entry.fields, taken);
}

function without(fields: SomeFields, names: readonly FieldName[]): SomeFields {
  return pickFields(
    fields,
    fieldNamesOf(fields).filter((name) => !names.includes(name)),
  );
}
