// The tasks of an account: as a list, and as files for other programs.

import { existsSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LocalError } from '../../local/local-error.ts';
import { ownVersion } from '../../local/own-package.ts';
import type { Call, CommandSpec, Finding } from '../arguments/command-spec.ts';
import type { OptionSpec } from '../arguments/option-spec.ts';
import { notEmpty } from '../arguments/where.ts';
import { asText, formatCsv } from '../library/csv.ts';
import { exportSettings, shownPriority, type ExportSettings } from '../library/export-settings.ts';
import { readLibrary, startWords, type LibraryQuery, type LibraryTask } from '../library/library.ts';
import { lossesOf, lossWords, type Loss } from '../library/losses.ts';
import { formatTaskPaper } from '../library/taskpaper.ts';
import { thingsItems } from '../library/things-json.ts';
import { formatTodoistCsv } from '../library/todoist-csv.ts';
import { inQuotes, printableJson } from '../../model/printable.ts';
import { formatTable } from '../output/table.ts';

type Format = (tasks: readonly LibraryTask[], settings: ExportSettings) => string;

const FORMATS: Readonly<Record<string, Format>> = {
  json: (tasks) => `${printableJson({ program: `todoist-things-sync ${ownVersion()}`, tasks }, 2)}\n`,
  csv: formatTasksCsv,
  taskpaper: formatTaskPaper,
  'things-json': (tasks, settings) => `${printableJson(thingsItems(tasks, settings), 2)}\n`,
  'todoist-csv': formatTodoistCsv,
};

const WHICH: readonly OptionSpec[] = [
  { flags: '--all', does: 'done and canceled tasks, too' },
  {
    flags: '--place <NAME>',
    does: 'only what stands in the project or area of this name',
    read: (text) => notEmpty('--place', text),
  },
];

/** `tasks` and `export`. */
export const LIBRARY_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'tasks',
    does: 'the tasks that are synced, by where they stand; --json has everything of them',
    example: '--place Garden',
    options: WHICH,
    run: async (api, call) => {
      const tasks = await readLibrary(api, queryOf(call));
      return { json: tasks, text: tasks.length === 0 ? 'No task.' : formatTasks(tasks) };
    },
  },
  {
    kind: 'account',
    name: 'export',
    does: 'the tasks as a file for another program',
    example: '--format csv --out tasks.csv',
    options: [
      { flags: '--format <FORMAT>', does: 'json without it', choices: Object.keys(FORMATS) },
      {
        flags: '--out <FILE>',
        does: 'write it to a new file instead of stdout',
        read: (text) => notEmpty('--out', text),
      },
      ...WHICH,
    ],
    run: async (api, call) => {
      const tasks = await readLibrary(api, queryOf(call));
      const name = call.given.option('format') ?? 'json';
      const format = FORMATS[name];
      if (format === undefined) return { text: '', json: null };
      const settings = await exportSettings(api, new Date());
      const lost = lossesOf(name, tasks, settings);
      const finding = deliver(format(tasks, settings), { count: tasks.length, lost }, call);
      if (lost.length > 0) call.terminal.note(lossWords(name, lost));
      return finding;
    },
  },
];

function queryOf({ given }: Call): LibraryQuery {
  return { closed: given.has('all'), place: given.option('place') ?? null };
}

/** A file that is there already stays as it is: the system refuses it. */
function deliver(
  text: string,
  { count, lost }: { readonly count: number; readonly lost: readonly Loss[] },
  { given, terminal, json }: Call,
): Finding {
  const file = given.option('out');
  if (file === undefined) {
    terminal.file(text);
    return { text: '', json: null, isWritten: true };
  }
  if (existsSync(file)) throw new LocalError(`${file} is there already, and stays as it is`);
  if (!existsSync(dirname(resolve(file)))) throw new LocalError(`the folder of ${file} is not there`);
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  if (!json) terminal.say(`${count === 1 ? '1 task' : `${count} tasks`} in ${file}.`);
  return { text: '', json: { file, tasks: count, lost } };
}

function formatTasks(tasks: readonly LibraryTask[]): string {
  const rows = tasks.map((task) => [
    inQuotes(task.title),
    [task.area, task.project, task.heading].filter((name) => name !== null).join(' \u203a '),
    startWords(task),
    task.deadline === null ? '' : `due ${task.deadline}`,
    task.tags.join(', '),
    task.status === 'open' ? '' : task.status,
  ]);
  return formatTable(rows, { maxCellWidth: 50 });
}

const COLUMNS = [
  'id',
  'title',
  'notes',
  'status',
  'area',
  'project',
  'heading',
  'start',
  'deadline',
  'priority',
  'tags',
  'checklist',
  'duration',
  'repeat',
];

function formatTasksCsv(tasks: readonly LibraryTask[]): string {
  const rows = tasks.map((task) => [
    task.id,
    task.title,
    task.notes ?? '',
    task.status,
    task.area ?? '',
    task.project ?? '',
    task.heading ?? '',
    startWords(task),
    task.deadline ?? '',
    String(shownPriority(task.priority) ?? ''),
    task.tags.join('\n'),
    task.checklist.map(({ title, done }) => `[${done ? 'x' : ' '}] ${title}`).join('\n'),
    task.duration === null ? '' : `${task.duration.amount} ${task.duration.unit}`,
    task.repeat?.rule ?? '',
  ]);
  return formatCsv([COLUMNS, ...rows.map((row) => row.map(asText))]);
}
