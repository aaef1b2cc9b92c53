// What Things takes by `things:///json`: to-dos, and projects with headings and to-dos in them. Areas can't be made that way: they are
// named, and must be there. Source: culturedcode.com/things/support/articles/2803573.

import { shownPriority, type ExportSettings } from './export-settings.ts';
import type { LibraryTask } from './library.ts';

interface ThingsItem {
  readonly type: 'to-do' | 'project' | 'heading' | 'checklist-item';
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Makes the items. A heading comes before what stands under it. */
export function thingsItems(tasks: readonly LibraryTask[], settings: ExportSettings): readonly ThingsItem[] {
  const groups = Map.groupBy(tasks, ({ area, project }) =>
    project === null ? null : JSON.stringify([area, project]),
  );
  return [...groups].flatMap(([group, members]) => {
    if (group === null) return members.map((task) => todo(task, task.area, settings));
    const [first] = members;
    return first === undefined ? [] : [project(first, members, settings)];
  });
}

function project(
  { area, project: title }: LibraryTask,
  members: readonly LibraryTask[],
  settings: ExportSettings,
): ThingsItem {
  const byHeading = Map.groupBy(members, ({ heading }) => heading);
  const items = [...byHeading].flatMap(([heading, below]) => [
    ...(heading === null ? [] : [{ type: 'heading' as const, attributes: { title: heading } }]),
    ...below.map((task) => todo(task, null, settings)),
  ]);
  return { type: 'project', attributes: { title, ...(area !== null && { area }), items } };
}

function todo(task: LibraryTask, list: string | null, settings: ExportSettings): ThingsItem {
  const { title, notes, deadline, checklist, status } = task;
  const when = whenOf(task, settings.today);
  const tags = tagsOf(task, settings);
  return {
    type: 'to-do',
    attributes: {
      title,
      ...(notes !== null && { notes }),
      ...(when !== null && { when }),
      ...(deadline !== null && { deadline }),
      ...(tags.length > 0 && { tags }),
      ...(checklist.length > 0 && {
        'checklist-items': checklist.map(({ title: line, done }) => ({
          type: 'checklist-item',
          attributes: { title: line, completed: done },
        })),
      }),
      ...(status === 'completed' && { completed: true }),
      ...(status === 'canceled' && { canceled: true }),
      ...(list !== null && { list }),
    },
  };
}

/** Things has tags for what it has no priority for, where the owner set any. */
function tagsOf({ tags, priority }: LibraryTask, { priorityTags }: ExportSettings): readonly string[] {
  const shown = shownPriority(priority);
  const tag = shown === null ? undefined : priorityTags?.[shown - 1];
  return tag === undefined || tags.includes(tag) ? tags : [...tags, tag];
}

/** An evening can only be said of today, so that of another day is its day. */
function whenOf({ start }: LibraryTask, today: string): string | null {
  if (start === 'inbox') return null;
  if (typeof start === 'string') return start;
  const day = isThisEvening(start, today) ? 'evening' : start.date;
  return start.time === null ? day : `${day}@${start.time.at}`;
}

/** Tells whether Things can be told of this evening. */
export function isThisEvening(
  { date, evening }: Exclude<LibraryTask['start'], string>,
  today: string,
): boolean {
  return evening && date === today;
}
