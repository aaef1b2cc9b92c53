// What an older client tells, as observations. It knows some to-dos and little of each, and may tell of them seconds late: whatever an
// agent tells of itself is left to the agent.

import { operationId, type RemoteId } from '../../../model/ids.ts';
import { tombstone, type Link, type Observation, type ObservedFields } from '../../../model/link.ts';
import { operationOfMarker } from '../../../protocol/marker.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { isAgentAtWork, leaseOf } from '../agents/lease.ts';
import { portOf, THINGS } from '../known.ts';
import { datesOf, holdsDeadlines } from './dates.ts';
import { agreeAsShown, linkImported, type Imported } from './imported.ts';
import type { Told, ToldTodo } from './told.ts';

/** What a call tells, as far as it is taken. Of a to-do that is told twice the later one counts. */
export function observeTold(pass: Pass, told: Told): readonly Observation[] {
  const todos = [...new Map(told.todos.map((todo) => [todo.id, todo])).values()];
  const isLeftToAgent = isAgentAtWork(pass.store, pass.now);
  const linked = (ids: readonly RemoteId[]): readonly Link[] =>
    isLeftToAgent ? [] : [...new Set(ids)].flatMap((id) => activeLink(pass, id) ?? []);
  return [
    ...todos.flatMap((todo) => observeTodo(pass, todo, isLeftToAgent) ?? []),
    ...linked(told.completed).map((link) => ({ ...seen(link), fields: { status: 'completed' as const } })),
    ...linked(told.deleted).map((link) => ({ ...seen(link), deleted: true })),
  ];
}

/** A link in use. What was taken as deleted before is deleted no second time: whoever undid that would have to do it for ever. */
function activeLink({ store }: Pass, id: RemoteId): Link | null {
  const link = store.links.byRemoteId(THINGS, id);
  return link?.state === 'active' && store.tasks.get(link.taskId)?.deletedAt === null ? link : null;
}

/** Our last knowledge of the row stays what it was: a client knows no digest. */
function seen({ remoteId, revision }: Pick<Link, 'remoteId' | 'revision'>): Observation {
  return { ...tombstone(THINGS, remoteId), deleted: false, revision };
}

function observeTodo(pass: Pass, todo: ToldTodo, isLeftToAgent: boolean): Observation | null {
  const { links } = pass.store;
  if (isBeingMade(pass, todo)) return null;
  const known = links.byRemoteId(THINGS, todo.id);
  const imported = asImported(todo);
  const link = known === null ? linkImported(pass, imported) : agreeAsShown(pass, known, imported);
  if (link === null && links.isRetired(THINGS, todo.id)) return null;
  if (link !== null && isLeftToAgent) return null;
  return { ...seen(link ?? { remoteId: todo.id, revision: null }), fields: fieldsOf(pass, todo, link) };
}

function asImported({ id, title, notes = null, due = null }: ToldTodo): Imported {
  return { id, title, notes: notes ?? '', deadline: due };
}

/** An agent makes it just now, and tells of it itself. */
function isBeingMade({ store }: Pass, { notes }: ToldTodo): boolean {
  const marked = operationOfMarker(notes ?? '');
  return marked !== null && store.outbox.get(operationId(marked))?.replica === THINGS;
}

function fieldsOf(pass: Pass, todo: ToldTodo, link: Link | null): ObservedFields {
  const { notes, due, tags } = todo;
  const row = rowOf(todo);
  const { observation } = portOf(pass.parts).lift(row, pass.config);
  const { title, status, ...others } = observation.fields;
  const hub = link === null ? null : pass.store.tasks.get(link.taskId);
  const around = {
    hub,
    link,
    holdsDeadlines: holdsDeadlines(pass),
    agentKnown: leaseOf(pass.store) !== null,
  };
  return {
    ...(title !== undefined && { title }),
    ...(status !== undefined && { status }),
    ...(notes !== undefined && { notes: others.notes ?? null }),
    ...(tags !== undefined && { tags: others.tags ?? [] }),
    ...(tags !== undefined && others.priority !== undefined && { priority: others.priority }),
    ...(due !== undefined && datesOf(due, around)),
  };
}

/** The row as it would be, were that all that there is. */
function rowOf({ id, title, notes, due, tags }: ToldTodo): ThingsTodo {
  return {
    id,
    title,
    notes: notes ?? '',
    status: 'open',
    trashed: false,
    list: 'inbox',
    startDate: null,
    evening: false,
    reminder: null,
    deadline: due ?? null,
    area: null,
    project: null,
    heading: null,
    tags: [...(tags ?? [])],
    checklist: [],
    template: null,
    createdAt: null,
    changedAt: null,
    digest: '-',
  };
}
