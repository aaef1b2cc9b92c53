// Chooses what is sent to Things in an exchange: outbox entries in the agent's format. A to-do is sent only if the places it needs
// exist there; otherwise the places are sent first, and the to-do in the next exchange.

import { assert } from '../../../model/assert.ts';
import { AT_TOP } from '../../../model/container.ts';
import type { ContainerId } from '../../../model/ids.ts';
import { fieldNamesOf, pickFields, type FieldName, type SomeFields } from '../../../model/task.ts';
import type { ThingsFields, ThingsOperation, ThingsPlace } from '../../../protocol/things-operation.ts';
import { portOf, THINGS } from '../known.ts';
import { isMadeElsewhere } from '../why-withheld.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { creationOf, isNeeded, waitsForPlace } from '../../../sync/plan/container-wait.ts';
import { newEntry } from '../../../sync/plan/outbox-entry.ts';
import type { OutboxEntry } from '../../../hub/store.ts';

/** How many pages of the outbox are searched to fill one exchange. */
const MAX_PAGES = 100;

/** Takes operations for the agent and marks them as sent. Runs in the caller's transaction. */
export function takeOperationsForThings(pass: Pass, limit: number): readonly ThingsOperation[] {
  const told = pass.store.outbox.ofReplica(THINGS, ['sent'], limit);
  const operations = told.flatMap((entry) => operationsOf(pass, entry));
  for (let after = 0, page = 0; page < MAX_PAGES && operations.length < limit; page += 1) {
    // An entry that turns out to have to wait makes room for the next ones.
    const due = pass.store.outbox.due(THINGS, pass.now, limit, after);
    const last = due.at(-1);
    if (last === undefined) break;
    for (const entry of due) if (operations.length < limit) operations.push(...operationsOf(pass, entry));
    after = last.seq;
  }
  return operations.slice(0, limit);
}

function operationsOf(pass: Pass, entry: OutboxEntry): readonly ThingsOperation[] {
  if (entry.state === 'sent' && entry.payload !== null) return [JSON.parse(entry.payload) as ThingsOperation];
  if (waitsForPlace(pass, entry) || isMadeElsewhere(pass, entry)) return [];
  if (isAboutNothing(pass, entry)) {
    pass.store.outbox.remove(entry.id);
    return [];
  }
  if (entry.kind === 'rename_container') return markAsSent(pass, entry, renameOf(pass, entry));
  if (entry.kind === 'move_container') return moveOf(pass, entry);
  if (entry.taskId === null) return markAsSent(pass, entry, operationForContainer(pass, entry));
  const missing = missingContainer(pass, entry.fields.place ?? null);
  if (missing !== null) return tellContainer(pass, missing);
  return markAsSent(pass, entry, todoOperation(pass, entry));
}

/** A name or a move that Things had not accepted when the project was deleted. */
function isAboutNothing(pass: Pass, { kind, containerId }: OutboxEntry): boolean {
  const isChange = kind === 'rename_container' || kind === 'move_container';
  return isChange && (containerId === null || pass.containers.remoteIdOf(containerId, THINGS) === null);
}

/** A container that exists after all, or that no to-do needs any more, is not created. */
function operationForContainer(pass: Pass, entry: OutboxEntry): ThingsOperation | null {
  const id = entry.containerId;
  const isWanted = id !== null && pass.containers.remoteIdOf(id, THINGS) === null && isNeeded(pass, id);
  if (isWanted) return creationFor(pass, id, entry.id);
  pass.store.outbox.remove(entry.id);
  return null;
}

/** Marks an entry as sent, with the exact payload, and returns it. */
function markAsSent(
  pass: Pass,
  entry: OutboxEntry,
  operation: ThingsOperation | null,
): readonly ThingsOperation[] {
  if (operation === null) return [];
  pass.store.outbox.change(entry.id, {
    state: 'sent',
    payload: JSON.stringify(operation),
    reason: null,
    retryAt: null,
  });
  return [operation];
}

/** The outermost area or project of a place that Things does not have yet. */
function missingContainer(pass: Pass, place: ContainerId | null): ContainerId | null {
  const missing = pass.containers
    .missingOnTheWay(place, THINGS)
    .find((container) => container.kind !== 'heading');
  return missing?.id ?? null;
}

function tellContainer(pass: Pass, id: ContainerId): readonly ThingsOperation[] {
  const known = creationOf(pass, THINGS, id);
  if (known !== null)
    return known.state === 'sent' ? [] : markAsSent(pass, known, creationFor(pass, id, known.id));
  const entry = newEntry(pass, {
    replica: THINGS,
    kind: 'create_container',
    containerId: id,
    state: 'sent',
  });
  const creation = creationFor(pass, id, entry.id);
  if (creation === null) return [];
  pass.store.outbox.add({ ...entry, payload: JSON.stringify(creation) });
  return [creation];
}

function creationFor(pass: Pass, id: ContainerId | null, operation: string): ThingsOperation | null {
  const container = id === null ? null : pass.containers.get(id);
  if (container === null || container.kind === 'heading') return null;
  return {
    kind: 'create_container',
    id: operation,
    container: container.kind,
    title: container.name,
    parent: container.parent === null ? null : placeOf(pass, container.parent),
    headings:
      container.kind === 'project'
        ? pass.containers.headingsOf(container.id).map((heading) => heading.name)
        : [],
  };
}

function renameOf(pass: Pass, entry: OutboxEntry): ThingsOperation | null {
  const container = entry.containerId === null ? null : pass.containers.get(entry.containerId);
  const thingsId = entry.containerId === null ? null : pass.containers.remoteIdOf(entry.containerId, THINGS);
  if (container === null || thingsId === null || container.kind === 'heading') return null;
  return {
    kind: 'rename_container',
    id: entry.id,
    thingsId,
    container: container.kind,
    title: container.name,
  };
}

/** A project is moved to another area once that exists. */
function moveOf(pass: Pass, entry: OutboxEntry): readonly ThingsOperation[] {
  const container = entry.containerId === null ? null : pass.containers.get(entry.containerId);
  const thingsId = entry.containerId === null ? null : pass.containers.remoteIdOf(entry.containerId, THINGS);
  if (container === null || thingsId === null || container.kind !== 'project') return [];
  const missing = missingContainer(pass, container.parent);
  if (missing !== null) return tellContainer(pass, missing);
  const area = container.parent === null ? null : placeOf(pass, container.parent);
  const shownIn = pass.containers.link(container.id, THINGS)?.shownIn ?? AT_TOP;
  const expect = shownIn === AT_TOP ? null : shownIn;
  return markAsSent(pass, entry, { kind: 'move_container', id: entry.id, thingsId, expect, area });
}

function todoOperation(pass: Pass, entry: OutboxEntry): ThingsOperation | null {
  if (entry.remoteId !== null && entry.kind === 'delete')
    return { kind: 'trash_todo', id: entry.id, thingsId: entry.remoteId, expect: null };
  if (entry.remoteId !== null) {
    return {
      kind: 'update_todo',
      id: entry.id,
      thingsId: entry.remoteId,
      expect: null,
      fields: encode(pass, entry, entry.fields),
    };
  }
  assert(entry.taskId !== null, 'a to-do operation without its task');
  const link = pass.store.links.get(entry.taskId, THINGS);
  if (entry.kind === 'create')
    return { kind: 'create_todo', id: entry.id, fields: encode(pass, entry, entry.fields) };
  if (link === null) return null;
  const target = { id: entry.id, thingsId: link.remoteId };
  if (entry.kind === 'delete') return { kind: 'trash_todo', ...target, expect: link.revision };
  if (entry.kind === 'restore') {
    const fields = lostInTheTrash(pass, entry.fields, link.shadow);
    return {
      kind: 'restore_todo',
      ...target,
      fields: encode(pass, entry, withTagPartner(pass, { ...entry, fields })),
    };
  }
  const fields = encode(pass, entry, withTagPartner(pass, entry));
  return { kind: 'update_todo', ...target, expect: link.revision, fields };
}

/** A restored to-do is as it was, except for its day and its place; other values that are already right are not written again. */
function lostInTheTrash(pass: Pass, wanted: SomeFields, there: SomeFields): SomeFields {
  const profile = pass.profiles.get(THINGS);
  const isThere = (name: FieldName): boolean =>
    there[name] !== undefined && (profile?.satisfies(name, there, wanted) ?? false);
  return pickFields(
    wanted,
    fieldNamesOf(wanted).filter((name) => name === 'start' || name === 'place' || !isThere(name)),
  );
}

/** Tags and priority are one set of tags in Things, so a change of one has to send both. */
function withTagPartner(pass: Pass, entry: OutboxEntry): SomeFields {
  const { fields } = entry;
  if (fields.tags === undefined && fields.priority === undefined) return fields;
  const hub = entry.taskId === null ? null : pass.store.tasks.get(entry.taskId);
  const whole = hub === null ? undefined : pass.profiles.get(THINGS)?.project(hub.fields);
  const tags = fields.tags ?? whole?.tags;
  const priority = fields.priority ?? whole?.priority;
  return {
    ...fields,
    ...(tags === undefined ? {} : { tags }),
    ...(priority === undefined ? {} : { priority }),
  };
}

function encode(pass: Pass, entry: OutboxEntry, fields: SomeFields): ThingsFields {
  const place = entry.fields.place ?? null;
  return portOf(pass.parts).encode(fields, place === null ? null : placeOf(pass, place), pass.config);
}

function placeOf(pass: Pass, id: ContainerId): ThingsPlace | null {
  const container = pass.containers.get(id);
  return container === null
    ? null
    : { kind: container.kind, id: pass.containers.remoteIdOf(id, THINGS), operation: null };
}
