// What Todoist imports as a template: the tasks of one project, sections included, in the vendor's columns.
// Source: todoist.com/help/articles/format-a-csv-file-to-import-into-todoist.

import { formatCsv } from './csv.ts';
import type { ExportSettings } from './export-settings.ts';
import type { LibraryTask } from './library.ts';

const COLUMNS = [
  'TYPE',
  'CONTENT',
  'DESCRIPTION',
  'PRIORITY',
  'INDENT',
  'AUTHOR',
  'RESPONSIBLE',
  'DATE',
  'DATE_LANG',
  'TIMEZONE',
  'DURATION',
  'DURATION_UNIT',
  'DEADLINE',
  'DEADLINE_LANG',
] as const;

type Cells = { readonly [Column in (typeof COLUMNS)[number]]?: string };

/** Writes a template. Several projects become sections of the one that it is imported into. Only open tasks: it has no others. */
export function formatTodoistCsv(tasks: readonly LibraryTask[], settings: ExportSettings): string {
  const open = tasks.filter(({ status }) => status === 'open');
  const isOneProject = new Set(open.map(({ area, project }) => JSON.stringify([area, project]))).size < 2;
  const rows: Cells[] = [];
  for (const [section, members] of Map.groupBy(open, (task) => sectionOf(task, isOneProject))) {
    if (section !== '') rows.push({ TYPE: 'section', CONTENT: section });
    rows.push(...members.flatMap((task) => rowsOf(task, settings)));
  }
  return formatCsv([COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column] ?? ''))]);
}

function sectionOf({ area, project, heading }: LibraryTask, isOneProject: boolean): string {
  if (isOneProject) return heading ?? '';
  return [project ?? area, heading].filter((name) => name !== null).join(' \u203a ');
}

/** Tells whether a label stays as it is. */
export function isLabelInCsv(tag: string): boolean {
  return labelInCsv(tag) === tag;
}

function labelInCsv(tag: string): string {
  return tag.replaceAll(/\s+/g, '_');
}

/** Someday and This Evening are labels, as in the sync itself. */
function labelsOf({ tags, start }: LibraryTask, { labels }: ExportSettings): readonly string[] {
  const marker =
    start === 'someday' ? labels.someday : typeof start !== 'string' && start.evening ? labels.evening : null;
  return [...new Set([...tags, ...(marker === null ? [] : [marker])])].map(labelInCsv);
}

function rowsOf(task: LibraryTask, settings: ExportSettings): readonly Cells[] {
  const { title, notes, priority, start, deadline, duration, checklist } = task;
  const labels = labelsOf(task, settings)
    .map((label) => ` @${label}`)
    .join('');
  const time = typeof start === 'string' ? null : start.time;
  return [
    {
      TYPE: 'task',
      CONTENT: `${oneLine(title)}${labels}`,
      DESCRIPTION: notes ?? '',
      PRIORITY: String(5 - priority),
      INDENT: '1',
      DATE: typeof start === 'string' ? '' : `${start.date}${time === null ? '' : ` ${time.at}`}`,
      DATE_LANG: typeof start === 'string' ? '' : 'en',
      TIMEZONE: time?.zone ?? '',
      DURATION: duration === null ? '' : String(duration.amount),
      DURATION_UNIT: duration?.unit ?? '',
      DEADLINE: deadline ?? '',
      DEADLINE_LANG: deadline === null ? '' : 'en',
    },
    ...checklist
      .filter(({ done }) => !done)
      .map((line) => ({ TYPE: 'task', CONTENT: oneLine(line.title), PRIORITY: '4', INDENT: '2' })),
  ];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ');
}
