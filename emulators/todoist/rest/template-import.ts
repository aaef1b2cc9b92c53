/** Puts the rows of a template file into a project, by the same commands as every other change. */
import type { CommandContext, CommandResult } from '../commands/context.ts';
import { itemAdd } from '../commands/item-write.ts';
import { noteAdd } from '../commands/notes.ts';
import { sectionAdd } from '../commands/sections.ts';
import { invalidArgument } from '../errors.ts';
import type { WireItem, WireNote, WireProject, WireProjectNote, WireSection } from '../wire.ts';
import type { TemplateRow } from './template-csv.ts';

/** What an import made, oldest first. */
export interface Imported {
  readonly sections: readonly WireSection[];
  readonly tasks: readonly WireItem[];
  readonly comments: readonly (WireNote | WireProjectNote)[];
}

const DATE_OR_MOMENT = /^\d{4}-\d\d-\d\d(T[\d:.]+Z?)?$/;
const TRAILING_LABELS = /(?:\s+@\S+)+$/;

/**
 * Adds the rows at the end of a project. Call it in a transaction: it throws the commands' errors, and code 20
 * for a row of an unknown type or a sub-task without its parent.
 */
export function importRows(
  context: CommandContext,
  project: WireProject,
  rows: readonly TemplateRow[],
): Imported {
  const sectionIds: string[] = [];
  const taskIds: string[] = [];
  const noteIds: string[] = [];
  /** The task of each depth that the next deeper one goes under. */
  let branch: readonly string[] = [];
  for (const row of rows) {
    switch (row.TYPE.toLowerCase()) {
      case 'section': {
        const args = { name: row.CONTENT, description: row.DESCRIPTION, project_id: project.id };
        sectionIds.push(idOf(sectionAdd(context, args)));
        branch = [];
        break;
      }
      case 'task': {
        const depth = row.INDENT === '' ? 1 : Number(row.INDENT);
        if (!(depth >= 1 && depth <= branch.length + 1)) throw invalidArgument('file', 'INDENT');
        const parentId = branch[depth - 2] ?? null;
        const place = { project_id: project.id, section_id: sectionIds.at(-1) ?? null, parent_id: parentId };
        const id = idOf(itemAdd(context, { ...taskArgs(context, row), ...place }));
        taskIds.push(id);
        branch = [...branch.slice(0, depth - 1), id];
        break;
      }
      case 'note': {
        const taskId = branch.at(-1);
        const owner = taskId === undefined ? { project_id: project.id } : { item_id: taskId };
        noteIds.push(idOf(noteAdd(context, { ...owner, content: row.CONTENT })));
        break;
      }
      case 'meta':
        break;
      default:
        throw invalidArgument('file', 'TYPE');
    }
  }
  const { notes, projectNotes } = context.account.store;
  return {
    sections: sectionIds.map((id) => context.section(id)),
    tasks: taskIds.map((id) => context.item(id)),
    comments: noteIds.flatMap((id) => notes.get(id) ?? projectNotes.get(id) ?? []),
  };
}

function idOf(result: CommandResult): string {
  if (typeof result !== 'string') throw new Error('a creating command gave no id');
  return result;
}

/** The arguments of `item_add`; a plan without deadlines or durations leaves those columns out. */
function taskArgs({ account }: CommandContext, row: TemplateRow): Readonly<Record<string, unknown>> {
  const labels = [...(TRAILING_LABELS.exec(row.CONTENT)?.[0] ?? '').matchAll(/@(\S+)/g)];
  const content = row.CONTENT.replace(TRAILING_LABELS, '');
  const { limits } = account;
  return {
    content,
    description: row.DESCRIPTION,
    labels: labels.map((match) => match[1] ?? ''),
    ...(row.PRIORITY === '' ? {} : { priority: 5 - Number(row.PRIORITY) }),
    ...(row.DATE === '' ? {} : { due: dueArgs(row) }),
    ...(row.DURATION === '' || !limits.durations
      ? {}
      : { duration: { amount: Number(row.DURATION), unit: row.DURATION_UNIT } }),
    ...(row.DEADLINE === '' || !limits.deadlines ? {} : { deadline: { date: row.DEADLINE } }),
  };
}

function dueArgs(row: TemplateRow): Readonly<Record<string, unknown>> {
  return {
    ...(DATE_OR_MOMENT.test(row.DATE) ? { date: row.DATE } : { string: row.DATE }),
    ...(row.DATE_LANG === '' ? {} : { lang: row.DATE_LANG }),
    ...(row.TIMEZONE === '' ? {} : { timezone: row.TIMEZONE }),
  };
}
