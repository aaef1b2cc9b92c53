// What a Todoist account can hold of a hub task. Pure: account and settings are given when the profile is created. Sends nothing.
// What is cut or left out to fit is reported.

import type { SyncConfig } from '../../../model/config.ts';
import type { ReplicaProfile, Unsendable } from '../../../model/profile.ts';
import { isRewritten } from '../../../model/rewritings.ts';
import { isSame } from '../../../model/same.ts';
import {
  FIELD_NAMES,
  isScheduled,
  pickFields,
  type ChecklistItem,
  type FieldName,
  type SomeFields,
  type Start,
  type TaskFields,
} from '../../../model/task.ts';
import { canonicalNotes } from '../../../model/text.ts';
import type { TodoistAccount } from '../todoist-port.ts';
import { projectScheduled } from './due.ts';
import { isTagTooLong, projectTags, tagsAmong } from './labels.ts';
import {
  MAX_LABEL_NAME_UNITS,
  MAX_LABELS_PER_TASK,
  MAX_NOTES_UNITS,
  MAX_TITLE_UNITS,
} from '../wire/limits.ts';
import { REWRITINGS } from './rewritings.ts';
import { isTitleCut, projectTitle } from './titles.ts';

/** Creates the profile of one account: what it holds, and in which form. */
export function createProfile(account: TodoistAccount, config: SyncConfig): ReplicaProfile {
  return {
    replica: 'todoist',
    title: 'Todoist',
    holds: (fields) => heldFields(fields, account),
    project: (fields) => projectFields(fields, account, config),
    satisfies: (name, held, wanted) =>
      satisfies(name, held, wanted) || (name === 'tags' && satisfies(name, writable(held), wanted)),
    unsendable: (fields) => findUnsendable(fields, account, config),
    keepsLineIds: true,
    closesLines: true,
    hidesDoneLines: true,
    refusesPlaces: true,
  };
}

/** Tells whether the task repeats by a rule of Todoist's own. */
export function isSeries(fields: Pick<SomeFields, 'repeat'>): boolean {
  return fields.repeat?.owner === 'todoist';
}

/** The form of a checklist that sub-tasks can hold. */
function projectChecklist(items: readonly ChecklistItem[]): readonly ChecklistItem[] {
  return items.map(({ key, title, done }) => ({ key, title: projectTitle(title), done }));
}

function heldFields(fields: TaskFields, account: TodoistAccount): ReadonlySet<FieldName> {
  const held = new Set<FieldName>(FIELD_NAMES);
  if (!account.deadlines) held.delete('deadline');
  if (!account.durations) held.delete('duration');
  // Todoist closes sub-tasks with their parent: their state then says nothing about the checklist.
  if (fields.status !== 'open') held.delete('checklist');
  // A series always has a date: clearing it would end the series, which belongs to Todoist.
  if (isSeries(fields) && !isScheduled(fields.start)) held.delete('start');
  return held;
}

function projectFields(fields: TaskFields, account: TodoistAccount, config: SyncConfig): SomeFields {
  const projected: TaskFields = {
    title: projectTitle(fields.title),
    notes: canonicalNotes(fields.notes?.toWellFormed() ?? null),
    start: projectStart(fields, account),
    deadline: fields.deadline,
    repeat: isSeries(fields) ? fields.repeat : null,
    tags: projectTags(fields, config.markerLabels),
    checklist: projectChecklist(fields.checklist),
    status: fields.status,
    place: fields.place,
    priority: fields.priority,
    duration: fields.duration,
  };
  return pickFields(projected, heldFields(fields, account));
}

function projectStart({ start, place }: TaskFields, account: TodoistAccount): Start {
  if (isScheduled(start)) return projectScheduled(start, account.zone);
  if (start === 'someday') return start;
  // Todoist distinguishes the two only by where the task is filed.
  return place === null ? 'inbox' : 'anytime';
}

function satisfies(name: FieldName, held: SomeFields, wanted: SomeFields): boolean {
  if (wanted[name] === undefined || isSame(held[name], wanted[name])) return true;
  if (name === 'title' && held.title === projectTitle(wanted.title ?? '')) return true;
  if (name === 'start') return isUndecided(held.start) && isUndecided(wanted.start);
  // Only the deprecated reordering command could change the order of existing sub-tasks.
  if (name === 'checklist') return isSame(byKey(held.checklist), byKey(wanted.checklist));
  return isRewritten(name, { held, wanted }, REWRITINGS);
}

/** A label that is longer than what may be written stays where somebody else wrote it. */
function writable({ tags = [] }: SomeFields): SomeFields {
  return { tags: tags.filter((tag) => !isTagTooLong(tag)) };
}

function isUndecided(start: Start | undefined): boolean {
  return start === 'inbox' || start === 'anytime';
}

function byKey(items: readonly ChecklistItem[] | undefined): readonly ChecklistItem[] | undefined {
  return items && projectChecklist(items).toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function findUnsendable(
  fields: TaskFields,
  account: TodoistAccount,
  config: SyncConfig,
): readonly Unsendable[] {
  const held = projectFields(fields, account, config);
  const found: Unsendable[] = [];
  const tags = tagsAmong(fields.tags, config.markerLabels);
  const longTags = tags.filter(isTagTooLong);
  const leftOut = tags.length - longTags.length - (held.tags?.length ?? 0);
  const check = (what: FieldName, isTooLong: boolean, reason: string): void => {
    if (isTooLong) found.push({ what, reason });
  };
  const cut = (what: FieldName, isCut: boolean, reason: string): void => {
    if (isCut) found.push({ what, reason, partly: true });
  };
  cut(
    'title',
    isTitleCut(fields.title),
    `its title is longer than ${MAX_TITLE_UNITS} characters: Todoist shows what fits`,
  );
  check(
    'notes',
    (held.notes?.length ?? 0) > MAX_NOTES_UNITS,
    `notes are longer than ${MAX_NOTES_UNITS} characters`,
  );
  cut(
    'checklist',
    held.checklist !== undefined && fields.checklist.some(({ title }) => isTitleCut(title)),
    `a checklist item is longer than ${MAX_TITLE_UNITS} characters: Todoist shows what fits`,
  );
  cut(
    'tags',
    longTags.length > 0,
    `a tag is longer than ${MAX_LABEL_NAME_UNITS} characters and is not in Todoist`,
  );
  cut(
    'tags',
    leftOut > 0,
    `there are more than ${MAX_LABELS_PER_TASK} labels: the last ${leftOut} of its tags are not in Todoist`,
  );
  return found;
}
