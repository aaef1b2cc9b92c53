// Converts an older client's report to observations. It covers some to-dos, with few fields, and may be seconds late: what an agent
// is about to report itself is left to the agent.

import { operationId, type RemoteId } from '../../../model/ids.ts';
import { tombstone, type Link, type Observation, type ObservedFields } from '../../../model/link.ts';
import { operationOfMarker } from '../../../protocol/marker.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { isAgentAtWork, leaseOf } from '../agents/lease.ts';
import { portOf, THINGS } from '../known.ts';
import { noteTold } from '../reads/unread.ts';
import { datesOf, holdsDeadlines } from './dates.ts';
import { linkDouble } from './doubles.ts';
import { agreeAsShown, linkImported } from './imported.ts';
import type { Imported } from './importer-text.ts';
import type { ClientReport, ReportedTodo } from './client-report.ts';

/** The observations of a call. If a to-do is reported twice, the later report counts. */
export function observeReport(pass: Pass, told: ClientReport): readonly Observation[] {
  const todos = [...new Map(told.todos.map((todo) => [todo.id, todo])).values()];
  noteTold(
    pass.store,
    todos.map(({ id }) => id),
  );
  const isAgentThere = isAgentAtWork(pass.store, pass.now);
  const isLeftToAgent = (link: Link): boolean => isAgentThere && wasReportedByAgent(link);
  const linked = (ids: readonly RemoteId[]): readonly Link[] =>
    [...new Set(ids)].flatMap((id) => activeLink(pass, id) ?? []).filter((link) => !isLeftToAgent(link));
  return [
    ...todos.flatMap((todo) => observeTodo(pass, todo, isLeftToAgent) ?? []),
    ...linked(told.completed).map((link) => ({ ...seen(link), fields: { status: 'completed' as const } })),
    ...linked(told.deleted).map((link) => ({ ...seen(link), deleted: true })),
  ];
}

/** An active link. A to-do already processed as deleted is not deleted again; otherwise undoing the deletion would be futile. */
function activeLink({ store }: Pass, id: RemoteId): Link | null {
  const link = store.links.byRemoteId(THINGS, id);
  return link?.state === 'active' && store.tasks.get(link.taskId)?.deletedAt === null ? link : null;
}

/** Only an agent knows a row's digest and its stamps: a to-do without either is one that no agent has seen yet. */
function wasReportedByAgent({ revision, stamps }: Link): boolean {
  return revision !== null || stamps !== undefined;
}

/** The last known revision of the row stays, because a client has no digest. */
function seen({ remoteId, revision }: Pick<Link, 'remoteId' | 'revision'>): Observation {
  return { ...tombstone(THINGS, remoteId), deleted: false, revision };
}

function observeTodo(
  pass: Pass,
  todo: ReportedTodo,
  isLeftToAgent: (link: Link) => boolean,
): Observation | null {
  const { links } = pass.store;
  if (isBeingMade(pass, todo)) return null;
  const known = links.byRemoteId(THINGS, todo.id);
  const imported = asImported(todo);
  const link = known === null ? linkImported(pass, imported) : agreeAsShown(pass, known, imported);
  if (link === null && links.isRetired(THINGS, todo.id)) return null;
  if (link !== null && isLeftToAgent(link)) return null;
  if (link === null) return observeUnlinked(pass, todo, imported);
  return { ...seen(link), fields: fieldsOf(pass, todo, link) };
}

function observeUnlinked(pass: Pass, todo: ReportedTodo, imported: Imported): Observation {
  const shown = { ...seen({ remoteId: todo.id, revision: null }), fields: fieldsOf(pass, todo, null) };
  linkDouble(pass, imported, shown);
  return shown;
}

function asImported({ id, title, notes = null, due = null }: ReportedTodo): Imported {
  return { id, title, notes: notes ?? '', deadline: due };
}

/** An agent is creating it right now, and will report it itself. */
function isBeingMade({ store }: Pass, { notes }: ReportedTodo): boolean {
  const marked = operationOfMarker(notes ?? '');
  return marked !== null && store.outbox.get(operationId(marked))?.replica === THINGS;
}

function fieldsOf(pass: Pass, todo: ReportedTodo, link: Link | null): ObservedFields {
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

/** The row as it would be with only these fields. */
function rowOf({ id, title, notes, due, tags }: ReportedTodo): ThingsTodo {
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
