// Converts stored rows to the wire format: decodes packed values, derives what is in the trash, leaves out templates. Reads no
// database.

import { remoteId } from '../../model/ids.ts';
import type { ThingsContainer, ThingsTodo } from '../../protocol/things-row.ts';
import { digestOfTodo } from './digest.ts';
import { plainNotes, stampToMs, unpackDay, unpackTime } from './encodings.ts';
import {
  asSetAside,
  reasonAgainst,
  reasonAgainstContainer,
  duplicatedIds,
  type SetAside,
  isStamp,
} from './unreadable.ts';
import { inShownOrder } from './shown-order.ts';
import type { RawChecklistItem, RawLibrary, RawOwned, RawTask } from './library-rows.ts';

const PROJECT = 1;
const LISTS = ['inbox', 'anytime', 'someday'] as const;
const CANCELED = 2;
const COMPLETED = 3;

/** The projects and headings of a library, by id. */
type Parents = ReadonlyMap<string, RawTask>;

/** The to-dos of a library, and those that can't be read. */
export interface DecodedTodos {
  readonly todos: ReadonlyMap<string, ThingsTodo>;
  /** By id. */
  readonly setAside: ReadonlyMap<string, SetAside>;
}

/** Decodes the to-dos, in display order. Repeating templates, and the contents of a repeating project's template, are left out. */
export function decodeTodos(library: RawLibrary): DecodedTodos {
  const parents = parentsById(library);
  const tags = groupByOwner(library.taskTags);
  const checklist = groupByOwner(library.checklist);
  const twice = duplicatedIds(library.todos);
  const todos = new Map<string, ThingsTodo>();
  const setAside = new Map<string, SetAside>();
  for (const row of inShownOrder(library)) {
    if (row.isTemplate !== 0 || isInTemplate(row, parents)) continue;
    const owned = { tags: tags.get(row.uuid) ?? [], checklist: checklist.get(row.uuid) ?? [] };
    const reason = twice.has(row.uuid) ? 'two rows have the same id' : reasonAgainst(row, owned);
    if (reason === null) {
      const holder = holderOf(row, parents);
      todos.set(row.uuid, decodeTodo(row, { ...owned, holder, trashed: isTrashed(row, parents) }));
    } else {
      setAside.set(row.uuid, asSetAside(row, reason));
    }
  }
  return { todos, setAside };
}

/** Areas, projects and headings, parents first, and those that can't be read. */
export interface DecodedContainers {
  readonly containers: readonly ThingsContainer[];
  /** By id. */
  readonly setAside: ReadonlyMap<string, SetAside>;
}

/** Decodes areas, projects and headings. */
export function decodeContainers(library: RawLibrary): DecodedContainers {
  const parents = parentsById(library);
  const shown = library.parents.filter((row) => row.isTemplate === 0 && !isInTemplate(row, parents));
  const setAside = new Map<string, SetAside>();
  const twice = duplicatedIds([...library.areas, ...shown]);
  const readable = <Row extends { readonly uuid: string; readonly title: string | null }>(
    rows: readonly Row[],
  ): readonly Row[] =>
    rows.filter((row) => {
      const reason = twice.has(row.uuid) ? 'two rows have the same id' : reasonAgainstContainer(row);
      if (reason !== null) setAside.set(row.uuid, asSetAside(row, reason));
      return reason === null;
    });
  const areas = readable(library.areas).map((area): ThingsContainer => ({
    id: remoteId(area.uuid),
    kind: 'area',
    title: area.title ?? '',
    parent: null,
    gone: false,
  }));
  const rows = readable(shown);
  const projects = rows.filter((row) => row.type === PROJECT).map((row) => decodeParent(row, parents));
  const headings = rows.filter((row) => row.type !== PROJECT).map((row) => decodeParent(row, parents));
  return { containers: [...areas, ...projects, ...headings], setAside };
}

interface TodoParts {
  readonly holder: Pick<ThingsTodo, 'project' | 'heading'>;
  readonly trashed: boolean;
  readonly tags: readonly RawOwned[];
  readonly checklist: readonly RawChecklistItem[];
}

function decodeTodo(row: RawTask, parts: TodoParts): ThingsTodo {
  const todo: Omit<ThingsTodo, 'digest'> = {
    id: remoteId(row.uuid),
    title: row.title ?? '',
    notes: plainNotes(row.notes),
    status: decodeStatus(row.status),
    trashed: parts.trashed,
    list: LISTS[row.start] ?? 'anytime',
    startDate: unpackDay(row.startDate),
    evening: row.startBucket === 1,
    reminder: unpackTime(row.reminderTime),
    deadline: unpackDay(row.deadline),
    area: optionalId(row.area),
    ...parts.holder,
    tags: parts.tags.map((tag) => tag.title ?? '').toSorted(),
    checklist: parts.checklist.map((item) => ({
      id: remoteId(item.uuid),
      title: item.title ?? '',
      done: item.status !== 0,
    })),
    template: optionalId(row.rt1_repeatingTemplate),
    createdAt: stampToMs(row.creationDate),
    changedAt: stampToMs(row.userModificationDate),
    linesChangedAt: newestOf(parts.checklist),
  };
  return { ...todo, digest: digestOfTodo(todo) };
}

/** When a line was last changed, epoch ms; null if there is none, or no valid timestamp. */
function newestOf(lines: readonly RawChecklistItem[]): number | null {
  const stamps = lines.map(({ userModificationDate: stamp }) => (isStamp(stamp) ? stampToMs(stamp) : null));
  const known = stamps.filter((stamp) => stamp !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function decodeParent(row: RawTask, parents: Parents): ThingsContainer {
  const isProject = row.type === PROJECT;
  const own = row.status !== 0 || row.trashed !== 0;
  const holder = isProject ? undefined : parents.get(row.project ?? '');
  return {
    id: remoteId(row.uuid),
    kind: isProject ? 'project' : 'heading',
    title: row.title ?? '',
    parent: optionalId(isProject ? row.area : row.project),
    gone: own || (holder !== undefined && (holder.status !== 0 || holder.trashed !== 0)),
  };
}

function decodeStatus(status: number): ThingsTodo['status'] {
  if (status === COMPLETED) return 'completed';
  return status === CANCELED ? 'canceled' : 'open';
}

/** An open to-do whose heading was archived counts as directly in the project: archived containers have no open to-dos. */
function holderOf(row: RawTask, parents: Parents): TodoParts['holder'] {
  const heading = parents.get(row.heading ?? '');
  if (row.status === 0 && heading !== undefined && heading.status !== 0)
    return { project: optionalId(heading.project), heading: null };
  return { project: optionalId(row.project), heading: optionalId(row.heading) };
}

/** A to-do is in the trash with its project, its heading, or its heading's project; only the topmost one has the flag. */
function isTrashed(row: RawTask, parents: Parents): boolean {
  return row.trashed !== 0 || holdersOf(row, parents).some((holder) => holder.trashed !== 0);
}

function isInTemplate(row: RawTask, parents: Parents): boolean {
  return holdersOf(row, parents).some((holder) => holder.isTemplate !== 0);
}

function holdersOf(row: RawTask, parents: Parents): readonly RawTask[] {
  const heading = parents.get(row.heading ?? '');
  const project = parents.get(row.project ?? heading?.project ?? '');
  return [heading, project].filter((holder) => holder !== undefined);
}

function parentsById(library: RawLibrary): Parents {
  return new Map(library.parents.map((row) => [row.uuid, row]));
}

function groupByOwner<Row extends RawOwned>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.owner);
    if (group === undefined) groups.set(row.owner, [row]);
    else group.push(row);
  }
  return groups;
}

function optionalId(id: string | null) {
  return id === null || id === '' ? null : remoteId(id);
}
