// Creates, renames and moves areas and projects, one at a time. A project has its operation's marker until its id is recorded; an
// area can't have one, and is found again by its title.

import type { ThingsAcknowledgement, ThingsOperation } from '../../protocol/things-operation.ts';
import { canonicalLine, matchingText } from '../../model/text.ts';
import { WriteStop, type AppSession } from './app-session.ts';
import type { JournalEntry } from '../state/journal-rows.ts';
import type { JxaStep } from './jxa.ts';
import { markerOf } from '../../protocol/marker.ts';
import type { WriteContext } from './write-todos.ts';
import { DELETED_AT_ONCE, markShown, markUnseen, stopUnseen } from './unseen.ts';
import { jsonUrl, removeFromAreaUrl } from './url.ts';

/** An operation on an area or project. */
export type ContainerOperation = Extract<
  ThingsOperation,
  { readonly kind: 'create_container' | 'rename_container' | 'move_container' }
>;
type Creation = Extract<ContainerOperation, { readonly kind: 'create_container' }>;
type Move = Extract<ContainerOperation, { readonly kind: 'move_container' }>;
type Renaming = Extract<ContainerOperation, { readonly kind: 'rename_container' }>;

/** A journaled container operation. */
export interface ContainerEntry extends Pick<JournalEntry, 'thingsId'> {
  readonly operation: ContainerOperation;
  /** The area of a project that is created or moved; null for none. */
  readonly areaId: string | null;
  /** Begun by an earlier run, which may have carried out a part of it. */
  readonly isRecovered: boolean;
}

/** Carries out one container operation and journals its outcome. Throws WriteStop if the app can't be used. */
export async function writeContainer(
  entry: ContainerEntry,
  context: WriteContext,
): Promise<ThingsAcknowledgement> {
  const answer = await carryOut(entry, context);
  context.journal.answer([answer]);
  return answer;
}

function carryOut(entry: ContainerEntry, context: WriteContext): Promise<ThingsAcknowledgement> {
  const { operation } = entry;
  switch (operation.kind) {
    case 'create_container':
      return create({ ...entry, operation }, context);
    case 'rename_container':
      return rename(operation, context.session);
    case 'move_container':
      return move(operation, entry.areaId, context.session);
  }
}

type CreationEntry = ContainerEntry & { readonly operation: Creation };

async function create(entry: CreationEntry, context: WriteContext): Promise<ThingsAcknowledgement> {
  const { session, journal } = context;
  const { operation } = entry;
  const made = entry.thingsId ?? (await findMade(entry, context)) ?? (await make(entry, session));
  if (typeof made !== 'string') return failed(operation, made.refusal);
  journal.keepIds(new Map([[operation.id, made]]));
  if (!(await session.waitFor(() => session.view([]).containers.has(made)))) {
    const lost = { operation: operation.id, kind: operation.container, thingsId: made };
    if ((await markUnseen([lost], context)).size > 0) stopUnseen(session);
    return failed(operation, DELETED_AT_ONCE);
  }
  markShown(context);
  await session.waitFor(() => session.headingsOf(made).length >= operation.headings.length);
  const error = await putIntoArea(made, entry, session);
  if (operation.container === 'project') await removeMarker(made, operation, session);
  const headings = session.headingsOf(made).map(({ id, title }) => ({ id, title }));
  return { operation: operation.id, outcome: 'done', thingsId: made, row: null, headings, error };
}

/** What an earlier attempt created. An area of that title that was never reported to the Worker is either that, or just as good. */
async function findMade(entry: CreationEntry, { session, journal }: WriteContext): Promise<string | null> {
  const { operation } = entry;
  if (operation.container === 'project') {
    const find = () => session.projectsWithNotes(markerOf(operation.id))[0];
    // A URL that was sent just before the crash may not have taken effect yet.
    if (entry.isRecovered) await session.waitFor(() => find() !== undefined);
    return find() ?? null;
  }
  if (!entry.isRecovered) return null;
  const known = journal.knownLibrary().containerById;
  const title = matchingText(operation.title);
  const areas = [...session.view([]).containers.values()].filter(
    (each) => each.kind === 'area' && matchingText(each.title) === title && !known.has(each.id),
  );
  return areas[0]?.id ?? null;
}

async function make(
  entry: CreationEntry,
  session: AppSession,
): Promise<string | { readonly refusal: string }> {
  const { operation } = entry;
  if (operation.container === 'project' && operation.headings.length > 0)
    return makeWithHeadings(entry, session);
  const step: JxaStep =
    operation.container === 'area'
      ? { do: 'make_area', title: operation.title }
      : { do: 'make_project', title: operation.title, notes: markerOf(operation.id) };
  const [result] = await session.script([step]);
  if (result?.ok === true && result.id !== null) return result.id;
  return { refusal: result?.ok === false ? result.message : 'Things gave it no id' };
}

/** Only a URL can create headings, and it returns no id: the marker identifies the project. */
async function makeWithHeadings(
  { operation, areaId }: CreationEntry,
  session: AppSession,
): Promise<string | { readonly refusal: string }> {
  const marker = markerOf(operation.id);
  const items = operation.headings.map((title) => ({ type: 'heading', attributes: { title } }));
  const area = areaId === null ? {} : { 'area-id': areaId };
  const attributes = { title: operation.title, notes: marker, ...area, items };
  await session.open(jsonUrl([{ type: 'project', attributes }], null), 1 + items.length);
  await session.waitFor(() => session.projectsWithNotes(marker).length > 0);
  const [made] = session.projectsWithNotes(marker);
  // It may still take effect: the next run looks for it before it asks again.
  if (made === undefined) throw new WriteStop({ kind: 'urls_without_effect' });
  return made;
}

/** Moves a new project to its area, by script or otherwise by URL; returns the reason if the app accepts neither. */
async function putIntoArea(
  made: string,
  { areaId }: CreationEntry,
  session: AppSession,
): Promise<string | null> {
  if (areaId === null) return null;
  await session.waitFor(() => session.view([]).containers.has(made));
  const areaNow = (): string | null => session.view([]).containers.get(made)?.parent ?? null;
  // Its URL named the area, or a user has moved it since.
  if (areaNow() !== null) return null;
  const [result] = await session.script([{ do: 'set_area', id: made, area: areaId }]);
  if (result?.ok === true && (await session.waitFor(() => areaNow() !== null))) return null;
  const reason = result?.ok === false ? result.message : 'Things accepted the change but did not make it';
  const answer = `Things did not put the project into its area: ${reason}`;
  const { authToken } = session.view([]);
  if (authToken === null) return answer;
  const update = {
    type: 'project',
    operation: 'update',
    id: made,
    attributes: { 'area-id': areaId },
  } as const;
  await session.open(jsonUrl([update], authToken));
  return (await session.waitFor(() => areaNow() !== null)) ? null : answer;
}

/** Clears the notes, and trashes the second project of a command that was executed twice, unless it is used by now. */
async function removeMarker(made: string, operation: Creation, session: AppSession): Promise<void> {
  const marker = markerOf(operation.id);
  const marked = session.projectsWithNotes(marker);
  const steps: readonly JxaStep[] = marked.map((id) =>
    id === made ? { do: 'set_container', kind: 'project', id, notes: '' } : { do: 'trash_empty_project', id },
  );
  await session.script(steps);
}

async function rename(operation: Renaming, session: AppSession): Promise<ThingsAcknowledgement> {
  const answer = { operation: operation.id, thingsId: operation.thingsId, row: null };
  const find = () => session.view([]).containers.get(operation.thingsId);
  if (find() === undefined) return { ...answer, outcome: 'gone', error: null };
  const isRenamed = (): boolean => canonicalLine(find()?.title ?? '') === canonicalLine(operation.title);
  if (isRenamed()) return { ...answer, outcome: 'done', error: null };
  const { container: kind, thingsId: id, title } = operation;
  const [result] = await session.script([{ do: 'set_container', kind, id, title }]);
  if (result?.ok === false) return { ...answer, outcome: 'failed', error: result.message };
  return { ...answer, outcome: (await session.waitFor(isRenamed)) ? 'done' : 'ignored', error: null };
}

/** Into an area by script. Only a URL can remove a project from its area, since a script has no value for none. */
async function move(
  operation: Move,
  areaId: string | null,
  session: AppSession,
): Promise<ThingsAcknowledgement> {
  const { thingsId, expect } = operation;
  const answer = { operation: operation.id, thingsId, row: null };
  const { containers, authToken } = session.view([]);
  const project = containers.get(thingsId);
  if (project === undefined || project.gone) return { ...answer, outcome: 'gone', error: null };
  if (project.parent === areaId) return { ...answer, outcome: 'done', error: null };
  if (project.parent !== expect) return { ...answer, outcome: 'stale', error: null };
  if (areaId === null) {
    if (authToken === null) throw new WriteStop({ kind: 'no_auth_token' });
    await session.open(removeFromAreaUrl(thingsId, authToken));
  } else {
    const [result] = await session.script([{ do: 'set_area', id: thingsId, area: areaId }]);
    if (result?.ok === false) return { ...answer, outcome: 'failed', error: result.message };
  }
  const isMoved = (): boolean => session.view([]).containers.get(thingsId)?.parent === areaId;
  return { ...answer, outcome: (await session.waitFor(isMoved)) ? 'done' : 'ignored', error: null };
}

function failed(operation: Creation, error: string): ThingsAcknowledgement {
  return { operation: operation.id, outcome: 'failed', thingsId: null, row: null, error };
}
