/** A project as the rows of a template file. Only reads; completed tasks and files of comments are left out. */
import type { Account } from '../account.ts';
import { formatDay } from '../due/civil.ts';
import { momentOf } from '../due/resolve-due.ts';
import { isActiveItem } from '../views.ts';
import type { WireDue, WireItem, WireProject } from '../wire.ts';
import { templateRow } from './template-csv.ts';
import type { TemplateRow } from './template-csv.ts';

/** How dates are told: as days from today where that is possible, or as they are. */
interface ExportOptions {
  readonly relativeDates: boolean;
}

/** Gives the rows: comments of the project, tasks without a section, then each section with its tasks. */
export function exportProject(
  account: Account,
  project: WireProject,
  options: ExportOptions,
): readonly TemplateRow[] {
  const { items, sections, projectNotes } = account.store;
  const active = items
    .at('openInProject', project.id)
    .filter((item) => isActiveItem(account, item))
    .toSorted((one, other) => one.child_order - other.child_order);
  const treeUnder = (parentId: string | null, sectionId: string | null, depth: number): TemplateRow[] =>
    active
      .filter((item) => item.parent_id === parentId && item.section_id === sectionId)
      .flatMap((item) => [
        ...taskRows(account, item, { ...options, depth }),
        ...treeUnder(item.id, sectionId, depth + 1),
      ]);
  return [
    ...noteRows(projectNotes.at('liveByOwner', project.id)),
    ...treeUnder(null, null, 1),
    ...sections
      .at('activeInProject', project.id)
      .toSorted((one, other) => one.section_order - other.section_order)
      .flatMap((section) => [
        templateRow({ TYPE: 'section', CONTENT: section.name, DESCRIPTION: section.description ?? '' }),
        ...treeUnder(null, section.id, 1),
      ]),
  ];
}

function noteRows(notes: readonly { readonly content: string }[]): readonly TemplateRow[] {
  return notes
    .filter((note) => note.content !== '')
    .map((note) => templateRow({ TYPE: 'note', CONTENT: note.content }));
}

function taskRows(
  account: Account,
  item: WireItem,
  { depth, relativeDates }: ExportOptions & { readonly depth: number },
): readonly TemplateRow[] {
  const { due, duration, deadline } = item;
  const row = templateRow({
    TYPE: 'task',
    CONTENT: [item.content, ...item.labels.map((label) => `@${label}`)].join(' '),
    DESCRIPTION: item.description,
    PRIORITY: String(5 - item.priority),
    INDENT: String(depth),
    ...(due === null
      ? {}
      : {
          DATE: relativeDates ? relativeDate(account, due) : due.is_recurring ? due.string : due.date,
          DATE_LANG: due.lang,
          TIMEZONE: due.timezone ?? '',
        }),
    ...(duration === null ? {} : { DURATION: String(duration.amount), DURATION_UNIT: duration.unit }),
    ...(deadline === null ? {} : { DEADLINE: deadline.date, DEADLINE_LANG: deadline.lang }),
  });
  return [row, ...noteRows(account.store.notes.at('liveByOwner', item.id))];
}

/** "in 3 days at 10:00"; a day that is past stays a date, a series its phrase. */
function relativeDate(account: Account, due: WireDue): string {
  if (due.is_recurring) return due.string;
  const moment = momentOf(due, account.clock);
  if (moment === null) return due.date;
  const zone = due.timezone ?? account.user.timezone;
  const days = moment.day - account.clock.localTime(account.clock.now(), zone).day;
  const day = days < 0 ? formatDay(moment.day) : days === 0 ? 'today' : `in ${String(days)} days`;
  if (moment.minute === null) return day;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day} at ${two(Math.trunc(moment.minute / 60))}:${two(moment.minute % 60)}`;
}
