// The steps that bring one to-do from its current state to the requested one. Pure: only plans them; others carry them out.

import type { ThingsContainer, ThingsTodo } from '../../protocol/things-row.ts';
import { matchingText } from '../../model/text.ts';
import type { JxaStep } from './jxa.ts';
import { unmetFields, type ResolvedPlace, type WantedFields, type WantedName } from '../read/row-fields.ts';
import { encodedLength, whenOf, type Clearable, type JsonAttributes } from './url.ts';

/** The steps of one to-do, in the order of their kinds. */
export interface TodoSteps {
  /** By script, before any URL. */
  readonly scripts: readonly JxaStep[];
  /** By one `update` URL. */
  readonly clears: readonly Clearable[];
  /** By `json` URLs, one object each, in order. */
  readonly updates: readonly JsonAttributes[];
  /** By script, after the URLs took effect: closing comes last. */
  readonly closing: readonly JxaStep[];
  /** Titles of the tags that the URLs set, as requested. */
  readonly tags?: readonly string[];
}

/** What steps depend on besides the row. */
export interface StepContext {
  /** `YYYY-MM-DD` on the Mac. */
  readonly today: string;
  readonly containers: ReadonlyMap<string, ThingsContainer>;
  /** Titles of existing tags, whose spelling is used when sending. */
  readonly tagTitles: readonly string[];
}

/** Maximum size of a checklist in one object, in bytes; a longer list is set in parts. */
const MAX_CHECKLIST_BYTES = 40_000;

/** The steps for the fields that the row does not show yet; none if it shows all. */
export function stepsFor(row: ThingsTodo, wanted: WantedFields, context: StepContext): TodoSteps {
  const unmet = new Set(unmetFields(row, wanted, context.today));
  const clears = clearsFor(row, { wanted, unmet, context });
  const updates = updatesFor(row, { wanted, unmet, context });
  const closing = closingFor(row, wanted, unmet);
  const scripts = scriptsFor(row, wanted, unmet);
  return clears.length + updates.length === 0
    ? { scripts: [...scripts, ...closing], clears, updates, closing: [] }
    : { scripts, clears, updates, closing, ...(unmet.has('tags') ? { tags: wanted.tags ?? [] } : {}) };
}

/** The row after it was restored from the trash, which puts it into the Inbox. */
export function inboxed(row: ThingsTodo): ThingsTodo {
  return {
    ...row,
    trashed: false,
    list: 'inbox',
    startDate: null,
    evening: false,
    reminder: null,
    area: null,
    project: null,
    heading: null,
  };
}

interface Question {
  readonly wanted: WantedFields;
  readonly unmet: ReadonlySet<WantedName>;
  readonly context: StepContext;
}

function scriptsFor(
  row: ThingsTodo,
  wanted: WantedFields,
  unmet: ReadonlySet<WantedName>,
): readonly JxaStep[] {
  const { id } = row;
  const steps: JxaStep[] = [];
  if (unmet.has('status') && wanted.status === 'open') steps.push({ do: 'set_status', id, status: 'open' });
  if (unmet.has('start') && wanted.start === 'inbox') steps.push({ do: 'to_inbox', id });
  const title = unmet.has('title') && wanted.title !== undefined ? { title: wanted.title } : {};
  const notes = unmet.has('notes') && wanted.notes !== undefined ? { notes: wanted.notes } : {};
  if ('title' in title || 'notes' in notes) steps.push({ do: 'set_todo', id, ...title, ...notes });
  return steps;
}

function closingFor(
  { id }: ThingsTodo,
  { status }: WantedFields,
  unmet: ReadonlySet<WantedName>,
): readonly JxaStep[] {
  const isClosing = unmet.has('status') && status !== undefined && status !== 'open';
  return isClosing ? [{ do: 'set_status', id, status }] : [];
}

function clearsFor(row: ThingsTodo, { wanted, unmet, context }: Question): readonly Clearable[] {
  const clears: Clearable[] = [];
  if (unmet.has('deadline') && wanted.deadline === null) clears.push('deadline');
  if (unmet.has('tags') && wanted.tags?.length === 0) clears.push('tags');
  if (unmet.has('checklist') && wanted.checklist?.length === 0) clears.push('checklist-items');
  if (unmet.has('place') && isDetached(row, { wanted, unmet, context })) clears.push('list-id');
  return clears;
}

/** Whether it is to leave any container, or leave a heading for the project around it. A move to the Inbox detaches it implicitly. */
function isDetached(row: ThingsTodo, { wanted, context }: Question): boolean {
  if (wanted.place === null) return wanted.start !== 'inbox';
  const project = row.heading === null ? null : context.containers.get(row.heading)?.parent;
  return wanted.place?.kind === 'project' && wanted.place.id === project;
}

function updatesFor(row: ThingsTodo, { wanted, unmet, context }: Question): readonly JsonAttributes[] {
  const { start, deadline, tags, checklist, place } = wanted;
  const whens =
    unmet.has('start') && start !== undefined && start !== 'inbox' ? whensFor(row, start, context.today) : [];
  const lists = unmet.has('checklist') && checklist !== undefined ? checklistParts(checklist) : [];
  const rest: JsonAttributes = {
    ...(unmet.has('deadline') && deadline != null ? { deadline } : {}),
    ...(unmet.has('tags') && tags !== undefined && tags.length > 0 ? { tags: spelled(tags, context) } : {}),
    ...(unmet.has('place') && place != null ? placeAttributes(place, context) : {}),
  };
  const objects = [...whens.slice(0, -1), { ...rest, ...whens.at(-1), ...lists[0] }, ...lists.slice(1)];
  return objects.filter((attributes) => Object.keys(attributes).length > 0);
}

/** A dated `when` without a time keeps an existing reminder; `today` removes it. */
function whensFor(
  row: ThingsTodo,
  start: Exclude<WantedFields['start'], 'inbox' | undefined>,
  today: string,
): readonly JsonAttributes[] {
  const when = whenOf(start, today);
  const keepsReminder =
    row.reminder !== null && typeof start === 'object' && start.reminder === null && start.date > today;
  return keepsReminder ? [{ when: 'today' }, { when }] : [{ when }];
}

/** Sets the list, and appends what does not fit in one object. */
function checklistParts(checklist: NonNullable<WantedFields['checklist']>): readonly JsonAttributes[] {
  const parts: (readonly object[])[] = [];
  let part: object[] = [];
  let bytes = 0;
  for (const { title, done } of checklist) {
    const item = { type: 'checklist-item', attributes: { title, completed: done } };
    const size = encodedLength(item);
    if (part.length > 0 && bytes + size > MAX_CHECKLIST_BYTES) {
      parts.push(part);
      [part, bytes] = [[], 0];
    }
    part.push(item);
    bytes += size;
  }
  if (part.length > 0) parts.push(part);
  return parts.map((items, at) => ({ [at === 0 ? 'checklist-items' : 'append-checklist-items']: items }));
}

function spelled(tags: readonly string[], { tagTitles }: StepContext): readonly string[] {
  const titleByMatch = new Map(tagTitles.map((title) => [matchingText(title), title]));
  return tags.map((tag) => titleByMatch.get(matchingText(tag)) ?? tag);
}

function placeAttributes(place: ResolvedPlace, { containers }: StepContext): JsonAttributes {
  if (place.kind !== 'heading') return { 'list-id': place.id };
  const project = containers.get(place.id)?.parent;
  return { ...(project == null ? {} : { 'list-id': project }), 'heading-id': place.id };
}
