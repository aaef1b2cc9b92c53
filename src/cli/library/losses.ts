// What a format has no place for: counted, so that nothing is left out of a file without a word.

import type { ExportSettings } from './export-settings.ts';
import type { LibraryTask } from './library.ts';
import { isTagInTaskPaper } from './taskpaper.ts';
import { isThisEvening } from './things-json.ts';
import { isLabelInCsv } from './todoist-csv.ts';

/** One thing that a file does not have. */
export interface Loss {
  /** In the plural: `durations`. */
  readonly what: string;
  /** Tasks that have it. */
  readonly tasks: number;
}

interface Check {
  readonly what: string;
  readonly isLost: (task: LibraryTask, settings: ExportSettings) => boolean;
}

const REPEATS: Check = { what: 'repeat rules', isLost: ({ repeat }) => repeat !== null };
const DURATIONS: Check = { what: 'durations', isLost: ({ duration }) => duration !== null };
const ZONES: Check = {
  what: 'time zones',
  isLost: ({ start }) => typeof start !== 'string' && start.time?.kind === 'fixed',
};
const CANCELED: Check = {
  what: 'tasks that are done or canceled',
  isLost: ({ status }) => status !== 'open',
};
const DONE_LINES: Check = {
  what: 'ticked lines of checklists',
  isLost: ({ checklist }) => checklist.some(({ done }) => done),
};
const EVENINGS: Check = {
  what: 'evenings of other days than today',
  isLost: ({ start }, { today }) =>
    typeof start !== 'string' && start.evening && !isThisEvening(start, today),
};
const PRIORITIES: Check = {
  what: 'priorities, since no tags stand for them,',
  isLost: ({ priority }, { priorityTags }) => priority !== 1 && priorityTags === null,
};
const BLANK_LINES: Check = {
  what: 'blank lines in notes',
  isLost: ({ notes }) =>
    (notes ?? '').split('\n').some((line) => line.trim() === '' && notes !== null && notes !== ''),
};

function respelled(what: string, isAsItIs: (tag: string) => boolean): Check {
  return { what, isLost: ({ tags }) => !tags.every(isAsItIs) };
}

/** What is looked for, by format; `json` has everything. */
const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  json: [],
  csv: [ZONES],
  taskpaper: [REPEATS, DURATIONS, ZONES, BLANK_LINES, respelled('the spelling of tags', isTagInTaskPaper)],
  'things-json': [REPEATS, DURATIONS, ZONES, EVENINGS, PRIORITIES],
  'todoist-csv': [CANCELED, REPEATS, DONE_LINES, respelled('the spelling of labels', isLabelInCsv)],
};

/** Counts what a file of this format does not have of these tasks; nothing where it has it all. */
export function lossesOf(
  format: string,
  tasks: readonly LibraryTask[],
  settings: ExportSettings,
): readonly Loss[] {
  return (CHECKS[format] ?? []).flatMap(({ what, isLost }) => {
    const lost = tasks.filter((task) => isLost(task, settings)).length;
    return lost === 0 ? [] : [{ what, tasks: lost }];
  });
}

/** One line about all of it. */
export function lossWords(format: string, losses: readonly Loss[]): string {
  const told = losses.map(({ what, tasks }) => `${what} (${tasks === 1 ? '1 task' : `${tasks} tasks`})`);
  return `${format} has no place for ${told.join(', ')}; json has everything.`;
}
